"""Cheapest routes for a million firms beside assessing the same firms, in the same run.

Take the ratio, not the seconds: the machine may be shared. The best of three, the plan already made.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import ibis

from luodi.standards import load
from luodi.standards.assessing import assess
from luodi.standards.prices import load as prices
from luodi.standards.routes.table import routes
from luodi.standards.tables import kinds

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.firms.making import make  # noqa: E402

ON = date(2026, 9, 22)
STANDARDS = ("tech-sme@2017", "high-tech@2016", "specialised-sme@2026", "little-giant@2026")
WANTED = 3.0


def best(work: Callable[[], object]) -> float:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def main(firms: int) -> int:
    chosen = [load(key) for key in STANDARDS]
    list_ = prices()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "firms.parquet"
        make(path, firms, kinds(chosen))
        table = ibis.duckdb.connect(threads=2).read_parquet(path)
        print(f"{firms:,} firms, load {os.getloadavg()[0]:.1f}")
        for standard in chosen:
            routes(standard, table.limit(10), list_, on=ON)
            judged = best(lambda s=standard: assess(s, table))  # type: ignore[misc]
            scored = best(lambda s=standard: assess(s, table, detail="scores"))  # type: ignore[misc]
            routed = best(lambda s=standard: routes(s, table, list_, on=ON))  # type: ignore[misc]
            print(
                f"  {standard.key:<22} verdict {judged:5.2f} s  scores {scored:5.2f} s  routes {routed:5.2f} s"
                f"  {routed / judged:4.1f} x verdict, {routed / scored:4.1f} x scores   (wanted {WANTED:.0f} x)"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
