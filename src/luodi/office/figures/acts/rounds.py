"""A round of submission: opened by an office, filled in by a liaison, approved by the head, accepted by the office.

Nobody takes two of the three steps. What is accepted is recorded as values; a later correction becomes the
next vintage.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.figures import periods
from luodi.office.figures.acts.base import Who, millionths, person_of, require_office
from luodi.office.figures.acts.recording import Row, record_values
from luodi.office.figures.models import Collection, Indicator, Line, Region, Submission
from luodi.office.files import store
from luodi.office.journal.clock import now, today
from luodi.office.journal.record import System, act, record, unchanged
from luodi.office.units.models import Person, Role, Unit, holding
from luodi.office.units.scope import Refusal

State = Submission.State


@act
def open_collection(
    actor: Who,
    unit: Unit,
    *,
    name: str,
    period: str,
    due: dt.date | None,
    indicators: Sequence[Indicator],
    regions: Iterable[Region] | None = None,
) -> Collection:
    """Ask for a period's figures. An indicator with a source department is asked of that department for all
    regions; one without, of each region's own unit. What is worked out from others is not asked for."""
    require_office(actor, unit, _("布置填报"))
    name, asked = (name or "").strip(), [i for i in indicators if not i.derived]
    places = _regions(unit, regions)
    faults: dict[str, str] = {}
    if not name or len(name) > 100:
        faults["name"] = _("请写名称，不超过100字。")
    elif Collection.objects.filter(unit=unit, name=name).exists():
        faults["name"] = _("已经有叫“%s”的填报。") % name
    if not periods.valid(period):
        faults["period"] = _("“%s”不是期，写成2026、2026Q3、2026H1或2026-03。") % period[:20]
    if due is None or due < today():
        faults["due"] = _("请填写填报截止日，今天或以后。")
    if not asked:
        faults["indicators"] = _("请至少选一项直接填报的指标。")
    if not places:
        faults["regions"] = _("范围内还没有统计地区。请先在“地区”页登记。")
    for one in asked:
        if one.owner is not None and not one.owner.path.startswith(unit.path):
            faults["indicators"] = _("“%(name)s”由%(owner)s填报，不在%(unit)s范围内。") % {
                "name": one.name, "owner": one.owner.name, "unit": unit.name}  # fmt: skip
    if faults:
        raise ValidationError(faults)
    assert due is not None
    made = Collection.objects.create(
        name=name, unit=unit, period=period, due=due, opened_at=now(), by=person_of(actor)
    )
    made.indicators.set(asked)
    lines: dict[int, list[tuple[Indicator, Region]]] = defaultdict(list)
    for one in asked:
        for region in places:
            lines[one.owner_id or region.unit_id or 0].append((one, region))
    submissions = Submission.objects.bulk_create([Submission(collection=made, unit_id=u) for u in lines if u])
    Line.objects.bulk_create(
        [Line(submission=s, indicator=i, region=r) for s in submissions for i, r in lines[s.unit_id]],
        batch_size=300,
    )
    record(
        actor,
        "figures.open",
        made,
        {
            "period": periods.words(period),
            "due": due,
            "indicators": [i.code for i in asked],
            "units": len(submissions),
            "lines": sum(map(len, lines.values())),
        },
        unit_path=unit.path,
    )
    return made


def _regions(unit: Unit, regions: Iterable[Region] | None) -> list[Region]:
    """The regions asked about; where none are named, the lowest ones below the unit: counties, or else cities."""
    rows = list(
        Region.objects.filter(unit__path__startswith=unit.path).select_related("unit").exclude(unit=unit)
    )
    if regions is not None:
        wanted = {r.pk for r in regions}
        return [r for r in rows if r.pk in wanted]
    counties = [r for r in rows if r.kind == Region.Kind.COUNTY]
    return counties or rows


@act
def close_collection(actor: Who, collection: Collection) -> Collection:
    row = _collection(actor, collection, _("截止填报"))
    if row.state == Collection.State.CLOSED:
        raise ValidationError(_("本期已经截止。"))
    row.state, row.closed_at = Collection.State.CLOSED, now()
    row.save(update_fields=["state", "closed_at"])
    left = row.submissions.exclude(state=State.ACCEPTED).count()
    record(actor, "figures.close", row, {"left": left}, unit_path=row.unit.path)
    return row


