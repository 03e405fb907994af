"""Byte slips: single fragments, and whole documents the model never saw."""

from __future__ import annotations

import random
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from luodi.reading.damage import clone_page, lose_byte, slip
from luodi.reading.model import Model
from luodi.reading.model.form import FOLD
from luodi.reading.repairs import lost_spans, repair
from luodi.reading.text import Sure, Text, replay

LIST = {"會": "huì", "議": "yì", "報": "bào", "業": "yè", "發": "fā", "設": "shè", "揚": "yáng", "頁": "yè"}


@pytest.mark.parametrize(
    ("clean", "extra"),
    [
        ("会议发布了高校科技力量建设的报告", {}),
        ("会议通报表扬了先进企业", {}),
        ("会议发布省科技厅日报并报道企业发展", {"請": "qǐng"}),
        ("会议服务当地企业发展", {"數": "shù", "當": "dāng"}),
        ("会议审议了企业发展报告。科技部等部委联合印发通知", {"聯": "lián"}),
        ("会议为获奖者颁发证书，企业报名", {"務": "wù"}),
        ("会议向合作企业通报。科技局负责建设", {}),
    ],
)
@pytest.mark.parametrize("lone", ["?", ""])
def test_a_slip_is_undone(clean: str, extra: dict[str, str], lone: str, stranger: Model) -> None:
    damaged = slip(clean, LIST | extra, lone=lone)
    repaired = repair(damaged, stranger)
    assert repaired.string.translate(FOLD) == clean.translate(FOLD)
    assert replay(damaged, repaired.steps) == repaired.string


def test_each_character_knows_the_garbled_ones_it_came_from(stranger: Model) -> None:
    damaged = slip("会议发布高校科技力量建设报告", LIST, lone="")
    repaired = repair(damaged, stranger)
    at = repaired.string.index("科技")
    raw = damaged[slice(*repaired.cite(at, at + 2))]
    assert raw == "?萍剂"
    step = next(s for s in repaired.steps if s.kind == "slip")
    assert damaged[step.raw_start : step.raw_end] == step.before


def test_a_figure_that_was_eaten_is_not_made_up(stranger: Model) -> None:
    # 處 is CC8E: between 教 and 師; 師's trail byte then eats the figure behind it.
    damaged = slip("会议派出企业支教、发展支研教师830人次", LIST | {"處": "chù"})
    assert "?30" in damaged
    repaired = repair(damaged, stranger)
    assert "教师〓30人次" in repaired.string
    lost = repaired.string.index("〓")
    assert any(start <= lost < end for start, end in lost_spans(repaired))
    assert all(s.sure is Sure.CHECK for s in repaired.steps if "〓" in s.after)


def test_lost_spans_of_clean_text_are_none() -> None:
    assert lost_spans(Text("什么是2024年?5个")) == []


@pytest.mark.parametrize("errors", ["replace", "ignore"])
def test_one_lost_byte_makes_nothing_worse(errors: str, stranger: Model, unseen: list[Path]) -> None:
    rng = random.Random(5)
    lines = [line for path in unseen for line in path.read_text("utf-8").split("\n") if len(line) > 40]
    worse = 0
    for line in rng.sample(lines, 30):
        clean = line[:60]
        damaged = lose_byte(clean, rng.randrange(20, 60), errors)
        before, after = distance(clean, damaged), distance(clean, repair(damaged, stranger).string)
        worse += after > before
    assert worse <= 2


def distance(clean: str, found: str) -> int:
    return sum(max(b - a, d - c) for a, b, c, d in differences(clean, found))


def differences(clean: str, found: str) -> list[tuple[int, int, int, int]]:
    clean, found = clean.translate(FOLD), found.translate(FOLD)
    if clean == found:
        return []
    codes = SequenceMatcher(None, clean, found, autojunk=False).get_opcodes()
    return [code[1:] for code in codes if code[0] != "equal"]


def test_cloned_documents_the_model_never_saw(stranger: Model, unseen: list[Path]) -> None:
    characters = errors = outside = 0
    sure = wrong = 0
    for number, path in enumerate(unseen):
        clean = path.read_text("utf-8")
        damaged = clone_page(clean, random.Random(number))
        repaired = repair(damaged, stranger)
        assert replay(damaged, repaired.steps) == repaired.string
        slips = [
            (repaired.locate(s.raw_start, s.raw_end), s)
            for s in repaired.steps
            if s.kind in {"slip", "final"}
        ]
        bad: list[tuple[int, int]] = []
        at = 0
        for line, found in zip(clean.split("\n"), repaired.string.split("\n"), strict=True):
            for a, b, c, d in differences(line, found):
                errors += max(b - a, d - c)
                bad.append((at + c, at + d))
                touched = any(start <= at + d and at + c <= end for (start, end), _ in slips)
                # What was garbled and is left as it was is no new error.
                outside += not touched and found[c:d] not in damaged
            at += len(found) + 1
        characters += len(clean)
        for (start, end), step in slips:
            if step.edit.margin is not None and step.edit.margin >= 10 and "〓" not in step.after:
                sure += 1
                wrong += any(start <= b and a <= end for a, b in bad)
    assert errors <= 0.0015 * characters
    assert outside == 0
    assert sure >= 10
    assert wrong <= 0.05 * sure
