"""Cheapest routes beside assessing the same firms, in the same run.

    python benchmarks/routes.py [1000000]

Take the ratios, not the seconds: the machine may be shared. The best of two, the plan already made. Assessing is
measured three times: the verdict alone, with every score, and with every reason and shortfall beside it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from luodi.standards import load
from luodi.standards.asking import Held
from luodi.standards.assessing import assess
from luodi.standards.prices import load as prices
from luodi.standards.routes.table import routes

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.standards import firms_file

ON = date(2026, 9, 22)
STANDARDS = ("tech-sme@2017", "high-tech@2016", "specialised-sme@2026", "little-giant@2026",
             "innovative-sme@2022", "specialised-sme@2022")  # fmt: skip
WANTED = 3.0
DETAILS = ("verdict", "scores", "all")


def best(work: Callable[[], object]) -> float:
    took = []
    for _ in range(2):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def main(firms: int) -> int:
    chosen, list_ = [load(key) for key in STANDARDS], prices()
    con = duckdb.connect(config={"threads": 2})
    table = Held(con, f"read_parquet('{firms_file(firms)}')", still=True)
    few = Held(con, f"(FROM {table.source} LIMIT 10)")
    print(f"{firms:,} firms, load {os.getloadavg()[0]:.1f}; routes wanted at most {WANTED:.0f} × assessing")
    for standard in chosen:
        routes(standard, few, list_, on=ON)
        said = {d: best(lambda s=standard, d=d: assess(s, table, detail=d)) for d in DETAILS}  # type: ignore[misc]
        routed = best(lambda s=standard: routes(s, table, list_, on=ON))  # type: ignore[misc]
        beside = "  ".join(f"{d} {took:5.2f} s {routed / took:4.1f} ×" for d, took in said.items())
        print(f"  {standard.key:<22} routes {routed:6.2f} s    beside {beside}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
