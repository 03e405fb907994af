"""Targets: set by a plan or by the office, or adopted from what peers did; an earlier one stays readable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.figures import periods
from luodi.office.figures.acts.base import Who, millionths, period_fault, person_of, require_office
from luodi.office.figures.models import Indicator, Region, Target
from luodi.office.journal.clock import now
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.models import Unit


@dataclass(frozen=True, slots=True)
class Goal:
    """One target to be set. Without an amount the target is taken back."""

    code: str
    region: Region
    period: str
    amount: int | str | Decimal | Fraction | None
    kind: str = Target.Kind.OFFICE
    source_word: str = ""
    base_period: str = ""


@act
def set_targets(actor: Who, unit: Unit, goals: Iterable[Goal], *, why: str = "") -> list[Target]:
    """Set targets of the unit's regions. One that is there already with the same words is left alone."""
    require_office(actor, unit, _("下达目标"))
    goals = list(goals)
    indicators = {i.code: i for i in Indicator.objects.filter(code__in={g.code for g in goals})}
    regions = {
        r.pk: r for r in Region.objects.filter(pk__in={g.region.pk for g in goals}).select_related("unit")
    }
    rows = Target.objects.select_for_update(of=("self",)).filter(
        indicator__in=indicators.values(), region__in=regions
    )
    last = {(t.indicator_id, t.region_id, t.period): t for t in rows.order_by("number")}
    faults, made = [], []
    for number, goal in enumerate(goals, 1):
        region = regions[goal.region.pk]
        told, target = _target(goal, unit, region, indicators.get(goal.code), last)
        if told:
            faults.append(f"{_('第%s条') % number if len(goals) > 1 else ''}{told}")
        elif target is not None:
            target.set_at, target.by = now(), person_of(actor)
            last[target.indicator_id, target.region_id, target.period] = target
            made.append(target)
    if faults:
        raise ValidationError(faults)
    if not made:
        unchanged()
        return []
    told = "；".join(
        f"{t.region.name}{periods.words(t.period)}{t.indicator.name}{t.shown}{t.indicator.unit_word}"
        for t in made[:20]
    )
    entry = record(
        actor,
        "figures.target",
        made[0] if len(made) == 1 else None,
        {"count": len(made), "targets": told + ("等" if len(made) > 20 else ""),
         "values": [[t.indicator.code, t.region.code, t.period, t.amount, t.kind] for t in made]},
        unit_path=unit.path,
        why=why,
        name=unit.name,
    )  # fmt: skip
    for target in made:
        target.entry = entry.number
    return Target.objects.bulk_create(made, batch_size=200)


def _target(
    goal: Goal,
    unit: Unit,
    region: Region,
    indicator: Indicator | None,
    last: dict[tuple[int, int, str], Target],
) -> tuple[str, Target | None]:
    if indicator is None:
        return _("没有代码为“%s”的指标") % goal.code[:40], None
    if region.unit is None or not region.unit.path.startswith(unit.path):
        return _("“%(region)s”不在%(unit)s范围内") % {"region": region.name, "unit": unit.name}, None
    if fault := period_fault(indicator, goal.period):
        return fault, None
    if goal.base_period and (
        not periods.valid(goal.base_period) or (periods.distance(goal.base_period, goal.period) or 0) <= 0
    ):
        return _("基期应是早于目标期的同类期"), None
    if goal.kind not in Target.Kind.values:
        return _("请选择目标来源"), None
    if goal.amount is not None and not goal.source_word.strip():
        return _("请写明目标的依据"), None
    try:
        amount = None if goal.amount is None else millionths(goal.amount)
    except ValidationError as error:
        return error.messages[0], None
    old = last.get((indicator.pk, region.pk, goal.period))
    words = goal.source_word.strip()[:400]
    told = (amount, goal.kind, words, goal.base_period)
    if old is not None and (old.amount, old.kind, old.source_word, old.base_period) == told:
        return "", None
    if old is None and amount is None:
        return _("这里没有目标可以收回"), None
    return "", Target(
        indicator=indicator,
        region=region,
        period=goal.period,
        amount=amount,
        number=old.number + 1 if old is not None else 1,
        kind=goal.kind,
        source_word=words,
        base_period=goal.base_period,
    )
