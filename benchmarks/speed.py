"""How fast Luodi reads, beside ftfy and jieba on the same text, one core.

Take the ratios, not the seconds: the machine may be shared. Every figure is the best of a few runs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted((ROOT / "examples" / "documents").glob("0[1-5]*.txt"))
DAMAGED = ROOT / "examples" / "documents" / "06-损坏的网页.txt"
RUNS = 3


def best(work: Callable[[], object]) -> float:
    """The shortest of a few runs, in seconds."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def rate(name: str, size: int, seconds: float, wanted: str = "") -> None:
    print(f"  {name:<42}{size / seconds / 1e6:8.2f} MB/s   {wanted}")


def main() -> int:
    import ftfy
    import jieba

    from luodi.finding import find
    from luodi.reading import read_string
    from luodi.reading.repairs import repair

    papers = [path.read_text("utf-8") for path in SAMPLES]
    copies = 40
    clean = "\n".join(papers * copies)
    size = len(clean.encode())
    print(f"clean text, {size / 1e6:.2f} MB of UTF-8 ({len(papers)} papers × {copies})")
    repair(clean[:2000])
    rate("repair (no damage found)", size, best(lambda: repair(clean)), "at least 1 MB/s")
    each = sum(len(p.encode()) for p in papers) * 5
    documents = [read_string(paper) for paper in papers]
    rate(
        "text to findings, paper by paper",
        each,
        best(lambda: [find(read_string(p)) for p in papers * 5]),
        "at least 0.3 MB/s",
    )
    rate("findings alone", each, best(lambda: [find(d) for d in documents * 5]))
    rate("ftfy.fix_text", size, best(lambda: ftfy.fix_text(clean)))
    jieba.setLogLevel(60)
    jieba.initialize()
    part = clean[: len(clean) // 8]
    rate("jieba.lcut", len(part.encode()), best(lambda: jieba.lcut(part)))

    page = DAMAGED.read_text("utf-8")
    repair(page)
    print("damaged page, repaired character by character")
    rate(
        "repair (pinyin, script, slips)",
        len(page.encode()) * 5,
        best(lambda: [repair(page) for _ in range(5)]),
    )

    print("one page of 3,000 characters, cold command, to a written Excel file")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.txt"
        source.write_text("".join(papers)[:3000], "utf-8")
        command = [sys.executable, "-m", "luodi.cli", "read", str(source), "-o", f"{folder}/list.xlsx"]
        seconds = best(lambda: subprocess.run(command, check=True, capture_output=True))
        print(f"  {'luodi read page.txt -o list.xlsx':<42}{seconds:8.2f} s      under 1.5 s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
