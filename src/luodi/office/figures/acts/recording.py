"""Recording values: a first vintage or a revision beside it, never over it; publishing what is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from luodi.office.figures import periods
from luodi.office.figures.acts.base import Who, millionths, period_fault, require_office, require_whole
from luodi.office.figures.models import Indicator, Region, Submission, Value
from luodi.office.files.models import StoredFile
from luodi.office.journal.clock import now, today
from luodi.office.journal.models import Entry
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.models import Person, Unit


@dataclass(frozen=True, slots=True)
class Row:
    """One figure to be recorded. `vintage_kind` empty: the first, or a revision where there is one already."""

    code: str
    region: Region | str  # or its code
    period: str
    amount: int | str | Decimal | Fraction
    vintage_kind: str = ""
    confidence: str = Value.Confidence.CONFIRMED
    source_word: str = ""
    note: str = ""
    cell: str = ""
    published_on: dt.date | None = None
    where: str = ""  # as an error names it; else the indicator and the region


@act
def record_values(
    actor: Who,
    unit: Unit | None,
    rows: Iterable[Row],
    *,
    file: StoredFile | None = None,
    submission: Submission | None = None,
    why: str = "",
) -> list[Value]:
    """Record figures of the unit's regions; without a unit, of regions that are no unit of ours.

    A figure equal to the latest vintage, with the same word for its kind, is left alone, so that the same
    list twice changes nothing. All that is wrong is told at once and then nothing is recorded.
    """
    rows = list(rows)
    if unit is None:
        require_whole(actor, _("登记外地数据"))
    else:
        require_office(actor, unit, _("登记数据"))
    indicators = {i.code: i for i in Indicator.objects.filter(code__in={r.code for r in rows})}
    regions = _regions(rows)
    latest = _latest(indicators.values(), regions.values())
    faults: list[str] = []
    made: list[Value] = []
    moment = now()
    for number, row in enumerate(rows, 1):
        told, value = _value(row, unit, indicators, regions, latest)
        if told:
            faults.append(f"{row.where or f'第{number}条'}：{told}")
        elif value is not None:
            value.file, value.submission, value.recorded_at = file, submission, moment
            latest[value.indicator_id, value.region_id, value.period] = value
            made.append(value)
    if faults:
        raise ValidationError(faults)
    if not made:
        unchanged()
        return []
    entry = record(
        actor,
        "figures.record",
        submission,
        {
            "count": len(made),
            "revised": sum(1 for v in made if v.vintage > 1),
            "indicators": sorted({v.indicator.name for v in made})[:40],
            "periods": sorted({v.period for v in made}, key=periods.key)[:40],
            "values": [[v.indicator.code, v.region.code, v.period, v.amount, v.vintage] for v in made],
            "sha256": file.sha256 if file is not None else "",
        },
        unit_path=unit.path if unit is not None else "",
        why=why,
        name=unit.name if unit is not None else str(_("外地")),
    )
    for value in made:
        value.entry = entry.number
    return Value.objects.bulk_create(made, batch_size=200)


def _regions(rows: Sequence[Row]) -> dict[str, Region]:
    found = {r.region.code: r.region for r in rows if isinstance(r.region, Region)}
    codes = {r.region for r in rows if isinstance(r.region, str)} - found.keys()
    missing_unit = [r.pk for r in found.values()]
    known = Region.objects.filter(code__in=codes) | Region.objects.filter(pk__in=missing_unit)
    return {r.code: r for r in known.select_related("unit")}


def _latest(indicators: Iterable[Indicator], regions: Iterable[Region]) -> dict[tuple[int, int, str], Value]:
    rows = Value.objects.select_for_update(of=("self",)).filter(
        indicator__in=list(indicators), region__in=list(regions)
    )
    return {(v.indicator_id, v.region_id, v.period): v for v in rows.order_by("vintage")}


def _value(
    row: Row,
    unit: Unit | None,
    indicators: dict[str, Indicator],
    regions: dict[str, Region],
    latest: dict[tuple[int, int, str], Value],
) -> tuple[str, Value | None]:
    """What is wrong with the row, or the new vintage it is; neither where it says nothing new."""
    indicator = indicators.get(row.code)
    region = regions.get(row.region if isinstance(row.region, str) else row.region.code)
    if indicator is None:
        return _("没有代码为“%s”的指标") % row.code[:40], None
    if indicator.derived:
        return _("“%s”由系统按公式算出，不能登记") % indicator.name, None
    if region is None:
        return _("没有代码为“%s”的地区") % str(row.region)[:40], None
    if (region.unit is None) != (unit is None) and not (unit is None and row.published_on):
        return _("“%s”不是本域单位") % region.name if unit else _("“%s”是本域单位") % region.name, None
    if unit is not None and region.unit is not None and not region.unit.path.startswith(unit.path):
        return _("“%(region)s”不在%(unit)s范围内") % {"region": region.name, "unit": unit.name}, None
    if fault := period_fault(indicator, row.period):
        return fault, None
    try:
        amount = millionths(row.amount)
    except ValidationError as error:
        return error.messages[0], None
    if row.vintage_kind not in ("", *Value.Vintage.values):
        return _("没有“%s”这种版次") % row.vintage_kind[:20], None
    old = latest.get((indicator.pk, region.pk, row.period))
    if old is not None and old.amount == amount and row.vintage_kind in ("", old.vintage_kind):
        return "", None
    kind = row.vintage_kind or (Value.Vintage.REVISED if old is not None else Value.Vintage.FIRST)
    return "", Value(
        indicator=indicator,
        region=region,
        period=row.period,
        amount=amount,
        vintage=old.vintage + 1 if old is not None else 1,
        vintage_kind=kind,
        confidence=row.confidence,
        source_word=row.source_word[:300],
        note=row.note[:200],
        cell=row.cell[:60],
        published_on=row.published_on,
    )


@act
def publish_values(
    actor: Who,
    unit: Unit,
    period: str,
    codes: Iterable[str] = (),
    *,
    on: dt.date | None = None,
    why: str = "",
) -> int:
    """From now on everybody in the unit may see these figures of its regions. Nothing is unpublished again.

    What a city has made public to its own is made public to all by the province, when the province does.
    """
    require_office(actor, unit, _("公布数据"))
    rows = Value.objects.filter(region__unit__path__startswith=unit.path, period=period).filter(
        Q(published_on=None) | Q(published_in__path__startswith=unit.path) & ~Q(published_in=unit)
    )
    if codes := list(codes):
        rows = rows.filter(indicator__code__in=codes)
    # By numbers: an update cannot join the unit it asks about.
    count = Value.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        published_on=on or today(), published_in=unit
    )
    if not count:
        unchanged()
        return 0
    record(
        actor,
        "figures.publish",
        unit,
        {"period": periods.words(period), "count": count, "codes": codes},
        unit_path=unit.path,
        why=why,
    )
    return count


@act
def record_listing(actor: Person, what: str, count: int) -> Entry:
    """A table goes out as a file: who took what, when. The entry's number stands in the file."""
    return record(
        actor, "figures.export", None, {"count": count, "what": what}, unit_path=actor.unit.path, name=what
    )
