"""Freezing a period: the figures and targets that count are fixed, whatever is recorded afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from luodi.office.figures import periods, queries
from luodi.office.figures.acts.base import Who, person_of, require_office
from luodi.office.figures.models import Freeze, FrozenTarget, FrozenValue, Indicator, Region, Target, Value
from luodi.office.journal.clock import now, today
from luodi.office.journal.record import act, record
from luodi.office.units.models import Unit


@act
def freeze_period(
    actor: Who,
    unit: Unit,
    period: str,
    codes: Iterable[str],
    regions: Iterable[Region],
    *,
    also: Iterable[str] = (),
    why: str = "",
) -> Freeze:
    """Fix what counts now: the period's figures and targets, and figures of other periods (`also`) needed with them.

    A further freeze of the same period gets the next number and has to say why. Earlier ones stay.
    """
    require_office(actor, unit, _("冻结数据"))
    unit = Unit.objects.select_for_update(no_key=True, of=("self",)).get(pk=unit.pk)
    if not periods.valid(period):
        raise ValidationError({"period": _("“%s”不是期。") % period[:20]})
    codes, regions = list(codes), list(regions)
    last = Freeze.objects.filter(unit=unit, period=period).aggregate(n=Max("number"))["n"] or 0
    if last and not why.strip():
        raise ValidationError(
            {"why": _("%(period)s已经冻结过第%(n)s版。再冻结请写明理由，原来的版本照样保留。")
             % {"period": periods.words(period), "n": last}}
        )  # fmt: skip
    values: list[Value] = []
    targets: list[Target] = []
    known = queries.with_parts(codes)
    for one in dict.fromkeys((period, *also)):
        values += queries.values_at(known, regions, one, on=today()).values()
        targets += queries.targets_at(codes, regions, one, on=today()).values()
    if not values:
        raise ValidationError(_("范围内没有数据，没有可冻结的。请先登记或采用填报。"))
    made = Freeze.objects.create(
        unit=unit,
        period=period,
        number=last + 1,
        frozen_at=now(),
        digest=digest(values, targets),
        why=why.strip()[:300],
        by=person_of(actor),
    )
    FrozenValue.objects.bulk_create([FrozenValue(freeze=made, value=v) for v in values], batch_size=400)
    FrozenTarget.objects.bulk_create([FrozenTarget(freeze=made, target=t) for t in targets], batch_size=400)
    entry = record(
        actor,
        "figures.freeze",
        made,
        {
            "period": periods.words(period),
            "number": made.number,
            "values": len(values),
            "targets": len(targets),
            "digest": made.digest,
            "codes": sorted(Indicator.objects.filter(code__in=codes).values_list("code", flat=True)),
        },
        unit_path=unit.path,
        why=why,
        name=unit.name,
    )
    Freeze.objects.filter(pk=made.pk).update(entry=entry.number)
    made.entry = entry.number
    return made


def digest(values: Iterable[Value], targets: Iterable[Target] = ()) -> str:
    """SHA-256 over the sorted lines, so that anybody can see whether a frozen set is the one it was."""
    lines = [f"V|{v.indicator.code}|{v.region.code}|{v.period}|{v.amount}|{v.vintage}" for v in values] + [
        f"T|{t.indicator.code}|{t.region.code}|{t.period}|{t.amount}|{t.number}" for t in targets
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def digest_of(freeze: Freeze) -> str:
    """The digest of what is in the freeze as it lies in the database now."""
    return digest(
        freeze.values.select_related("indicator", "region"),
        freeze.targets.select_related("indicator", "region"),
    )
