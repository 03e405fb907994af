"""Tables in, answers out: exact entry, every fault at once, counts that add up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from luodi.standards import load
from luodi.standards.assessing import assess, tally, write
from luodi.standards.tables import TableError, exact, stored

TECH = load("tech-sme@2017")
FIRMS = {
    "uscc": ["A", "B", "C"],
    "county": ["340802", "340802", None],
    "staff_total": [100, 207, None],
    "tech_staff": [30, 31, 5],
    "sales_revenue_wan": [5000, 2000.5, 10],
    "total_assets_wan": [6000, Decimal("100.25"), 1],
    "rd_super_wan": [300, 10, 1],
    "cost_expense_wan": [4500, 4500, 10],
    "ip_tech_class1": [0, 0, 1],
    "ip_tech_class2": [4, 1, 0],
}


def test_money_is_read_by_the_digits_that_were_written() -> None:
    values, bad = exact(pa.array([1.1, -5.25, 123456789.123456, 1e9, None, float("nan")]), "money")
    assert values.to_pylist() == [1_100_000, -5_250_000, 123456789123456, 10**15, None, None]
    assert bad == []


def test_every_bad_cell_is_told_at_once() -> None:
    with pytest.raises(TableError) as caught:
        stored({"rd_super_wan": [0.1 + 0.2, 2e9], "staff_total": [1.5, float("inf")]}, [TECH])
    assert [(f.row, f.column) for f in caught.value.faults] == [
        (0, "rd_super_wan"), (0, "staff_total"), (1, "rd_super_wan"), (1, "staff_total"),
    ]  # fmt: skip
    assert "小数超过 6 位" in str(caught.value)


def test_labels_stand_for_columns() -> None:
    table = stored({"科技人员数": [3]}, [TECH])
    assert table.column_names == ["tech_staff"]


def test_counts_add_up_to_the_firms_of_each_county() -> None:
    rows = tally(TECH, FIRMS).to_pylist()
    found = {(r["county"], r["verdict"]): r["firms"] for r in rows}
    assert found["340802", "pass"] == found["340802", "fail"] == found[None, "unknown"] == 1
    assert sum(found.values()) == len(FIRMS["uscc"])


def test_a_file_of_verdicts_says_what_the_table_says(tmp_path: Path) -> None:
    write(TECH, FIRMS, tmp_path / "v.parquet")
    assert pq.read_table(tmp_path / "v.parquet").to_pylist() == assess(TECH, FIRMS).to_pylist()


def test_a_disagreement_is_a_conflict_and_no_answer() -> None:
    firms = {**FIRMS, "conflicts": ["tech_staff", None, None]}
    verdicts = assess(TECH, firms)["tech_sme_2017_verdict"].to_pylist()
    assert verdicts == ["conflict", "fail", "unknown"]


def test_a_standard_without_weights_refuses() -> None:
    with pytest.raises(ValueError, match="暂不能评价"):
        assess(load("innovation-points"), FIRMS)