@act
def reopen_collection(actor: Who, collection: Collection, *, due: dt.date | None, why: str) -> Collection:
    """Open again for those who have not handed in, with a new due date and the reason."""
    row = _collection(actor, collection, _("重新开放填报"))
    if row.state == Collection.State.OPEN:
        raise ValidationError(_("本期正在填报，不用重新开放。"))
    faults = {}
    if due is None or due < today():
        faults["due"] = _("请填写新的截止日，今天或以后。")
    if not why.strip():
        faults["why"] = _("请写明理由。")
    if faults:
        raise ValidationError(faults)
    assert due is not None
    row.state, row.closed_at, row.due = Collection.State.OPEN, None, due
    row.save(update_fields=["state", "closed_at", "due"])
    record(actor, "figures.reopen", row, {"due": due}, unit_path=row.unit.path, why=why)
    return row


@act
def save_submission(
    actor: Who,
    submission: Submission,
    given: Mapping[int, tuple[str, str]],
    version: int,
    *,
    cells: Mapping[int, str] | None = None,
    data: bytes = b"",
    file_name: str = "",
) -> Submission:
    """Keep what has been typed: line → (figure, why there is none). What is not given stays as it is.

    Of a workbook, `cells` says where each figure stood, and the file itself is kept.
    """
    row = _mine(actor, submission, version, _("填报"))
    if not row.editable:
        raise ValidationError(_("填报%s，已锁定；如需修改请先退回。") % row.get_state_display())
    _is_open(row)
    lines = {line.pk: line for line in row.lines.select_related("indicator", "region")}
    faults, changed = {}, []
    for pk, (text, absent) in given.items():
        line = lines.get(pk)
        if line is None:
            raise ValidationError(_("这份填报没有这一格，请刷新页面。"))
        try:
            amount = millionths(text) if text.strip() else None
        except ValidationError as error:
            faults[f"line-{pk}"] = f"{line.region.name}“{line.indicator.name}”：{error.messages[0]}。"
            continue
        absent = absent.strip()[:200] if amount is None else ""
        cell = (cells or {}).get(pk, "")
        if (line.amount, line.absent) != (amount, absent):
            line.amount, line.absent, line.cell = amount, absent, cell[:60]
            changed.append(line)
        elif cell and line.cell != cell:
            line.cell = cell[:60]
            changed.append(line)
    if faults:
        raise ValidationError(faults)
    if not changed and row.saved_at is not None and row.state == State.DRAFT:
        unchanged()
        return row
    Line.objects.bulk_update(changed, ["amount", "absent", "cell"], batch_size=200)
    if data:
        row.file, _new = store.put(data)
        row.file_name = file_name[:255]
    row.state, row.saved_at, row.saved_by = State.DRAFT, now(), person_of(actor)
    row.version += 1
    row.save()
    _note(actor, "figures.save", row, {"count": len(changed), "file": file_name})
    return row


@act
def submit_submission(actor: Who, submission: Submission, version: int) -> Submission:
    """Hand in to the unit's head. Every figure is there, or it says why not: missing is not zero."""
    row = _mine(actor, submission, version, _("报送"))
    if not row.editable:
        raise ValidationError(_("填报现为“%s”，不用再次报送。") % row.get_state_display())
    _is_open(row)
    missing = row.lines.filter(amount=None, absent="").select_related("indicator", "region")
    faults = {
        f"line-{line.pk}": _("%(region)s“%(name)s”没有填，请填数；确实没有的写明原因。")
        % {"region": line.region.name, "name": line.indicator.name}
        for line in missing
    }
    if faults:
        raise ValidationError(faults)
    _head_needed(row.unit, person_of(actor))
    row.state, row.submitted_by = State.SUBMITTED, person_of(actor)
    row.submitted_at = row.submitted_at or now()
    row.approved_at = row.approved_by = row.returned_at = row.returned_by = None
    row.returned_why = ""
    row.version += 1
    row.save()
    _note(actor, "figures.submit", row, {"late": today() > row.collection.due, "digest": _values(row)})
    return row


@act
def file_submission(
    actor: Who, submission: Submission, given: Mapping[int, tuple[str, str]], version: int
) -> Submission:
    """Keep what was typed and hand it in: both or neither."""
    saved = save_submission(actor, submission, given, version)
    return submit_submission(actor, saved, saved.version)


@act
def approve_submission(actor: Who, submission: Submission) -> Submission:
    """The unit's head approves, never what the head handed in."""
    row = _locked(submission)
    _require(actor, row.unit, ("head",), _("审核"))
    _must_be(row, State.SUBMITTED)
    _somebody_else(actor, row.submitted_by_id)
    row.state, row.approved_at, row.approved_by = State.APPROVED, now(), person_of(actor)
    row.version += 1
    row.save()
    _note(actor, "figures.approve", row, {"values": _values(row)})
    return row


