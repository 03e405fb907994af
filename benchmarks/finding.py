"""How fast text becomes findings, one core, beside jieba on the same text in the same run.

Each paper of the training corpus is read several times and its best time counts, so that another
program's burst does not; the machine may be shared all the same, so take the ratio to jieba. Then
texts that only a machine would write: the time for twice the text should be twice the time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = sorted((ROOT / "src" / "luodi" / "reading" / "model" / "corpus").glob("*.txt"))
RUNS = 5
# What is repeated -> how often.
ENDLESS = {
    "市科技局要加强建设，": 4000,
    "市科技局要加强建设。\n": 4000,
    "加强建设、": 8000,
    "一、\n": 5000,
    "a\tb\tc\n": 5000,
    "增长5%": 4000,
    "2025年6月底前": 2500,
    "由市科技局": 5000,
    "对企业的": 2000,
    "“": 10000,
    "（": 10000,
}


def best_of_each(work: Callable[[str], object], papers: Sequence[str]) -> float:
    """The sum of each paper's shortest time, in seconds."""
    total = 0.0
    for paper in papers:
        times = []
        for _ in range(RUNS):
            began = time.perf_counter()
            work(paper)
            times.append(time.perf_counter() - began)
        total += min(times)
    return total


def main() -> int:
    import jieba

    from luodi.finding import find
    from luodi.reading import read_string

    papers = [path.read_text("utf-8") for path in CORPUS]
    kilobytes = sum(len(paper.encode()) for paper in papers) / 1000
    documents = {paper: read_string(paper) for paper in papers}
    jieba.setLogLevel(60)
    jieba.initialize()

    print(f"{len(papers)} papers, {kilobytes:.0f} kB of UTF-8")
    jieba_seconds = best_of_each(jieba.lcut, papers)
    for name, work, wanted in (
        ("jieba.lcut", jieba.lcut, ""),
        ("text to document", read_string, ""),
        ("document to findings", lambda paper: find(documents[paper]), ""),
        ("text to findings", lambda paper: find(read_string(paper)), "at least 300 kB/s"),
    ):
        seconds = jieba_seconds if work is jieba.lcut else best_of_each(work, papers)
        ratio = jieba_seconds / seconds
        print(f"  {name:<24}{kilobytes / seconds:8.0f} kB/s{ratio:7.2f} × jieba   {wanted}")

    print("texts without end: seconds for half, for all of it")
    for unit, times in ENDLESS.items():
        halves = []
        for count in (times // 2, times):
            document = read_string(unit * count)
            began = time.process_time()
            find(document)
            halves.append(time.process_time() - began)
        print(f"  {unit!r:<24}{len(unit) * times:8} characters {halves[0]:7.2f}{halves[1]:7.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
