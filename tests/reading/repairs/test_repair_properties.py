"""Any string at all: no crash, spans inside, steps replay."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.reading.damage import DELIMITERS, clone_page, slip
from luodi.reading.model import Model
from luodi.reading.repairs import lost_spans, repair
from luodi.reading.repairs.beam import LOST
from luodi.reading.text import Text, replay

QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# The alphabet of damage: what slips, brackets and mojibake are made of, and what breaks programs.
DAMAGE = "?？!,;:()（）。，、“”創新驅動發展會議報萍剂α拷ㄔO疾肯揚頁校科技chuàngxīnyè 09aM鎴戜滑ÎÒÃÇ锟斤拷\ufffd\u3000\u00a0\n\x00\ud800€"
damaged_text = st.text(st.sampled_from(DAMAGE), max_size=120)
clean_text = st.text(
    st.sampled_from("会议指出要加快科技创新发展，。、：；（）“”《》建设高校平台0123456789年月日\n"),
    max_size=80,
)


def check(raw: str, text: Text) -> None:
    assert replay(raw, text.steps) == text.string
    assert text.raw_length == len(raw)
    if text.starts is not None and text.ends is not None:
        assert len(text.starts) == len(text.ends) == len(text.string)
        assert list(text.starts) == sorted(text.starts)
        assert all(0 <= a <= b <= len(raw) for a, b in zip(text.starts, text.ends, strict=True))
    for step in text.steps:
        assert 0 <= step.raw_start <= step.raw_end <= len(raw)
        assert step.edit.why
    for start, end in lost_spans(text):
        assert 0 <= start < end <= len(text.string)


@QUICK
@given(raw=damaged_text)
def test_damage_of_any_shape(raw: str, stranger: Model) -> None:
    check(raw, repair(raw, stranger))


@QUICK
@given(raw=st.text(max_size=200))
def test_any_text(raw: str, stranger: Model) -> None:
    check(raw, repair(raw, stranger))


@QUICK
@given(clean=clean_text, seed=st.integers(0, 1000))
def test_any_cloned_page(clean: str, seed: int, stranger: Model) -> None:
    raw = clone_page(clean, random.Random(seed))
    check(raw, repair(raw, stranger))


@QUICK
@given(clean=clean_text, delimiters=st.permutations(DELIMITERS), lone=st.sampled_from(["", "?"]))
def test_no_figure_is_ever_invented(clean: str, delimiters: list[str], lone: str, stranger: Model) -> None:
    """What a slip's repair writes holds no figure that the page does not show there."""
    raw = slip(clean, {"會": "huì", "議": "yì", "發": "fā", "設": "shè"}, delimiters, lone)
    for step in repair(raw, stranger).steps:
        if step.kind == "slip":
            written = [c for c in step.after if c.isdigit()]
            assert all(c in step.before for c in written)


@pytest.mark.parametrize(
    "raw",
    [
        "?" * 20_000,
        "(" * 20_000,
        "創(chuàng)" * 10_000,
        "會議強調" * 25_000,
        "\ufffd" * 20_000,
        "鎴戜滑" * 10_000,
        "ÎÒÃÇ" * 10_000,
        "(((((" * 2000 + "新" + ")))))" * 2000,
        "創(chuàng)新?萍" * 300,
        "喆" * 5_000,
        "科技创新，" * 70_000,
    ],
    ids=lambda raw: f"{raw[:6]!r} x {len(raw)}",
)
def test_large_and_odd(raw: str, stranger: Model) -> None:
    text = repair(raw, stranger)
    assert replay(raw, text.steps) == text.string
    assert LOST not in text.string or text.steps
