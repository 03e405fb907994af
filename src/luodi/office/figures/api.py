"""Indicators, values with vintage and source, targets, and what a unit hands in, as the API gives them.

The same sight as the pages have: one's own and those below, what one's unit files, the nation's and the provinces',
and others' once they are public.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from luodi.office.figures import queries
from luodi.office.figures.models import Indicator, Region, Submission, Target, Value
from luodi.office.figures.models.catalogue import rounded
from luodi.office.units.access import READ, person_of, says
from luodi.office.web.rest import (
    Day,
    Figure,
    Id,
    In,
    Needed,
    Next,
    OneOf,
    Out,
    Paged,
    Version,
    exact,
    known_query,
    one,
    page,
)

router = Router(tags=["指标"])

Period = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}(Q[1-4]|H[12]|-(0[1-9]|1[0-2]))?$",
        description="期：2026、2026H1、2026Q3、2026-03。",
        examples=["2026Q1"],
    ),
]
Code = Annotated[
    str, Field(pattern=r"^[a-z0-9_]{1,40}$", description="指标代码。", examples=["rd_intensity"])
]
Typed = Annotated[
    str,
    Field(
        pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$",
        description="十进制数，写成字符串，至多六位小数。",
        examples=["12.5"],
    ),
]
Moment = Annotated[dt.datetime, Field(description="时间，带时区。")]
Vintage = Annotated[str, OneOf(Value.Vintage.choices)]
Confidence = Annotated[str, OneOf(Value.Confidence.choices)]
State = Annotated[str, OneOf(Submission.State.choices)]


class IndicatorOut(Out):
    id: int
    code: Code
    name: str
    definition: str
    formula: str
    unit_word: Annotated[str, Field(description="计量单位。")]
    higher: Annotated[bool, Field(description="越高越好。")]
    frequency: Annotated[str, OneOf(Indicator.Frequency.choices)]
    places: Annotated[int, Field(description="印出来的小数位数。")]
    owner: Annotated[int | None, Field(description="数据来源部门；空为各地自报。")]
    dimension: Annotated[str, Field(description="七个“以……促创新”之一。")]
    derived: Annotated[str, OneOf(Indicator.Derived.choices)]
    retired: Annotated[bool, Field(description="已停用。")]


class Indicators(Out):
    items: list[IndicatorOut]
    next: Next


class IndicatorsAsked(Paged):
    q: Annotated[str, Field(max_length=80, description="名称或代码中的字。")] = ""


class RegionOut(Out):
    id: int
    code: str
    name: str
    kind: Annotated[str, OneOf(Region.Kind.choices)]
    unit: Annotated[int | None, Field(description="本域单位；空为外地。")]


class Regions(Out):
    items: list[RegionOut]
    next: Next


class FigureOut(Out):
    id: int
    indicator: int
    code: Code
    region: int
    region_name: str
    period: Period
    value: Figure
    vintage: Annotated[int, Field(description="第几版。")]
    vintage_kind: Vintage
    confidence: Confidence
    source: Annotated[str, Field(description="出处。")]
    note: str
    cell: Annotated[str, Field(description="来源文件中的单元格。")]
    sha256: Annotated[str | None, Field(description="来源文件的校验码。")]
    submission: Annotated[int | None, Field(description="由哪一份填报而来。")]
    published_on: Day | None
    recorded_at: Moment
    entry: Annotated[int | None, Field(description="日志号。")]


class FigureList(Out):
    items: list[FigureOut]
    next: Next


class ValuesAsked(Paged):
    indicator: Id | None = None
    region: Id | None = None
    period: Period | None = None
    current: Annotated[bool, Field(description="只要现行的一版，不要旧版。")] = False


class CountedOut(Out):
    code: Code
    name: str
    unit_word: str
    value: Annotated[Figure, Field(description="算出来的至多留六位小数。")]
    shown: Annotated[str, Field(description="按指标的小数位数印出来的。")]
    worked: Annotated[bool, Field(description="由另外两个数相除得出。")]
    source: Annotated[str, Field(description="出处和版次；算出来的写两个数各自的。")]
    values: Annotated[list[int], Field(description="所依据的数的编号。")]


class CountedList(Out):
    items: list[CountedOut]


class CountedAsked(In):
    period: Period


class TargetOut(Out):
    id: int
    indicator: int
    code: Code
    region: int
    period: Period
    value: Annotated[Figure | None, Field(description="空为已收回。")]
    number: Annotated[int, Field(description="第几次下达。")]
    kind: Annotated[str, OneOf(Target.Kind.choices)]
    source: Annotated[str, Field(description="依据。")]
    base_period: str
    set_at: Moment


class Targets(Out):
    items: list[TargetOut]
    next: Next


class TargetsAsked(Paged):
    indicator: Id | None = None
    region: Id | None = None
    period: Period | None = None


class SubmissionOut(Out):
    id: int
    version: Annotated[int, Field(description="保存、报送时原样带回。")]
    collection: Annotated[str, Field(description="哪一期填报。")]
    period: Period
    due: Day
    open: Annotated[bool, Field(description="正在填报；截止的不能再报。")]
    unit: int
    state: State
    turn: Annotated[str, Field(description="现在该谁办。")]
    returned_why: str


class Submissions(Out):
    items: list[SubmissionOut]
    next: Next


class SubmissionsAsked(Paged):
    unit: Id | None = None
    state: State | None = None


class FiledLine(Out):
    line: int
    code: Code
    name: str
    unit_word: str
    region: int
    region_name: str
    value: Annotated[Figure | None, Field(description="空为没有填；没有填不是零。")]
    absent: Annotated[str, Field(description="没有这个数的原因。")]


class SubmissionDetail(SubmissionOut):
    lines: list[FiledLine]


class FiledLineIn(In):
    line: Id
    value: Annotated[Typed | None, Field(description="空表示没有这个数，须写absent。")]
    absent: Annotated[str, Field(max_length=200, examples=["统计局本季度不公布"])] = ""


class SubmissionIn(In):
    """Lines that are not named stay as they are."""

    version: Version
    lines: Annotated[list[FiledLineIn], Field(min_length=1, max_length=2000)]


class SubmitFigures(In):
    version: Version


class ReturnFigures(In):
    why: Annotated[
        Needed, Field(max_length=300, description="退回理由。", examples=["与上季度出入较大，请核对。"])
    ]


def figure(millionths: int) -> str:
    return exact(Decimal(millionths).scaleb(-6))


def _indicator(i: Indicator) -> IndicatorOut:
    made = {n: getattr(i, n) for n in IndicatorOut.model_fields if n not in ("owner", "retired")}
    return IndicatorOut(**made, owner=i.owner_id, retired=i.retired_at is not None)


@router.get(
    "/indicators",
    **says("list_indicators", "指标目录", "按编号排列。", right="figures:read", out=Indicators, errors=READ),
)
def list_indicators(request: HttpRequest, asked: Query[IndicatorsAsked]) -> Indicators:
    known_query(request, IndicatorsAsked)
    rows = Indicator.objects.visible_to(person_of(request))
    if asked.q:
        rows = rows.filter(name__icontains=asked.q) | rows.filter(code__icontains=asked.q)
    found, after = page(rows, asked)
    return Indicators(items=[_indicator(i) for i in found], next=after)


@router.get(
    "/indicators/{indicator_id}",
    **says(
        "get_indicator", "一项指标", "定义、公式、方向、来源部门。", right="figures:read", out=IndicatorOut
    ),
)
def get_indicator(request: HttpRequest, indicator_id: Id) -> IndicatorOut:
    return _indicator(one(Indicator.objects.visible_to(person_of(request)), indicator_id))


@router.get(
    "/regions",
    **says("list_regions", "统计地区", "看得到数据的地区。", right="figures:read", out=Regions, errors=READ),
)
def list_regions(request: HttpRequest, asked: Query[Paged]) -> Regions:
    known_query(request, Paged)
    found, after = page(Region.objects.visible_to(person_of(request)), asked)
    items = [RegionOut(id=r.pk, code=r.code, name=r.name, kind=r.kind, unit=r.unit_id) for r in found]
    return Regions(items=items, next=after)


@router.get(
    "/regions/{region_id}/figures",
    **says(
        "list_figures", "一个地区一期的数", "每项指标现行的一版；人均、占比等算出来的也在内。",
        right="figures:read", out=CountedList,
    ),
)  # fmt: skip
def list_figures(request: HttpRequest, region_id: Id, asked: Query[CountedAsked]) -> CountedList:
    known_query(request, CountedAsked)
    person = person_of(request)
    region = one(Region.objects.visible_to(person), region_id)
    codes = list(Indicator.objects.visible_to(person).values_list("code", flat=True))
    found = queries.figures_at(codes, [region], asked.period, seen_by=person)
    return CountedList(items=[_counted(f) for _key, f in sorted(found.items())])


def _counted(f: queries.Figure) -> CountedOut:
    worked = isinstance(f, queries.Worked)
    ids = [f.numerator.pk, f.denominator.pk] if isinstance(f, queries.Worked) else [f.pk]
    return CountedOut(
        code=f.indicator.code,
        name=f.indicator.name,
        unit_word=f.indicator.unit_word,
        value=_millionth(f.figure),
        shown=f.shown,
        worked=worked,
        source=f.whence,
        values=ids,
    )


def _millionth(figure: Fraction) -> str:
    return exact(Decimal(rounded(figure, 6).replace(",", "")))


@router.get(
    "/values",
    **says(
        "list_values",
        "数据",
        "每一版一条，写着出处、文件和日志号。",
        right="figures:read",
        out=FigureList,
        errors=READ,
    ),
)
def list_values(request: HttpRequest, asked: Query[ValuesAsked]) -> FigureList:
    known_query(request, ValuesAsked)
    person = person_of(request)
    rows = Value.objects.visible_to(person)
    if asked.current:
        later = rows.filter(
            indicator=OuterRef("indicator"), region=OuterRef("region"), period=OuterRef("period"),
            vintage__gt=OuterRef("vintage"),
        ).order_by()  # fmt: skip
        rows = rows.exclude(Exists(later))
    for name in ("indicator", "region", "period"):
        if (wanted := getattr(asked, name)) is not None:
            rows = rows.filter(**{name: wanted})
    found, after = page(rows.select_related("indicator", "region", "file"), asked)
    return FigureList(items=[_value(v) for v in found], next=after)


def _value(v: Value) -> FigureOut:
    made = {
        n: getattr(v, n)
        for n in ("period", "vintage", "vintage_kind", "confidence", "note", "cell", "published_on", "recorded_at", "entry")
    }  # fmt: skip
    return FigureOut(
        **made,
        id=v.pk,
        indicator=v.indicator_id,
        code=v.indicator.code,
        region=v.region_id,
        region_name=v.region.name,
        value=figure(v.amount),
        source=v.source_word,
        sha256=v.file.sha256 if v.file else None,
        submission=v.submission_id,
    )


@router.get(
    "/targets",
    **says(
        "list_targets", "目标", "每次下达一条，写着依据。", right="figures:read", out=Targets, errors=READ
    ),
)
def list_targets(request: HttpRequest, asked: Query[TargetsAsked]) -> Targets:
    known_query(request, TargetsAsked)
    rows = Target.objects.visible_to(person_of(request)).select_related("indicator")
    for name in ("indicator", "region", "period"):
        if (wanted := getattr(asked, name)) is not None:
            rows = rows.filter(**{name: wanted})
    found, after = page(rows, asked)
    return Targets(
        items=[
            TargetOut(
                id=t.pk,
                indicator=t.indicator_id,
                code=t.indicator.code,
                region=t.region_id,
                period=t.period,
                value=None if t.amount is None else figure(t.amount),
                number=t.number,
                kind=t.kind,
                source=t.source_word,
                base_period=t.base_period,
                set_at=t.set_at,
            )
            for t in found
        ],
        next=after,
    )
