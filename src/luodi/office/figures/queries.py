"""Reading figures: the vintage that counts, targets, and what is worked out from two of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q
from django.utils import timezone

from luodi.office.figures import periods
from luodi.office.figures.models import Freeze, Indicator, Region, Target, Value
from luodi.office.figures.models.values import ValueQuerySet
from luodi.office.units.models import Person

Key = tuple[str, int]

period_before = periods.before
year_earlier = periods.year_earlier


def values_at(
    codes: Iterable[str],
    regions: Iterable[Region | int],
    period: str,
    *,
    freeze: Freeze | None = None,
    on: dt.date | None = None,
    seen_by: Person | None = None,
) -> dict[Key, Value]:
    """(code, region's id) → the figure that counts: its latest vintage; as frozen; or as known at the end of a day.

    Not narrowed to what somebody may see, unless `seen_by` says who. One query.
    """
    rows = Value.objects.filter(
        indicator__code__in=list(codes), region__in=_ids(regions), period=period
    ).select_related("indicator", "region")
    return {(v.indicator.code, v.region_id): v for v in _counting(rows, freeze, on, seen_by)}


def series_of(
    codes: Iterable[str],
    regions: Iterable[Region | int],
    *,
    freeze: Freeze | None = None,
    on: dt.date | None = None,
    seen_by: Person | None = None,
) -> dict[tuple[str, int, str], Value]:
    """The same for every period: (code, region's id, period)."""
    rows = Value.objects.filter(indicator__code__in=list(codes), region__in=_ids(regions)).select_related(
        "indicator", "region"
    )
    return {(v.indicator.code, v.region_id, v.period): v for v in _counting(rows, freeze, on, seen_by)}


def _counting(
    rows: ValueQuerySet, freeze: Freeze | None, on: dt.date | None, seen_by: Person | None
) -> ValueQuerySet:
    if seen_by is not None:
        rows = rows.visible_to(seen_by)
    if freeze is not None:
        rows = rows.filter(freezes=freeze)
    if on is not None:
        rows = rows.filter(recorded_at__lt=_midnight_after(on))
    return rows.order_by("vintage")  # a later vintage takes the place of an earlier one


def targets_at(
    codes: Iterable[str],
    regions: Iterable[Region | int],
    period: str,
    *,
    freeze: Freeze | None = None,
    on: dt.date | None = None,
    seen_by: Person | None = None,
) -> dict[Key, Target]:
    """(code, region's id) → the target for the period that holds; one that was taken back is none."""
    rows = Target.objects.filter(
        indicator__code__in=list(codes), region__in=_ids(regions), period=period
    ).select_related("indicator", "region")
    if seen_by is not None:
        rows = rows.visible_to(seen_by)
    if freeze is not None:
        rows = rows.filter(freezes=freeze)
    if on is not None:
        rows = rows.filter(set_at__lt=_midnight_after(on))
    found = {(t.indicator.code, t.region_id): t for t in rows.order_by("number")}
    return {key: t for key, t in found.items() if t.amount is not None}


@dataclass(frozen=True, slots=True)
class Worked:
    """A figure worked out from two others, exactly; it has no row of its own."""

    indicator: Indicator
    region: Region
    period: str
    figure: Fraction
    numerator: Value
    denominator: Value
    pk: None = None

    @property
    def when(self) -> str:
        return periods.words(self.period)

    @property
    def shown(self) -> str:
        return self.indicator.said(self.figure)

    @property
    def doubtful(self) -> bool:
        return self.numerator.doubtful or self.denominator.doubtful

    @property
    def version(self) -> str:
        parts = dict.fromkeys((self.numerator.version, self.denominator.version))
        return "、".join(parts)

    @property
    def published_on(self) -> dt.date | None:
        days = (self.numerator.published_on, self.denominator.published_on)
        return None if None in days else max(d for d in days if d)

    @property
    def whence(self) -> str:
        """Both parts with where they are from, and what was done with them."""
        factor = self.indicator.factor.normalize()
        times = "" if factor == 1 else f"×{factor:f}"
        return " ÷ ".join(
            f"{v.indicator.name}{v.shown}{v.indicator.unit_word}（{v.whence}）"
            for v in (self.numerator, self.denominator)
        ) + times  # fmt: skip


Figure = Value | Worked


def figures_at(
    codes: Iterable[str],
    regions: Iterable[Region | int],
    period: str,
    *,
    freeze: Freeze | None = None,
    on: dt.date | None = None,
    seen_by: Person | None = None,
) -> dict[Key, Figure]:
    """`values_at`, and what the catalogue derives where it is not recorded itself. Two queries."""
    wanted = list(_indicators(codes))
    parts = _with_parts(wanted)
    stored = values_at(parts, regions, period, freeze=freeze, on=on, seen_by=seen_by)
    placed = {(c, r, period): v for (c, r), v in stored.items()}
    return {(c, r): v for (c, r, _p), v in _worked(wanted, placed).items()}


def figure_series(
    codes: Iterable[str],
    regions: Iterable[Region | int],
    *,
    freeze: Freeze | None = None,
    on: dt.date | None = None,
    seen_by: Person | None = None,
) -> dict[tuple[str, int, str], Figure]:
    """`series_of` with what is derived."""
    wanted = list(_indicators(codes))
    stored = series_of(_with_parts(wanted), regions, freeze=freeze, on=on, seen_by=seen_by)
    return _worked(wanted, stored)


def _worked(
    wanted: Iterable[Indicator], stored: dict[tuple[str, int, str], Value]
) -> dict[tuple[str, int, str], Figure]:
    """What is stored of the indicators wanted, and beside it what follows from two others."""
    found: dict[tuple[str, int, str], Figure] = {}
    places = {(r, p) for _c, r, p in stored}
    for one in wanted:
        for region, period in places:
            at = one.code, region, period
            if at in stored:
                found[at] = stored[at]
            elif one.numerator is not None and one.denominator is not None:
                above = stored.get((one.numerator.code, region, period))
                below = stored.get((one.denominator.code, region, period))
                if above is not None and below is not None and below.amount:
                    figure = above.figure / below.figure * Fraction(one.factor)
                    found[at] = Worked(one, above.region, period, figure, above, below)
    return found


def _indicators(codes: Iterable[str]) -> Iterable[Indicator]:
    return Indicator.objects.filter(code__in=list(codes)).select_related("numerator", "denominator")


def with_parts(codes: Iterable[str]) -> list[str]:
    """The codes, and those of what derived ones are worked out from."""
    return _with_parts(_indicators(codes))


def _with_parts(indicators: Iterable[Indicator]) -> list[str]:
    codes = {}
    for one in indicators:
        codes[one.code] = True
        if one.derived and one.numerator is not None and one.denominator is not None:
            codes[one.numerator.code] = codes[one.denominator.code] = True
    return list(codes)


def vintages_of(indicator: Indicator, region: Region, period: str, seen_by: Person) -> list[Value]:
    """Every vintage of one figure, oldest first."""
    return list(
        Value.objects.filter(indicator=indicator, region=region, period=period)
        .visible_to(seen_by)
        .select_related(
            "indicator", "region", "file", "published_in", "submission__collection", "submission__unit"
        )
        .order_by("vintage")
    )


def periods_of(
    codes: Iterable[str], regions: Iterable[Region | int], seen_by: Person | None = None
) -> list[str]:
    """The periods there are figures for, latest first."""
    rows = Value.objects.filter(Q(indicator__code__in=list(codes)), region__in=_ids(regions))
    if seen_by is not None:
        rows = rows.visible_to(seen_by)
    return sorted(rows.order_by().values_list("period", flat=True).distinct(), key=periods.key, reverse=True)


def _ids(regions: Iterable[Region | int]) -> list[int]:
    return [r if isinstance(r, int) else r.pk for r in regions]


def _midnight_after(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(1), dt.time()))
