"""How fast repair is on clean text, beside ftfy on the same text in the same run.

    python benchmarks/repair.py

Prints megabytes of UTF-8 a second of processor time, best of several rounds, and ratios:
on a shared machine only the ratios mean anything. Then the time one damaged page takes,
and one slip.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import ftfy

from luodi.reading.damage import clone_page
from luodi.reading.model import CORPUS, load
from luodi.reading.repairs import repair

ROUNDS = 5
SAFE = ftfy.TextFixerConfig(
    uncurl_quotes=False,
    fix_character_width=False,
    fix_latin_ligatures=False,
    normalization=None,
    unescape_html=False,
)


def best(work: Callable[[], object]) -> float:
    """The shortest processor time of several rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def main() -> None:
    documents = [path.read_text("utf-8") for path in sorted(CORPUS.glob("*.txt"))]
    whole = "\n".join(documents * 3)
    sentences = [s + "。" for text in documents for s in text.split("。")]
    model = load()
    size = len(whole.encode()) / 1e6
    small = sum(len(s.encode()) for s in sentences) / 1e6
    rows = [
        ("repair, one text", size / best(lambda: repair(whole, model))),
        ("repair, each document", size / 3 / best(lambda: [repair(d, model) for d in documents])),
        ("repair, each sentence", small / best(lambda: [repair(s, model) for s in sentences])),
        ("ftfy, one text", size / best(lambda: ftfy.fix_text(whole, SAFE))),
    ]
    ftfy_speed = rows[-1][1]
    print(f"clean text, {size:.2f} MB")
    for name, speed in rows:
        print(f"  {name:<24}{speed:8.2f} MB/s {speed / ftfy_speed:6.2f} × ftfy")
    pages = [clone_page(text, random.Random(k)) for k, text in enumerate(documents[:8])]
    slips = sum(step.kind == "slip" for page in pages for step in repair(page, model).steps)
    took = best(lambda: [repair(page, model) for page in pages])
    print(f"cloned pages: {took / len(pages):.3f} s a page, {took / max(slips, 1):.3f} s a slip")


if __name__ == "__main__":
    main()
