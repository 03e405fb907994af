"""One region across indicators; one figure with all its vintages and the file it was read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from luodi.office.figures import compare, periods, queries
from luodi.office.figures.models import FrozenValue, Indicator, Submission, Target, Value
from luodi.office.figures.models.catalogue import DIMENSIONS
from luodi.office.figures.queries import Figure
from luodi.office.figures.views.common import business, indicator_or_404, region_or_404
from luodi.office.files import store
from luodi.office.units.models import Person


def region(request: HttpRequest, pk: int) -> HttpResponse:
    """All of one region by the seven dimensions: the last figure of each, its target, its vintage."""
    person = business(request)
    row = region_or_404(person, pk)
    indicators = list(Indicator.objects.current().select_related("owner"))
    series = queries.figure_series([i.code for i in indicators], [row], seen_by=person)
    last: dict[str, Figure] = {}
    before: dict[str, dict[str, Figure]] = defaultdict(dict)
    for (code, _pk, period), value in series.items():
        before[code][period] = value
        if code not in last or periods.key(period) > periods.key(last[code].period):
            last[code] = value
    targets: dict[tuple[str, str], Target] = {}
    for t in (
        Target.objects.visible_to(person)
        .filter(region=row)
        .select_related("indicator", "region")
        .order_by("number")
    ):
        targets[t.indicator.code, t.period] = t
    lines = [_line(i, last[i.code], before[i.code], targets) for i in indicators if i.code in last]
    shown = [(f"以{d}促创新", [x for x in lines if x["indicator"].dimension == d]) for d in (*DIMENSIONS, "")]
    return render(
        request,
        "figures/region.html",
        {
            "region": row,
            "parts_": [(name if name != "以促创新" else _("其他"), x) for name, x in shown if x],
            "doubtful": sum(1 for x in lines if x["value"].doubtful),
            "count": len(lines),
            "mine": bool(row.unit and person.scope.covers(row.unit.path, "office")),
        },
    )


def _line(
    one: Indicator, value: Figure, series: dict[str, Figure], targets: dict[tuple[str, str], Target]
) -> dict[str, Any]:
    earlier = series.get(periods.year_earlier(value.period))
    change = None
    if earlier is not None:
        change = value.figure - earlier.figure
    target = targets.get((one.code, value.period)) or next(
        (
            targets[k]
            for k in sorted(targets, key=lambda k: periods.key(k[1]))
            if k[0] == one.code and periods.key(k[1]) > periods.key(value.period)
        ),
        None,
    )
    return {
        "indicator": one,
        "value": value,
        "change": change,
        "course": compare.course(target, series) if target is not None else None,
    }


def value(request: HttpRequest, pk: int, code: str, period: str) -> HttpResponse:
    """One figure: every vintage, where it is from, what it was frozen in; for a derived one, its parts."""
    person, one = business(request), indicator_or_404(code)
    row = region_or_404(person, pk)
    if not periods.valid(period):
        raise Http404(_("没有这一期。"))
    vintages = queries.vintages_of(one, row, period, person)
    worked = None
    if not vintages and one.derived:
        worked = queries.figures_at([code], [row], period, seen_by=person).get((code, row.pk))
    if not vintages and worked is None:
        raise Http404(_("没有这个数，或还没有公开。"))
    frozen = defaultdict(list)
    seen = FrozenValue.objects.filter(value__in=vintages).select_related("freeze__unit")
    for link in seen.filter(person.scope.within("freeze__unit__path", "office", "leader")):
        frozen[link.value_id].append(link.freeze)
    target = queries.targets_at([code], [row], period, seen_by=person).get((code, row.pk))
    submissions: set[int | None] = set(
        Submission.objects.visible_to(person)
        .filter(pk__in=[v.submission_id for v in vintages if v.submission_id])
        .values_list("pk", flat=True)
    )
    return render(
        request,
        "figures/value.html",
        {
            "indicator": one,
            "region": row,
            "period": period,
            "when": periods.words(period),
            "vintages": vintages,
            "worked": worked,
            "frozen": frozen,
            "target": target,
            "submissions": submissions,
            "files": {v.pk for v in vintages if v.file_id and _may_file(person, v, submissions)},
        },
    )


def _may_file(person: Person, value: Value, submissions: Container[int | None]) -> bool:
    """A workbook holds other places' figures too: who sees all, or the submission it belongs to."""
    return person.scope.everything("office", "leader") or value.submission_id in submissions


def value_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file a figure was read from, as it came."""
    person = business(request)
    row = (
        Value.objects.visible_to(person)
        .filter(pk=pk, file__isnull=False)
        .select_related("file", "submission")
        .first()
    )
    mine: set[int | None] = (
        set(
            Submission.objects.visible_to(person)
            .filter(pk=row.submission_id or 0)
            .values_list("pk", flat=True)
        )
        if row
        else set()
    )
    if row is None or row.file is None or not _may_file(person, row, mine):
        raise Http404(_("没有这个文件，或不在您的范围内。"))
    data = store.read(row.file)
    name = (
        row.submission.file_name if row.submission else ""
    ) or f"{row.file.sha256[:12]}.{'xlsx' if data[:2] == b'PK' else 'csv'}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)


routes = [
    path("regions/<int:pk>/", region, name="region"),
    path("value/<int:pk>/<slug:code>/<slug:period>/", value, name="value"),
    path("files/<int:pk>/", value_file, name="value_file"),
]
