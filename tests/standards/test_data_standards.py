"""The shipped standards: worked cases by hand, versions by day, and figures the lake knows."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import luodi.lake
from luodi.standards.catalogue import NoStandard, catalogue, load
from luodi.standards.judgement import judge

CASES = Path(__file__).parent / "cases" / "firms.json"
WORKED = json.loads(CASES.read_text("utf-8"), parse_float=Decimal)
VERDICTS = {True: {"pass"}, False: {"fail"}, None: {"unknown", "undecided"}}


@pytest.mark.parametrize("case", WORKED, ids=[c["id"] for c in WORKED])
def test_worked_by_hand(case: dict[str, Any]) -> None:
    found = judge(load(case["standard"]), case["inputs"])
    expected = case["expected"]
    assert found.verdict in VERDICTS[expected["eligible"]]
    assert set(found.failed) == set(expected["failed_conditions"])
    if expected["total"] is not None:
        assert found.total == (expected["total"],) * 2
    if "route" in expected:
        assert found.route == expected["route"]
    for name, value in expected["scores"].items():
        if name in found.scores:
            assert found.scores[name] == (value, value)
        else:
            assert found.facts[name] == value


@pytest.mark.parametrize("name", ["specialised-sme", "little-giant"])
def test_the_version_in_force_on_the_day(name: str) -> None:
    assert load(name, on=date(2026, 3, 31)).version == "2022"
    assert load(name, on=date(2026, 4, 1)).version == "2026"


def test_innovative_has_no_version_after_march_2026() -> None:
    assert load("innovative-sme", on=date(2026, 3, 31)).version == "2022"
    with pytest.raises(NoStandard, match="2026-04-01"):
        load("innovative-sme", on=date(2026, 4, 1))


def test_points_without_weights_are_refused() -> None:
    found = judge(load("innovation-points"), {"rd_wan": [1, 2]})
    assert found.verdict == "unknown"
    assert any("权重" in remark for remark in found.remarks)


def test_every_figure_is_one_the_lake_keeps() -> None:
    kept = yaml.safe_load((Path(luodi.lake.__file__).parent / "figures.yaml").read_text("utf-8"))
    known = {name for part in kept.values() if isinstance(part, dict) for name in part}
    unknown = {
        f"{standard.key}: {column}"
        for standard in catalogue()
        for given in standard.inputs.values()
        for column in given.columns
        if column.removesuffix("_y1").removesuffix("_y2") not in known
    }
    assert not unknown


def test_a_missing_figure_is_never_zero() -> None:
    case = next(c for c in WORKED if c["id"] == "DIN01")
    figures = {k: v for k, v in case["inputs"].items() if k != "liabilities_wan"}
    found = judge(load("innovative-sme@2022"), figures)
    assert found.verdict == "unknown"
    assert any("负债总额" in name for name in found.missing)
