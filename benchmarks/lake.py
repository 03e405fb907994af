"""Import of a big return, beside the bare read of the same file; firm tables as the lake grows.

    python benchmarks/lake.py [--rows 100000] [--firms 3000 30000]

Prints seconds and, because machines differ, the ratio to fastexcel's own read of the same file in the same
run. One row in a thousand has a wrong cell; every one of them must be told.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import fastexcel
import xlsxwriter

from luodi.lake import Lake, inspect, read, sample
from luodi.lake.figures import catalogue
from luodi.lake.uscc import make

T = TypeVar("T")
COLUMNS = 30
PARTS = (
    ("main_revenue_wan", "revenue_wan"),
    ("hightech_income_wan", "total_income_wan"),
    ("rd_wan", "revenue_wan"),
)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def timed(what: Callable[[], T], times: int = 1) -> tuple[float, T]:
    """The best of some runs, and the last answer."""
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        answer = what()
        best = min(best, time.perf_counter() - begun)
    return best, answer


def workbook(path: Path, rows: int) -> int:
    """A return of `rows` firms and 30 columns; how many cells are wrong."""
    draw = random.Random(1)
    money = [f for f in catalogue().values() if f.kind == "money" and f.source == "figures"]
    counts = [f for f in catalogue().values() if f.kind == "count" and f.source == "figures"]
    figures = (money + counts)[: COLUMNS - 3]
    wrong = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("年报")
        page.write_row(0, 0, ["2025年度企业年报", "", "单位：万元"])
        page.write_row(1, 0, ["统一社会信用代码", "企业名称", "高新技术企业", *(f.label for f in figures)])
        for number in range(rows):
            digits, rest = "", number
            for _ in range(6):
                rest, digit = divmod(rest, 31)
                digits = ALPHABET[digit] + digits
            cells: list[object] = [
                make("990121", "MA" + digits),
                f"某某科技有限公司{number}",
                draw.choice("是否"),
            ]
            drawn = {
                f.name: round(draw.lognormvariate(7, 2), 2) if f.kind == "money" else draw.randint(0, 900)
                for f in figures
            }
            for part, whole in PARTS:  # figures that contradict each other are another matter
                drawn[part] = round(drawn[whole] * draw.random(), 2)
            cells += drawn.values()
            if number % 1000 == 7:
                cells[3 + number // 1000 % len(money)] = "约一千"
                wrong += 1
            page.write_row(2 + number, 0, cells)
    return wrong


def importing(folder: Path, rows: int) -> None:
    path = folder / "年报.xlsx"
    wrong = workbook(path, rows)
    bare, _ = timed(
        lambda: fastexcel.read_excel(str(path)).load_sheet(0, header_row=None, dtypes="string").to_arrow(), 2
    )
    lake = Lake(folder / "lake")
    taken, reading = timed(lambda: read(inspect(path, "figures", lake=lake), lake=lake))
    kept, batch = timed(lambda: lake.add(reading, by="bench", at=dt.datetime(2026, 1, 1)))
    assert len(reading.errors) == wrong, (len(reading.errors), wrong)
    print(f"import  {rows:>9,} rows x {COLUMNS}: read and checked {taken:6.2f} s, stored {kept:5.2f} s, "
          f"together {taken + kept:6.2f} s = {(taken + kept) / bare:4.1f} x the bare read ({bare:.2f} s); "
          f"{wrong} of {wrong} wrong cells told, {batch.rows:,} rows kept")  # fmt: skip


def tables(folder: Path, firms: int) -> None:
    lake = Lake(folder / f"lake{firms}")
    filled, _ = timed(lambda: sample.fill(lake, dt.date(2026, 9, 20), count=firms))
    first, table = timed(lambda: lake.firm_table(dt.date(2026, 9, 20)))
    again, _ = timed(lambda: lake.firm_table(dt.date(2026, 9, 20)).count().execute(), 3)
    print(f"tables  {firms:>9,} firms: sample made and stored {filled:6.2f} s, firm table first {first:6.2f} s, "
          f"then {again * 1000:6.1f} ms ({len(table.columns)} columns)")  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rows", type=int, nargs="*", default=[100_000])
    options.add_argument("--firms", type=int, nargs="*", default=[3_000])
    said = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="luodi-bench-") as name:
        for rows in said.rows:
            importing(Path(name), rows)
        for firms in said.firms:
            tables(Path(name), firms)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
