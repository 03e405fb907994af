"""Races, their rounds and results, and a unit's confirmation and appeals, as the API gives them.

The same sight as the pages have: a unit sees its own figures and score while it is asked to confirm, and what the
rules publish afterwards; the unit that runs a race sees all of it.
"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import File, Form, Query, Router, Status, UploadedFile
from pydantic import Field

from luodi.office.figures.models import Indicator, Region
from luodi.office.ledger.api.shapes import Moment
from luodi.office.races import acts, exactly, queries
from luodi.office.races.models import Appeal, Race, Round, Version
from luodi.office.races.queries import Line, Sight
from luodi.office.units.access import READ, WRITE, person_of, says
from luodi.office.units.models import Person
from luodi.office.web.rest import (
    Asked,
    Day,
    Figure,
    Id,
    In,
    Needed,
    Next,
    OneOf,
    Out,
    Paged,
    absent,
    known_form,
    known_query,
    one,
    page,
    several,
)

router = Router(tags=["赛马"])

Stage = Annotated[str, OneOf(Round.State.choices)]
Exactly = Annotated[Figure | None, Field(description="不舍入；不能写成有限小数的写成分数，如2/3。空为没有。")]
Typed = Annotated[
    str,
    Field(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$", description="十进制数，写成字符串。", examples=["12.5"]),
]


class RaceOut(Out):
    id: int
    name: str
    unit: Annotated[int, Field(description="由谁组织。")]
    whole: Annotated[bool, Field(description="能否看到公布以前的全部。")]


class Races(Out):
    items: list[RaceOut]
    next: Next


class RaceRoundOut(Out):
    id: int
    race: int
    label: str
    period: str
    rules: Annotated[str, Field(description="按哪一版规则。")]
    state: Stage
    turn: Annotated[str, Field(description="现在该谁办。")]
    collect_due: Day
    confirm_due: Day | None
    published_on: Day | None


class RaceRounds(Out):
    items: list[RaceRoundOut]
    next: Next


class RoundsAsked(Paged):
    race: Id | None = None
    state: Stage | None = None


class RaceCellOut(Out):
    code: str
    name: str
    figure: Exactly
    points: Annotated[Exactly, Field(description="百分制得分。")]
    adds: Annotated[Exactly, Field(description="计入总分多少。")]
    note: str
    source: Annotated[str, Field(description="出处和版次。")]
    values: Annotated[list[int], Field(description="所依据的数的编号，见 /values。")]


class RaceLineOut(Out):
    region: int
    unit: str
    group: str
    place: Annotated[int | None, Field(description="位次；公布以前参赛单位看不到。")]
    group_place: int | None
    score: Exactly
    grade: str
    rise: Annotated[int | None, Field(description="比上期上升几位，下降为负。")]
    remarks: list[str]
    cells: Annotated[list[RaceCellOut], Field(description="各指标的数和得分；只有本单位和组织单位看得到。")]


class RaceResultOut(Out):
    round: int
    version: int
    kind: Annotated[str, OneOf(Version.Kind.choices)]
    rules: str
    published_on: Day | None
    inputs_digest: str
    result_digest: str
    whole: Annotated[bool, Field(description="是不是全部单位；按规则只公布一部分的为false。")]
    lines: list[RaceLineOut]


class ResultAsked(Asked):
    version: Annotated[int | None, Field(ge=1, le=9999, description="第几版；不填为能看到的最新一版。")] = (
        None
    )


class AppealOut(Out):
    id: int
    round: int
    region: int
    indicator: int
    state: Annotated[str, OneOf(Appeal.State.choices)]
    before: Annotated[str | None, Field(description="申诉时的数。")]
    claimed: Annotated[str, Field(description="主张应为多少。")]
    reason: str
    file_name: str
    sha256: str
    ruling: str
    ruled_at: Moment | None
    version: Annotated[int | None, Field(description="裁定后重算为第几版。")]
    at: Moment


class Appeals(Out):
    items: list[AppealOut]
    next: Next


class AppealsAsked(Paged):
    race_round: Annotated[Id | None, Field(description="只要这一期的。")] = None
    state: Annotated[str, OneOf(Appeal.State.choices)] | None = None


class AppealIn(Asked):
    indicator: Id
    claimed: Typed
    reason: Annotated[Needed, Field(max_length=2000, examples=["有6家企业没有计入。"])]


class RulingIn(In):
    upheld: Annotated[bool, Field(description="成立，更正数据并重算。")]
    ruling: Annotated[Needed, Field(max_length=2000, description="裁定理由。", examples=["签约在季末以后。"])]
    amount: Annotated[Typed | None, Field(description="更正为；不填即按主张的数。")] = None


class FiguresConfirmed(Out):
    region: int
    at: Moment


def _round(r: Round) -> RaceRoundOut:
    made = {
        n: getattr(r, n)
        for n in ("label", "period", "state", "turn", "collect_due", "confirm_due", "published_on")
    }
    return RaceRoundOut(**made, id=r.pk, race=r.race_id, rules=r.rules.key)


def _visible(person: Person, pk: int) -> Round:
    return one(Round.objects.visible_to(person).select_related("race__unit", "rules"), pk)


@router.get(
    "/races",
    **says("list_races", "赛马", "看得到的各项赛马。", right="races:read", out=Races, errors=READ),
)
def list_races(request: HttpRequest, asked: Query[Paged]) -> Races:
    known_query(request, Paged)
    person = person_of(request)
    found, after = page(Race.objects.visible_to(person).select_related("unit"), asked)
    items = [RaceOut(id=r.pk, name=r.name, unit=r.unit_id, whole=r.whole(person)) for r in found]
    return Races(items=items, next=after)


@router.get(
    "/race-rounds",
    **says(
        "list_race_rounds",
        "各期赛马",
        "阶段、截止日、现在该谁办。",
        right="races:read",
        out=RaceRounds,
        errors=READ,
    ),
)
def list_race_rounds(request: HttpRequest, asked: Query[RoundsAsked]) -> RaceRounds:
    known_query(request, RoundsAsked)
    rows = Round.objects.visible_to(person_of(request)).select_related("race__unit", "rules")
    if asked.race is not None:
        rows = rows.filter(race=asked.race)
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    found, after = page(rows, asked)
    return RaceRounds(items=[_round(r) for r in found], next=after)


@router.get(
    "/race-rounds/{race_round_id}",
    **says("get_race_round", "一期赛马", "阶段、截止日、现在该谁办。", right="races:read", out=RaceRoundOut),
)
def get_race_round(request: HttpRequest, race_round_id: Id) -> RaceRoundOut:
    return _round(_visible(person_of(request), race_round_id))


@router.get(
    "/race-rounds/{race_round_id}/result",
    **says(
        "get_race_result", "一期的结果",
        "公布以前，参赛单位只看得到本单位的试算得分；公布以后，是规则允许公布的部分和本单位的。",
        right="races:read", out=RaceResultOut,
    ),
)  # fmt: skip
def get_race_result(request: HttpRequest, race_round_id: Id, asked: Query[ResultAsked]) -> RaceResultOut:
    known_query(request, ResultAsked)
    person = person_of(request)
    round = _visible(person, race_round_id)
    sight = queries.sight_of(person, round.race)
    version = queries.version_for(sight, round, asked.version)
    if version is None:
        raise absent()
    lines = queries.lines_of(version)
    shown = queries.seen(sight, version, lines)
    return RaceResultOut(
        round=round.pk,
        version=version.number,
        kind=version.kind,
        rules=version.rules.key,
        published_on=version.published_on,
        inputs_digest=version.inputs_digest,
        result_digest=version.result_digest,
        whole=len(shown) == len(lines),
        lines=[_line(sight, version, x) for x in shown],
    )


def _line(sight: Sight, version: Version, x: Line) -> RaceLineOut:
    ranked = sight.whole or version.published_on is not None
    return RaceLineOut(
        region=x.region,
        unit=x.unit,
        group=x.group,
        place=x.place if ranked else None,
        group_place=x.group_place if ranked else None,
        score=exactly.told(x.score),
        grade=x.grade if ranked else "",
        rise=x.rise if ranked else None,
        remarks=x.remarks,
        cells=_cells(version, x) if sight.covers(x.region) else [],
    )


def _cells(version: Version, x: Line) -> list[RaceCellOut]:
    made = []
    for leaf in queries.spec_of(version.rules.text).indicators():
        cell, source = x.cells[leaf.code], version.inputs["cells"][leaf.column][x.at] or {}
        made.append(
            RaceCellOut(
                code=leaf.code,
                name=leaf.name,
                figure=exactly.told(cell.figure),
                points=exactly.told(cell.points),
                adds=exactly.told(cell.adds),
                note=cell.note,
                source=source.get("whence", ""),
                values=source.get("ids", []),
            )
        )
    return made


# ── confirming and appealing ────────────────────────────────────────────────
WITH = ("region", "indicator", "before__indicator", "file", "version")


def _appeal(a: Appeal) -> AppealOut:
    made = {n: getattr(a, n) for n in ("state", "reason", "file_name", "ruling", "ruled_at", "at")}
    return AppealOut(
        **made,
        id=a.pk,
        round=a.round_id,
        region=a.region_id,
        indicator=a.indicator_id,
        before=a.before.shown if a.before else None,
        claimed=a.claim,
        sha256=a.file.sha256,
        version=a.version.number if a.version else None,
    )


def _own(person: Person, round: Round, pk: int) -> Region:
    """A participant somebody may see something of; others are not there."""
    region = Region.objects.filter(races=round.race, pk=pk).select_related("unit").first()
    if region is None or not queries.sight_of(person, round.race).covers(region.pk):
        raise absent()
    return region


def _appealed(person: Person, pk: int) -> Appeal:
    rows = Appeal.objects.visible_to(person).select_related("round__race__unit", *WITH)
    found: Appeal = one(rows, pk)
    return found


def _again(pk: int) -> AppealOut:
    return _appeal(Appeal.objects.select_related(*WITH).get(pk=pk))


@router.post(
    "/race-rounds/{race_round_id}/regions/{region_id}/confirm",
    **says(
        "confirm_race_figures", "确认本单位数据", "参赛单位负责人办理，截止日以前。",
        right="races:write", out=FiguresConfirmed, errors=WRITE,
    ),
)  # fmt: skip
def confirm_race_figures(request: HttpRequest, race_round_id: Id, region_id: Id) -> FiguresConfirmed:
    person = person_of(request)
    round = _visible(person, race_round_id)
    made = acts.confirm(person, round, _own(person, round, region_id))
    return FiguresConfirmed(region=made.region_id, at=made.at)


@router.get(
    "/appeals",
    **says(
        "list_appeals",
        "申诉列表",
        "本单位的；组织单位看得到全部。",
        right="races:read",
        out=Appeals,
        errors=READ,
    ),
)
def list_appeals(request: HttpRequest, asked: Query[AppealsAsked]) -> Appeals:
    known_query(request, AppealsAsked)
    rows = Appeal.objects.visible_to(person_of(request)).select_related(*WITH)
    if asked.race_round is not None:
        rows = rows.filter(round=asked.race_round)
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    found, after = page(rows, asked)
    return Appeals(items=[_appeal(a) for a in found], next=after)


@router.get(
    "/appeals/{appeal_id}",
    **says("get_appeal", "一件申诉", "理由、佐证的校验码、裁定。", right="races:read", out=AppealOut),
)
def get_appeal(request: HttpRequest, appeal_id: Id) -> AppealOut:
    return _appeal(_appealed(person_of(request), appeal_id))


@router.post(
    "/race-rounds/{race_round_id}/regions/{region_id}/appeals",
    **says(
        "make_appeal", "提出申诉", "参赛单位负责人办理，一件说一个指标，须上传佐证。",
        right="races:write", out=AppealOut, status=201, errors=WRITE,
    ),
)  # fmt: skip
def make_appeal(
    request: HttpRequest,
    race_round_id: Id,
    region_id: Id,
    given: Form[AppealIn],
    file: Annotated[UploadedFile, File()],
) -> Status[AppealOut]:
    known_form(request, AppealIn)
    person = person_of(request)
    round = _visible(person, race_round_id)
    region = _own(person, round, region_id)
    indicator = several(Indicator.objects.visible_to(person), [given.indicator], "indicator")[0]
    made = acts.appeal(
        person,
        round,
        region,
        indicator,
        claimed=given.claimed,
        reason=given.reason,
        name=file.name or "",
        data=file.read(),
    )
    return Status(201, _again(made.pk))


@router.post(
    "/appeals/{appeal_id}/withdraw",
    **says(
        "withdraw_appeal", "撤回申诉", "裁定以前，由提出的单位负责人办理。",
        right="races:write", out=AppealOut, errors=WRITE,
    ),
)  # fmt: skip
def withdraw_appeal(request: HttpRequest, appeal_id: Id) -> AppealOut:
    person = person_of(request)
    acts.withdraw_appeal(person, _appealed(person, appeal_id))
    return _again(appeal_id)


@router.post(
    "/appeals/{appeal_id}/rule",
    **says(
        "rule_appeal", "裁定申诉", "组织单位办公室办理；成立的，数据记新的一版，立即重算。",
        right="races:write", out=AppealOut, errors=WRITE,
    ),
)  # fmt: skip
def rule_appeal(request: HttpRequest, appeal_id: Id, given: RulingIn) -> AppealOut:
    person = person_of(request)
    found = _appealed(person, appeal_id)
    acts.rule_appeal(person, found, upheld=given.upheld, ruling=given.ruling, amount=given.amount)
    return _again(appeal_id)