@act
def return_submission(actor: Who, submission: Submission, why: str) -> Submission:
    """Sent back with a reason: by the head what was handed in, by the office what was approved or accepted.

    Values that were recorded stay; what is accepted after the correction is their next vintage.
    """
    row = _locked(submission)
    why = why.strip()
    step = row.state
    if step == State.SUBMITTED:
        _require(actor, row.unit, ("head",), _("退回"))
    elif step in (State.APPROVED, State.ACCEPTED):
        require_office(actor, row.collection.unit, _("退回"))
    else:
        raise ValidationError(_("填报现为“%s”，不能退回。") % row.get_state_display())
    if not why:
        raise ValidationError({"why": _("请写明退回理由。")})
    row.state, row.returned_why = State.RETURNED, why[:300]
    row.returned_at, row.returned_by = now(), person_of(actor)
    row.version += 1
    row.save()
    _note(actor, "figures.return", row, {"step": State(step).label}, why=why)
    return row


@act
def accept_submission(actor: Who, submission: Submission) -> Submission:
    """The office takes it over: its figures are recorded, each with the submission it came by."""
    row = _locked(submission)
    require_office(actor, row.collection.unit, _("采用"))
    _must_be(row, State.APPROVED)
    _somebody_else(actor, row.submitted_by_id, row.approved_by_id)
    row.state, row.accepted_at, row.accepted_by = State.ACCEPTED, now(), person_of(actor)
    row.version += 1
    row.save()
    lines = row.lines.exclude(amount=None).select_related("indicator", "region__unit")
    rows = [
        Row(
            line.indicator.code,
            line.region,
            row.collection.period,
            line.figure or 0,
            source_word=f"{row.unit.brief}填报（{row.collection.name}）",
            cell=line.cell,
            where=f"{line.region.name}“{line.indicator.name}”",
        )
        for line in lines
    ]
    made = record_values(actor, row.collection.unit, rows, file=row.file, submission=row) if rows else []
    _note(actor, "figures.accept", row, {"count": len(rows), "new": len(made)})
    return row


def _collection(actor: Who, collection: Collection, doing: str) -> Collection:
    row = Collection.objects.select_for_update(of=("self",)).select_related("unit").get(pk=collection.pk)
    require_office(actor, row.unit, doing)
    return row


def _locked(submission: Submission) -> Submission:
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("unit", "collection__unit", "file")
        .get(pk=submission.pk)
    )


def _mine(actor: Who, submission: Submission, version: int, doing: str) -> Submission:
    row = _locked(submission)
    _require(actor, row.unit, ("liaison", "head"), doing)
    if row.version != version:
        raise ValidationError(_("别人刚刚改过这份填报，请刷新页面，核对后再办。"))
    return row


def _require(actor: Who, unit: Unit, kinds: Sequence[str], doing: str) -> None:
    if not isinstance(actor, System):
        actor.scope.require(unit.path, *kinds, doing=doing)


def _is_open(row: Submission) -> None:
    if row.collection.state != Collection.State.OPEN:
        raise ValidationError(_("本期填报已经截止。如需补报，请联系办公室重新开放。"))


def _must_be(row: Submission, state: str) -> None:
    if row.state != state:
        raise ValidationError(
            _("填报现为“%(now)s”，要等到“%(then)s”才能办这一步。")
            % {"now": row.get_state_display(), "then": State(state).label}
        )


def _somebody_else(actor: Who, *earlier: int | None) -> None:
    person = person_of(actor)
    if person is not None and person.pk in earlier:
        raise Refusal(_("填报不能由同一人提交和审核：您是提交人或前一步的审核人，请由他人办理。"))


def _head_needed(unit: Unit, person: Person | None) -> None:
    """Somebody other than who hands in has to be able to approve it."""
    above = [int(part) for part in unit.path.split(".") if part]
    heads = Role.objects.filter(holding(today()), kind="head", unit__in=above)
    if not heads.exclude(person=person).exists():
        raise ValidationError(_("%s没有可以审核的负责人，请联系管理员设置负责人。") % unit.name)


def _values(row: Submission) -> list[list[object]]:
    """What is handed in, for the journal: the figures as they were when somebody put their name to them."""
    return [list(v) for v in row.lines.values_list("indicator__code", "region__code", "amount", "absent")]


def _note(actor: Who, name: str, row: Submission, payload: dict[str, object], *, why: str = "") -> None:
    record(
        actor,
        name,
        row,
        {"collection": row.collection.name, **payload},
        unit_path=row.unit.path,
        why=why,
        name=row.unit.name,
    )
