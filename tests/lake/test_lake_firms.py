"""The firm table: the same patent per standard, titles on the day, lists, fixed names, who disagrees."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.lake.kit import AT, A, B, C, put, rows

from luodi.lake import Lake, LakeError
from luodi.lake.figures import firm_columns

ON = dt.date(2026, 6, 30)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    put(lake, "firms", [
        {"uscc": A, "name": "甲", "county": "990121", "sector": "C", "registered": dt.date(2015, 3, 1)},
        {"uscc": B, "name": "乙", "county": "990202", "sector": "I", "registered": dt.date(2025, 5, 1)},
    ])  # fmt: skip
    return lake


def test_every_column_of_the_catalogue_in_its_type_even_of_an_empty_lake(tmp_path: Path) -> None:
    table = Lake(tmp_path / "none").firm_table(ON)
    wanted = {"money": "int64", "number": "int64", "count": "int64", "flag": "boolean"}
    assert table.columns == (*firm_columns(), "conflicts")
    for column, figure in firm_columns().items():
        assert str(table[column].type()) == wanted.get(figure.kind, "string"), column
    assert table.count().execute() == 0


def test_who_and_how_old(lake: Lake) -> None:
    found = rows(lake)
    assert (found[A]["name"], found[A]["county"], found[A]["sector"]) == ("甲", "990121", "C")
    assert found[B]["registered_days"] == (ON - dt.date(2025, 5, 1)).days
    assert (found[A]["accounting_years"], found[B]["accounting_years"]) == (11, 1)
    assert set(rows(lake, counties=["990200"])) == {B}
    assert set(rows(lake, counties=["990121", "9902"])) == {A, B}
    assert rows(lake, counties=[]) == {}


def test_the_newest_word_of_the_register_counts(lake: Lake) -> None:
    put(lake, "firms", [{"uscc": A, "name": "甲（更名）", "county": "990121"}], at=AT + dt.timedelta(days=1))
    found = rows(lake)[A]
    assert (found["name"], found["sector"]) == ("甲（更名）", "C")
    assert rows(lake, known=AT)[A]["name"] == "甲"


def test_years_side_by_side_and_what_nobody_gave_is_unknown(lake: Lake) -> None:
    put(lake, "figures", [
        {"uscc": A, "year": 2025, "revenue_wan": 30, "staff_total": 0},
        {"uscc": A, "year": 2023, "revenue_wan": 10.000001},
    ])  # fmt: skip
    found = rows(lake)[A]
    assert (found["revenue_wan"], found["revenue_wan_y2"], found["staff_total"]) == (
        30_000_000,
        10_000_001,
        0,
    )
    assert "revenue_wan_y1" not in found
    assert rows(lake, year=2024)[A]["revenue_wan_y1"] == 10_000_001


def test_sources_that_disagree_make_a_figure_unknown_and_named(lake: Lake) -> None:
    put(lake, "figures", [{"uscc": A, "year": 2025, "revenue_wan": 30, "rd_wan": 2, "recheck": True},
                          {"uscc": A, "year": 2024, "revenue_wan": 9}], department="统计局")  # fmt: skip
    put(lake, "figures", [{"uscc": A, "year": 2025, "revenue_wan": 31, "rd_wan": 2, "recheck": False},
                          {"uscc": A, "year": 2024, "revenue_wan": 8}], department="税务局")  # fmt: skip
    found = rows(lake)[A]
    assert found["conflicts"].split(";") == ["revenue_wan", "revenue_wan_y1", "recheck"]
    assert found.keys().isdisjoint(found["conflicts"].split(";"))
    assert found["rd_wan"] == 2_000_000
    assert [str(t.value) for t in lake.trace(A, "revenue_wan_y1", ON)] == ["9", "8"]


def right(kind: str, number: int, **more: Any) -> dict[str, Any]:
    granted = {"granted": dt.date(2020, 1, 1), "source": "self", "status": "valid"}
    return {"uscc": A, "type": kind, "number": str(number), **granted, **more}


RIGHTS: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    # a right alone -> what it counts as; everything not named is 0
    "an invention of its own": (
        right("invention", 1),
        {"ip_tech_class1": 1, "ip_hnte_class1": 1, "ip_sme_class1": 1, "ip_sme_class1_self": 1},
    ),
    "in use with benefit, third owner": (
        right("invention", 1, in_use_with_benefit=True, owner_rank=3),
        {"ip_tech_class1": 1, "ip_hnte_class1": 1, "ip_sme_class1": 1, "ip_sme_class1_self": 1,
         "ip_class1_applied": 1, "ip_class1_self_applied": 1},
    ),
    "in use with benefit, fourth owner": (
        right("layout", 1, in_use_with_benefit=True, owner_rank=4),
        {"ip_tech_class1": 1, "ip_hnte_class1": 1, "ip_sme_class1": 1, "ip_sme_class1_self": 1,
         "ip_class1_applied": 1},
    ),
    "bought a day less than a year ago": (
        right("invention", 1, source="assigned", transferred=dt.date(2025, 7, 1), in_use_with_benefit=True),
        {"ip_tech_class1": 1, "ip_hnte_class1": 1},
    ),
    "bought a year ago to the day": (
        right("invention", 1, source="assigned", transferred=dt.date(2025, 6, 30), in_use_with_benefit=True),
        {"ip_tech_class1": 1, "ip_hnte_class1": 1, "ip_sme_class1": 1, "ip_class1_applied": 1},
    ),
    "bought nobody knows when": (
        right("invention", 1, source="assigned"), {"ip_tech_class1": 1, "ip_hnte_class1": 1},
    ),
    "to be handed over tomorrow": (right("invention", 1, source="assigned", transferred=dt.date(2026, 7, 1)), {}),
    "only licensed": (right("invention", 1, source="licensed"), {}),
    "lapsed": (right("invention", 1, status="lapsed"), {}),
    "in dispute": (right("invention", 1, status="disputed"), {}),
    "ended before the day": (right("invention", 1, ended=ON), {}),
    "granted tomorrow": (right("invention", 1, granted=dt.date(2026, 7, 1)), {}),
    "not granted": (right("invention", 1, granted=None, status="pending"), {}),
    "not of the main product": (right("invention", 1, main_product=False), {}),
    "marked of high value": (
        right("invention", 1, high_value=True),
        {"ip_tech_class1": 1, "ip_hnte_class1": 1, "ip_sme_class1": 1, "ip_sme_class1_self": 1,
         "ip_sme_class1_high_value": 1},
    ),
    "kept more than ten years": (
        right("invention", 1, granted=dt.date(2016, 6, 29)),
        {"ip_tech_class1": 1, "ip_hnte_class1": 1, "ip_sme_class1": 1, "ip_sme_class1_self": 1,
         "ip_sme_class1_high_value": 1},
    ),
    "kept ten years to the day": (
        right("invention", 1, granted=dt.date(2016, 6, 30)),
        {"ip_tech_class1": 1, "ip_hnte_class1": 1, "ip_sme_class1": 1, "ip_sme_class1_self": 1},
    ),
    "a utility model kept two years to the day": (
        right("utility", 1, granted=dt.date(2024, 6, 30)), {"ip_tech_class2": 1, "ip_hnte_class2": 1},
    ),
    "a utility model kept more than two years": (
        right("utility", 1, granted=dt.date(2024, 6, 29)),
        {"ip_tech_class2": 1, "ip_hnte_class2": 1, "ip_sme_class2": 1},
    ),
    "new software needs no two years": (
        right("software", 1, granted=dt.date(2026, 1, 1)),
        {"ip_tech_class2": 1, "ip_hnte_class2": 1, "ip_sme_class2": 1},
    ),
    "a design used for an application before": (
        right("design", 1, used_in_hnte_year=2022), {"ip_tech_class2": 1, "ip_sme_class2": 1},
    ),
    "a design used for this year's application": (
        right("design", 1, used_in_hnte_year=2026),
        {"ip_tech_class2": 1, "ip_hnte_class2": 1, "ip_sme_class2": 1},
    ),
    "a used invention may be used again": (
        right("invention", 1, used_in_hnte_year=2022),
        {"ip_tech_class1": 1, "ip_hnte_class1": 1, "ip_sme_class1": 1, "ip_sme_class1_self": 1},
    ),
    "a trade mark is neither": (right("other", 1), {}),
}  # fmt: skip


def test_the_same_right_counts_differently_per_standard(tmp_path: Path) -> None:
    """One firm for each case, all in one table."""
    from luodi.lake.uscc import make

    lake = Lake(tmp_path / "lake")
    codes = {case: make("990121", f"MA0RT{n:03d}") for n, case in enumerate(RIGHTS)}
    put(lake, "firms", [{"uscc": code, "name": case, "county": "990121"} for case, code in codes.items()])
    put(lake, "ip", [{**RIGHTS[case][0], "uscc": code} for case, code in codes.items()])
    found = rows(lake, on=ON)
    for case, code in codes.items():
        counted = {n: v for n, v in found[code].items() if n.startswith("ip_") and v}
        assert counted == RIGHTS[case][1], case
        assert found[code]["ip_tech_class1"] in (0, 1), "a firm in the register has a count, never nothing"


def test_no_register_no_count_unless_the_list_is_complete(lake: Lake) -> None:
    put(lake, "ip", [right("invention", 1)], complete_for=["9901"])
    put(
        lake,
        "figures",
        [{"uscc": B, "year": 2025, "ip_hnte_class1": 2}, {"uscc": C, "year": 2025, "county": "990121"}],
    )
    found = rows(lake)
    assert found[B]["ip_hnte_class1"] == 2  # nobody keeps a register there: what was returned counts
    assert "ip_hnte_class2" not in found[B]
    assert found[C]["ip_hnte_class1"] == 0
    put(lake, "figures", [{"uscc": A, "year": 2025, "ip_hnte_class1": 3}])
    assert rows(lake)[A]["conflicts"] == "ip_hnte_class1"


def title(kind: str, code: str = A, **more: Any) -> dict[str, Any]:
    return {"uscc": code, "type": kind, "number": "1", "issued": dt.date(2023, 7, 1), **more}


def test_titles_on_the_day(lake: Lake) -> None:
    put(lake, "qualifications", [
        title("hnte", valid_to=dt.date(2026, 6, 30)),
        title("srdi", valid_to=dt.date(2026, 6, 29)),
        title("tech_sme", issued=dt.date(2026, 7, 1), valid_to=dt.date(2027, 3, 31)),
        title("rd_institution", level="municipal"),
        title("rd_institution", number="2", level="provincial", revoked=dt.date(2026, 6, 30)),
    ])  # fmt: skip
    found = rows(lake)[A]
    assert (found["hnte_valid"], found["srdi_valid"], found["tech_sme_valid"]) == (True, False, False)
    assert (found["rd_institution_level"], found["provincial_institution"]) == ("municipal", False)
    assert found["valid_honor"] == "HNTE"
    assert "innovative_sme_valid" not in found
    day_before = rows(lake, on=dt.date(2026, 6, 29))[A]
    assert (day_before["srdi_valid"], day_before["rd_institution_level"]) == (True, "provincial")
    day_after = rows(lake, on=dt.date(2026, 7, 1))[A]
    assert (day_after["hnte_valid"], day_after["tech_sme_valid"]) == (False, True)
    assert "hnte_valid" not in rows(lake)[B]


def test_a_complete_list_of_one_title_says_nothing_of_another(lake: Lake) -> None:
    put(lake, "qualifications", [title("hnte")], complete_for=["99"])
    found = rows(lake)[B]
    assert found["hnte_valid"] is False
    assert "srdi_valid" not in found


def test_lists_as_of_the_last_check(lake: Lake) -> None:
    def check(day: dt.date, *codes: str) -> None:
        put(lake, "lists", [{"uscc": c, "type": "abnormal", "listed": dt.date(2026, 1, 5), "checked": day} for c in codes],
            complete_for=["99"])  # fmt: skip

    check(dt.date(2026, 2, 1), A)
    assert rows(lake)[A]["on_abnormal_list"] is True
    assert rows(lake)[B]["on_abnormal_list"] is False
    assert "on_dishonest_list" not in rows(lake)[A]
    assert "on_abnormal_list" not in rows(lake, on=dt.date(2026, 1, 31))[A]
    check(dt.date(2026, 5, 1), B)  # the later list is whole: who no longer stands on it has come off
    assert [rows(lake)[c]["on_abnormal_list"] for c in (A, B)] == [False, True]
    assert rows(lake, on=dt.date(2026, 4, 30))[A]["on_abnormal_list"] is True


def month(code: str, number: int, **said: bool) -> dict[str, Any]:
    return {"uscc": code, "month": dt.date(2026, number, 1), **said}


def test_months_of_the_year_up_to_the_day(lake: Lake) -> None:
    put(lake, "coverage", [
        month(A, 1, has_rd_cost=False, has_rd_people=True), month(A, 5, has_rd_cost=True), month(B, 7, has_rd_cost=True),
    ])  # fmt: skip
    put(lake, "figures", [{"uscc": B, "year": 2025, "rd_wan": 0, "rd_staff": 4}])
    found = rows(lake)
    assert (found[A]["has_rd_cost"], found[A]["has_rd_activity"], found[A]["has_rd_people"]) == (
        True,
        True,
        True,
    )
    assert "has_cooperation" not in found[A]
    assert (found[B]["has_rd_cost"], found[B]["has_rd_people"]) == (False, True)  # by the yearly figures
    assert rows(lake, on=dt.date(2026, 3, 31))[A]["has_rd_cost"] is False
    put(lake, "coverage", [month(A, 5, has_rd_cost=False)])
    found = rows(lake)[A]
    assert "has_rd_cost" in found["conflicts"]
    assert "has_rd_cost" not in found


def test_a_fixed_list_is_the_denominator_whatever_becomes_of_the_firms(lake: Lake) -> None:
    put(lake, "figures", [
        {"uscc": A, "year": 2025, "main_revenue_wan": 2000}, {"uscc": B, "year": 2025, "main_revenue_wan": 9000},
        {"uscc": C, "year": 2025, "sector": "C", "county": "990121", "main_revenue_wan": 1999.999999},
    ])  # fmt: skip
    batch = lake.freeze(2026, by="张三", at=AT)
    assert batch.rows == 1  # B is no industry, C a fen short
    assert [rows(lake)[c]["above_scale"] for c in (A, B, C)] == [True, False, False]
    with pytest.raises(LakeError, match="已经固定"):
        lake.freeze(2026, by="张三", at=AT)
    lake.freeze(2026, by="张三", at=AT, firms=[A, C], replaces=[batch.id])
    put(lake, "coverage", [
        month(A, 1, has_rd_cost=True, has_rd_institution=True, has_rd_people=True, has_cooperation=True),
        month(A, 2, has_rd_cost=True), month(C, 2, has_rd_cost=False), month(B, 2, has_rd_cost=True),
    ])  # fmt: skip
    counted = lake.engine.arrow(lake.coverage(2026)).to_pylist()
    shown = [(r["county"], r["month"].month, r["firms"], r["told"], r["rd_cost"], r["four"]) for r in counted]
    assert shown == [("990121", 1, 2, 1, 1, 1), ("990121", 2, 2, 2, 1, 0)]
