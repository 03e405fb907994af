"""What lifts a unit one place, as its page says it: the engine's answer in the office's words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from luodi.office.races import exactly, inputs, queries
from luodi.office.races.models import Version
from luodi.racing.exact import Value
from luodi.racing.lift import Lift, Step, lift


@dataclass(frozen=True)
class Row:
    """One indicator alone: from this figure to that."""

    name: str
    now: str
    needs: str


def one_place(version: Version, unit: str, named: Collection[str] | None = None) -> dict[str, Any] | None:
    """The gap to the unit above, each indicator that would close it by itself, the cheapest together; None where
    nothing is above. Where `named` leaves out the unit above, its score is not published, and what reaches it
    would tell it: all is said of the nearest that is named."""
    found = _found(version, version.result_digest, unit)
    if found is None:
        return None
    sub = _("前一名%(above)s，差%(gap)s分；其他单位不变，单靠一个指标要达到")
    if named is not None and not set(found.above.split("、")) <= set(named):
        found = _found(version, version.result_digest, unit, frozenset(named))
        if found is None:
            return {"sub": _("排在前面的单位得分都没有公布，不说要达到多少。"), "rows": [], "mix": ""}
        sub = _("公布的单位中，排在前面最近的是%(above)s，差%(gap)s分；其他单位不变，单靠一个指标要达到")
    rows = [Row(s.name, _figure(s, s.now), _figure(s, s.needs)) for s in found.alone if s.needs is not None]
    said = sub % {"above": found.above, "gap": exactly.printed(found.gap)}
    return {"sub": said, "rows": rows, "mix": _mix(found, bool(rows))}


@lru_cache(maxsize=512)
def _found(version: Version, digest: str, unit: str, over: frozenset[str] | None = None) -> Lift | None:
    """A version never changes: its digest says so."""
    spec = queries.spec_of(version.rules.text)
    return lift(spec, inputs.values_of(version.inputs, spec.unit_column), unit, over=over)


def _mix(found: Lift, alone: bool) -> str:
    if not found.mix:
        return "" if alone else _("在合理范围内，几项指标一起提高也不够。")
    if len(found.mix) == 1 and alone:
        return ""
    steps = "，".join(
        _("%(name)s由%(now)s到%(needs)s")
        % {"name": s.name, "now": _figure(s, s.now), "needs": _figure(s, s.needs)}
        for s in found.mix
    )
    said = _("几项一起最省力的一种：%s。") if found.proven else _("几项一起的一种：%s。")
    return said % steps


def _figure(step: Step, figure: Value) -> str:
    if figure is None:
        return _("缺报")
    return f"{exactly.printed(figure, _places(figure))}{step.unit_word}"


def _places(figure: Fraction) -> int:
    """Its own decimals, six at most."""
    return next((n for n in range(6) if (figure * 10**n).denominator == 1), 6)
