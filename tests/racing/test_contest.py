"""The door: rules by file, by id or by text; tables of every kind; a bad cell is told and costs nobody else."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

from luodi import racing

RULES = """
id: small
version: "1"
title: 小赛马
effective_from: 2026-01-01
indicators:
  - {code: a, name: 甲项, weight: 100, normaliser: attainment, target_column: 甲项目标}
"""
ROWS = [
    {"单位": "一县", "甲项": "8", "甲项目标": 10},
    {"单位": "二县", "甲项": "约9", "甲项目标": 10},
    {"单位": "三县", "甲项": 10, "甲项目标": 10},
]


def test_rules_come_by_id_and_by_text() -> None:
    assert racing.load("county-race").race.id == "county-race" in racing.shipped()
    assert racing.loads(RULES).race.id == "small"
    with pytest.raises(FileNotFoundError, match="county-race"):
        racing.load("nobody")
    with pytest.raises(racing.RaceError, match="草稿 不能使用：\n第7行：不认识“wieght”"):
        racing.loads(RULES.replace(", weight:", ", wieght: 1, weight:"), "草稿")


def test_a_bad_cell_is_told_and_the_others_count() -> None:
    result = racing.loads(RULES).run(ROWS)
    assert [line.score for line in result.lines] == [80, 0, 100]
    assert [str(b) for b in result.bad] == ["“二县”行“甲项”列：'约9' 不是数，按缺报处理，请改正后重算"]


def test_a_frame_is_a_table() -> None:
    frame = pd.DataFrame(
        {"单位": ["一县", "二县"], "甲项": [8.1, float("nan")], "甲项目标": pd.array([10, 9], dtype="Int64")}
    )
    lines = racing.loads(RULES).run(frame).lines
    assert lines[0].score == Fraction(81)
    assert lines[1].cells["a"].figure is None


def test_the_round_before_gives_the_rise() -> None:
    contest = racing.loads(RULES)
    before = contest.run([{**ROWS[0], "甲项": 11}, {**ROWS[2], "甲项": 3}])
    now = contest.run(ROWS, previous=before)
    assert [now.rise(u) for u in ("一县", "二县", "三县")] == [-1, None, 1]


def test_what_is_no_table_is_told() -> None:
    with pytest.raises(ValueError, match="不能作为数据表：int"):
        racing.loads(RULES).run(7)


@pytest.mark.parametrize("name", racing.shipped())
def test_shipped_rules_run_on_a_table_with_their_headings(name: str) -> None:
    contest = racing.load(name)
    assert contest.race.id == name
    leaves = contest.race.indicators()
    headings = {c for x in leaves for c in (x.column, x.target_column, x.base_column) if c}
    headings |= {x.column for x in contest.race.extras}
    rows = [
        {
            contest.race.unit_column: unit,
            contest.race.group_column or "类": "一类",
            **dict.fromkeys(headings, figure),
        }
        | {veto.column: "否" for veto in contest.race.vetoes}
        for unit, figure in (("甲", 2), ("乙", 2))
    ]
    result = contest.run(rows)
    assert result.bad == result.done == []
    assert {line.place for line in result.lines} == {1}
    if name == "innovation-index":
        assert [line.score for line in result.lines] == [100, 100], "the base itself is 100"
