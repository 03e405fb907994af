"""Every threshold just below, at and just above: the answers worked out from the documents alone, one firm at a time
and as one table."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from luodi.cli import luodi
from luodi.commands.standards import uscc
from luodi.standards.checking import check
from luodi.standards.checkingmany import on_duckdb, outcomes
from luodi.standards.money import from_figures

HERE = Path(__file__).parent
FILES = [HERE / "cases" / "ladder.json", HERE / "cases" / "firms.json"]
SHARED = HERE.parents[2] / "shared" / "cases" / "standards.json"
TECH = {"staff_total": 100, "tech_staff": 30, "sales_revenue_wan": 1000, "total_assets_wan": 1,
        "rd_expense_wan": 60, "cost_expense_wan": 1, "class1_ip": 0, "class2_ip": 0}  # fmt: skip


def boundaries() -> list[dict[str, Any]]:
    """The groups of the file as cases: a firm and what differs from it (null: not given)."""
    groups = json.loads((HERE / "cases" / "boundaries.json").read_text("utf-8"), parse_float=Decimal)
    return [
        {"standard": g["standard"], "id": f"{g['standard']} {n}", "inputs": {**g["inputs"], **changes}, "expected": expected}
        for g in groups
        for n, (changes, expected) in enumerate(g["cases"], 1)
    ]  # fmt: skip


def every() -> list[dict[str, Any]]:
    found = boundaries()
    for path in [*FILES, *([SHARED] if SHARED.exists() else [])]:
        found += json.loads(path.read_text("utf-8"), parse_float=Decimal)
    return found


def wrong(cases: list[dict[str, Any]], **how: Any) -> list[Any]:
    found = check(cases, more={"uscc_gb32100": uscc}, **how)
    return [(c.id, c.error, c.differences) for c in found if not c.right]


def test_one_by_one() -> None:
    cases = boundaries()
    assert len(cases) > 500 and wrong(cases) == []


def test_as_one_table() -> None:
    assert wrong(every(), many=lambda *group: outcomes(*group, on_duckdb)) == []


def test_what_the_table_says_is_what_is_compared() -> None:
    """A table judged otherwise is a difference: the answers are not those of judging one by one."""
    case = {
        "standard": "tech_sme_2017",
        "id": "x",
        "inputs": TECH,
        "expected": {"eligible": True, "total": 70},
    }
    assert wrong([case]) == []

    def other(standard: Any, firms: Any) -> Any:
        return on_duckdb(
            standard, firms.set_column(firms.column_names.index("tech_staff"), "tech_staff", [[5]])
        )

    ((_, _, differences),) = wrong([case], many=lambda *group: outcomes(*group, other))
    assert [name for name, *_ in differences] == ["eligible", "total"]


def test_what_no_table_can_hold_is_told_and_the_others_go_on() -> None:
    many = {"many": lambda *group: outcomes(*group, on_duckdb)}
    fine = {"standard": "tech_sme_2017", "id": "fine", "inputs": TECH, "expected": {"eligible": True}}
    fraction = {**fine, "id": "fraction", "inputs": {**TECH, "rd_expense_wan": "60.0000001"}}
    uneven = {"standard": "high-tech", "id": "uneven", "expected": {},
              "inputs": {"rd_wan": [1, 2], "sales_revenue_wan": [1, 2, 3]}}  # fmt: skip
    told = {name: error for name, error, _ in wrong([fine, fraction, uneven], **many)}
    assert set(told) == {"fraction", "uneven"}
    assert "6位小数" in told["fraction"] and "2、3年" in told["uneven"]


@pytest.mark.parametrize(("day", "code"), [("2026-03-31", "P1"), ("2026-04-01", "Z1b")])
def test_a_case_may_name_the_day(day: str, code: str) -> None:
    case = {"standard": "specialised-sme", "id": "day", "on": day, "inputs": {"years_in_niche": 1},
            "expected": {"eligible": False, "verdict": "fail", "failed_conditions": [code]}}  # fmt: skip
    assert wrong([case]) == []


def test_a_case_may_name_what_the_sources_disagree_on() -> None:
    case = {"standard": "tech_sme_2017", "id": "disputed", "conflicts": ["rd_expense_wan"], "inputs": TECH,
            "expected": {"eligible": None, "verdict": "conflict", "failed_conditions": []}}  # fmt: skip
    assert wrong([case]) == wrong([case], many=lambda *group: outcomes(*group, on_duckdb)) == []
    ((_, error, _),) = wrong([{**case, "conflicts": ["rd"]}])
    assert "rd" in error


def test_every_fault_of_a_money_case_is_told() -> None:
    with pytest.raises(ValueError, match=r"foo") as raised:
        from_figures(
            {"foo": 1, "assets_wan": None, "rd_eligible_wan": 1, "staff": 1, "profit_before_super_wan": "x"}
        )
    assert len(str(raised.value).splitlines()) == 3


def test_the_command_judges_as_one_table(tmp_path: Path) -> None:
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps(json.loads(FILES[0].read_text("utf-8"))[:5]), "utf-8")
    said = CliRunner().invoke(luodi, ["standards", "check", str(cases), "--engine", "duckdb"])
    assert said.exit_code == 0 and "共5个案例，5个一致，0个不同" in said.output
