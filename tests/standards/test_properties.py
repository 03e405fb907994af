"""What must hold for every firm: more R&D never hurts, units do not matter, what is missing is not zero."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.depth import depth
from tests.standards.drawn import parts

from luodi.standards import expression as ex
from luodi.standards.catalogue import catalogue, in_force
from luodi.standards.firms import Firm
from luodi.standards.judgement import judgement
from luodi.standards.judging import Judge
from luodi.standards.spec import Condition, Standard

STANDARDS = [s for s in catalogue() if not s.refuses]
SLOW = settings(
    max_examples=depth(25, 10),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),  # a firm has fifty figures: to shrink one takes minutes and shows no more
)
RATES = [Fraction(n, 100) for n in (0, 1, 2, 3, 4, 5, 6, 10, 25, 30, 50, 60, 70, 80, 90, 100, 105)]
RD = {"rd_wan", "rd_2y_wan", "rd_expense_wan", "rd_prev_wan", "rd_mean_2y_wan"}


@st.composite
def firms(draw: st.DrawFn, standard: Standard, *, whole: bool = False) -> Firm:
    """A firm of figures on and beside the edges; `whole`: nothing is missing."""
    made = Firm()
    base = draw(st.sampled_from([1, 100, 1000, 5000, 10000, 20000, 40000])) + draw(st.integers(0, 3))
    heads = draw(st.sampled_from([1, 100, 207, 500, 1000]))
    for spec in standard.inputs.values():
        made.lengths[spec.name] = len(spec.columns)
        for back in range(len(spec.columns)):
            made.values[spec.name, back] = draw(_figures(standard, spec.name, base, heads, whole))
    return made


def _figures(standard: Standard, name: str, base: int, heads: int, whole: bool) -> st.SearchStrategy[Any]:
    spec = standard.inputs[name]
    words = {
        w for p in parts(standard) if isinstance(p, ex.OneOf) and p.input == name for w in p.words
    } | set(spec.words)
    money = st.sampled_from(RATES).map(lambda r: r * base)
    drawn: st.SearchStrategy[Any] = {
        "flag": st.booleans(),
        "choice": st.sampled_from(sorted(words) or ["其他"]),
        "count": st.one_of(
            st.integers(0, 6).map(Fraction),
            st.sampled_from(RATES).map(lambda r: Fraction(int(r * heads))),
        ),
        "money": st.one_of(money, st.integers(0, 3000).map(Fraction), st.just(Fraction(base))),
        "number": st.one_of(
            st.integers(0, 12).map(Fraction), st.sampled_from([Fraction(n) for n in (49, 50, 60)])
        ),
        "graded": st.integers(0, 8).map(Fraction),
    }[spec.kind]
    return drawn if whole or spec.absent is not None else st.one_of(drawn, drawn, drawn, st.none())


def with_value(firm: Firm, spot: tuple[str, int], value: Any) -> Firm:
    return Firm({**firm.values, spot: value}, dict(firm.lengths), list(firm.assumed), set(firm.conflicts))


def claims(standard: Standard) -> set[str]:
    """Figures whose absence a standard says it reads as a claim not made."""
    return {p.input for p in parts(standard) if isinstance(p, ex.Given)}


def gates(tree: Any) -> Iterator[ex.Compare]:
    for part in parts(tree):
        if isinstance(part, ex.Pick):
            yield from (p for when, _ in part.cases for p in parts(when) if isinstance(p, ex.Compare))


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda s: s.key)
def test_what_is_missing_is_not_zero(standard: Standard) -> None:
    """A verdict with a figure missing holds for every value the figure could have."""

    @SLOW
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        firm = data.draw(firms(standard))
        lost = [
            spot
            for spot, value in firm.values.items()
            if value is None and standard.inputs[spot[0]].kind != "graded" and spot[0] not in claims(standard)
        ]
        assume(lost)
        before = judgement(standard, firm)
        filled = firm
        for name, back in lost:
            value = data.draw(_figures(standard, name, 5000, 100, True))
            filled = with_value(filled, (name, back), value)
        after = judgement(standard, filled)
        if before.verdict in ("pass", "fail"):
            assert after.verdict == before.verdict
        for one, two in zip(before.conditions, after.conditions, strict=True):
            assert one.met is None or one.met == two.met
        if before.verdict == "unknown":
            assert before.missing

    holds()


@pytest.mark.parametrize("standard", [s for s in STANDARDS if RD & set(s.inputs)], ids=lambda s: s.key)
def test_more_research_never_hurts(standard: Standard) -> None:
    """Nor does any demand asked of R&D turn from met to not met; R&D opens no tier that asks for more."""
    assert not [g for g in gates((standard.lets, standard.conditions)) if set(_names(g)) & RD]

    @SLOW
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        firm = data.draw(firms(standard, whole=True))
        spots = [s for s in firm.values if s[0] in RD]
        spot = data.draw(st.sampled_from(spots))
        more = with_value(firm, spot, firm.values[spot] + data.draw(st.integers(0, 2000)))
        if "rd_domestic_wan" in standard.inputs:  # what is added is spent at home
            added = more.values[spot] - firm.values[spot]
            home = firm.values["rd_domestic_wan", 0] + added
            more = with_value(more, ("rd_domestic_wan", 0), home)
            assume(home <= sum(v for (n, _), v in more.values.items() if n == "rd_wan"))
        order = {"fail": 0, "undecided": 1, "pass": 2}
        assert order[judgement(standard, more).verdict] >= order[judgement(standard, firm).verdict]
        one, two = Judge(standard, firm), Judge(standard, more)
        rank = {False: 0, None: 1, True: 2}
        for condition in standard.conditions:
            assert rank[two.met(condition)] >= rank[one.met(condition)], condition.code
        for item in standard.items:
            low, high = one.points(item.name)
            low_more, high_more = two.points(item.name)
            assert None not in (low, high, low_more, high_more)
            assert low_more >= low and high_more >= high  # type: ignore[operator]

    holds()


def _names(tree: Any) -> Iterator[str]:
    yield from (p.input for p in parts(tree) if isinstance(p, ex.Figure | ex.SeriesSum))


def test_more_sales_may_hurt_only_by_a_tier_and_the_tier_is_named() -> None:
    """5000.01 of sales asks 4 % of a firm that was asked 5 %: the tier is told among the facts."""
    standard = next(s for s in STANDARDS if s.id == "high-tech")
    firm = {"sales_revenue_wan": [3000, 3600, 5000], "rd_wan": [150, 160, 170]}
    low = standard.judge(**firm)
    assert low.facts["rd_required_pct"] == 5
    high = standard.judge(**{**firm, "sales_revenue_wan": [3000, 3600, 5001]})
    assert high.facts["rd_required_pct"] == 4
    why = {c.code: c.why for c in high.conditions}["H5_intensity"]
    assert why.endswith("≥ 4%")


def _purely_relative(tree: Any, standard: Standard) -> bool:
    """A demand that compares money with money only: shares and growth."""
    compares = [p for p in parts(tree) if isinstance(p, ex.Compare)]
    relative = all(
        isinstance(c.left, ex.Ratio | ex.Growth)
        and isinstance(c.right, ex.Number)
        and (
            isinstance(c.left, ex.Growth)
            or len({standard.inputs[n].kind for n in (*_names(c.left.over), *_names(c.left.under))}) == 1
        )
        for c in compares
    )
    return bool(compares) and relative


def _shares(standard: Standard) -> list[Condition]:
    return [c for c in standard.conditions if _purely_relative((c.truth, c.only_if), standard)]


@pytest.mark.parametrize("standard", [s for s in STANDARDS if _shares(s)], ids=lambda s: s.key)
def test_the_unit_of_money_does_not_matter_to_shares(standard: Standard) -> None:
    shares = _shares(standard)

    @SLOW
    @given(st.data(), st.sampled_from([Fraction(1, 10000), Fraction(7), Fraction(10000)]))
    def holds(data: st.DataObject, by: Fraction) -> None:
        firm = data.draw(firms(standard))
        scaled = Firm(
            {
                (n, b): v * by if v is not None and standard.inputs[n].kind == "money" else v
                for (n, b), v in firm.values.items()
            },
            dict(firm.lengths),
        )
        one, two = Judge(standard, firm), Judge(standard, scaled)
        assert [one.truth(c.truth, "worst") for c in shares] == [two.truth(c.truth, "worst") for c in shares]

    holds()


@given(st.dates())
@settings(max_examples=depth(200, 60), deadline=None)
def test_a_day_has_at_most_one_version(day: Any) -> None:
    held = in_force(STANDARDS, day)
    assert len({s.id for s in held}) == len(held)


def test_versions_of_one_standard_leave_no_day_between() -> None:
    by_id: dict[str, list[Standard]] = {}
    for standard in STANDARDS:
        by_id.setdefault(standard.id, []).append(standard)
    for versions in by_id.values():
        for one, two in pairwise(versions):
            assert one.effective_to is not None
            assert (two.effective_from - one.effective_to).days == 1
