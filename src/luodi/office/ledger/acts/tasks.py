"""Making tasks, changing what they say, and handing them out (operations B1, B7, A23, A25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now
from luodi.office.journal.record import record, unchanged
from luodi.office.ledger import schedule, standings
from luodi.office.ledger.acts.base import (
    Errors,
    Who,
    act,
    decimal,
    lock_plan,
    lock_task,
    lock_tasks,
    note,
    require_lead,
    require_office,
    state_must_be,
    today,
    words_needed,
)
from luodi.office.ledger.acts.codes import child_code, plan_code
from luodi.office.ledger.acts.parts import Rows, read_measures, read_milestones
from luodi.office.ledger.acts.rollup import lock_line, roll_up
from luodi.office.ledger.acts.sources import Source
from luodi.office.ledger.models import Measure, Milestone, Plan, Supporting, Tag, Task, TaskState, Theme
from luodi.office.ledger.models.tasks import LIVE, PRIVATE
from luodi.office.search import index
from luodi.office.units.models import Unit

ALWAYS = ("title", "theme", "level", "leading_official", "responsible", "measures_text", "weight")
"""With the note and the money: what the office may change on a task under way."""
TEXTS = {"title": 5000, "leading_official": 60, "responsible": 60, "measures_text": 20000, "note": 20000}
TEXTS |= {"due_text": 200, "recurs": 20, "code": 40, "collective": 100}
SHARES = ("%", "％", "百分比", "百分点", "个百分点", "‰")


@act
def add_task(
    actor: Who,
    plan: Plan,
    *,
    title: str,
    leads: Sequence[Unit],
    supporting: Sequence[Unit] = (),
    collective: str = "",
    parent: Task | None = None,
    code: str = "",
    theme: Theme | None = None,
    tags: Iterable[Tag] = (),
    level: str = "concrete",
    due: dt.date | None = None,
    due_text: str = "",
    due_assumed: bool = False,
    recurs: str = "",
    aspirational: bool = False,
    starts: dt.date | None = None,
    responsible: str = "",
    leading_official: str = "",
    measures_text: str = "",
    weight: Decimal | int | float | str = 1,
    money_planned: Decimal | int | float | str | None = None,
    measures: Rows = (),
    milestones: Rows = (),
    source: Source | None = None,
    assign: bool = True,
    note_text: str = "",
) -> Task:
    """Open a task; it is handed out at once unless `assign` is False. Returns the task, or the parent.

    Several leads (两市四区, operations A25): the office's own unit keeps a parent that rolls up, and each
    unit gets a child with progress of its own. The children carry the stages. A target that counts
    things stays with the parent, whose figure is the children's sum, and the office sets each child's
    share; a target in percent goes to every child, because shares do not add.
    """
    require_office(actor, plan, _("新建任务"))
    plan = lock_plan(plan)
    if plan.state == Plan.State.CLOSED or (assign and plan.state != Plan.State.RUNNING):
        raise ValidationError(_("方案“%s”未在实施中，不能交办任务。") % plan.name)
    above, parents = _parent(parent, plan, assign)
    leads = list(dict.fromkeys(leads))
    helping = [u for u in dict.fromkeys(supporting) if u not in leads]
    shared = len(leads) > 1
    task = Task(
        plan=plan,
        parent=above,
        title=title.strip(),
        theme=theme,
        level=level,
        lead=plan.unit if shared else (leads[0] if leads else plan.unit),
        collective=(collective.strip() or "、".join(u.brief for u in leads))[:100] if shared else "",
        leading_official=leading_official.strip(),
        responsible="" if shared else responsible.strip(),
        measures_text=measures_text,
        weight=weight,
        starts=starts,
        due=due,
        due_text=due_text.strip(),
        due_assumed=due_assumed,
        recurs=recurs,
        aspirational=aspirational,
        money_planned=money_planned,
        note=note_text,
    )
    if source is not None:
        task.source_type, task.source_id = source.type, source.id
        task.source_title, task.source_number = source.title[:300], source.number[:60]
        task.source_section, task.source_quote = source.section[:300], source.quote
    _check(task, leads=leads, supporting=helping)
    stages, figures = read_milestones(milestones, task), read_measures(measures, task)
    task.code = child_code(above, code) if above else plan_code(plan, code)
    _hand_out(task, assign)
    task.save()
    tags = list(tags)
    made = [task]
    if shared:
        shares = [f for f in figures if f["unit"] in SHARES]
        counts = [f for f in figures if f["unit"] not in SHARES]
        _add_parts(task, counts, (), tags, helping)
        for unit in leads:
            child = Task(**{f.attname: getattr(task, f.attname) for f in Task._meta.concrete_fields})
            child.pk, child._state.adding = None, True
            child.parent, child.lead, child.collective = task, unit, ""
            child.code, child.weight, child.money_planned = child_code(task), Decimal(1), None
            child.save()
            own = [{**f, "target": None, "baseline": None} for f in counts] + shares
            _add_parts(child, own, stages, tags, helping)
            made.append(child)
    else:
        _add_parts(task, figures, stages, tags, helping)
    for one in made:
        note(
            actor,
            "task.add" if assign else "task.draft",
            one,
            {
                "lead": one.collective or one.lead.name,
                "supporting": [u.name for u in helping],
                "due": one.due,
                "due_text": one.due_text,
                "due_assumed": one.due_assumed,
                "source": [one.source_title, one.source_number, one.source_section],
                "parent": one.parent.code if one.parent else None,
            },
        )
    _index(made)
    roll_up(parents)
    standings.refresh([t.pk for t in (*made, *parents)], today())
    return task


@act
def edit_task(actor: Who, task: Task, *, version: int, why: str = "", **changes: Any) -> Task:
    """Change what a task says. `lead`, `supporting`, `due` and the columns of operations B1 may be given.

    * The office changes the order, never what the unit reported: `money_spent` is the unit's.
    * The lead unit changes who is responsible and the money that came in, nothing else (operations G).
    * `due` of a task in hand moves by postponement alone (operations B6); before receipt the office may
      correct it, and a date that was assumed (尽快, operations B3) may be fixed.
    * A new lead has to receive the task again; that needs a reason.
    """
    task, parents = lock_line(task)
    state_must_be(task, *PRIVATE, *LIVE, doing=_("修改"))
    if task.version != version:
        raise ValidationError(_("别人刚刚改过，请刷新页面，对照后再保存。"))
    supporting = changes.pop("supporting", None)
    known = {f.name for f in Task._meta.concrete_fields}
    if stray := [k for k in changes if k not in known or k in _NEVER]:
        raise TypeError(f"edit_task: unknown {stray}")
    differ = {k: v for k, v in changes.items() if getattr(task, k) != v}
    units = None if supporting is None else [u for u in dict.fromkeys(supporting) if u != task.lead]
    before_units = list(task.supporting.select_related("unit"))
    if units is not None and [s.unit for s in before_units] == units:
        units = None
    if not differ and units is None:
        unchanged()
        return task
    _may_edit(actor, task, {*differ, *(["supporting"] if units is not None else [])})
    before = {k: getattr(task, k) for k in differ}
    if "due" in differ:
        _may_move_due(task, why)
    if "lead" in differ:
        _may_move_lead(task, why)
    for field, value in differ.items():
        setattr(task, field, value.strip() if isinstance(value, str) else value)
    if "due" in differ:
        task.due_first = task.due if task.state not in PRIVATE else None
        task.due_assumed = bool(changes.get("due_assumed", False))
    helping = units if units is not None else [s.unit for s in before_units]
    _check(task, leads=[task.lead] if "lead" in differ else None, supporting=units or ())
    if faults := schedule.faults(
        start=task.starts, due=task.due, milestones=[(m.due, m.percent) for m in task.milestones.all()]
    ):
        raise ValidationError({"due": faults})
    if "code" in differ:
        task.code = child_code(task.parent, task.code) if task.parent else plan_code(task.plan, task.code)
    task.version += 1
    task.save()
    if units is not None:
        Supporting.objects.filter(task=task).delete()
        Supporting.objects.bulk_create(Supporting(task=task, unit=u, order=i) for i, u in enumerate(helping))
    payload: dict[str, Any] = {"changes": {k: [_plain(before[k]), _plain(getattr(task, k))] for k in differ}}
    if units is not None:
        payload["changes"]["supporting"] = [[s.unit.name for s in before_units], [u.name for u in helping]]
    payload["fields"] = [_label(k) for k in payload["changes"]]
    note(actor, "task.edit", task, payload, why=why)
    _index([task])
    roll_up(parents)
    standings.refresh([task.pk, *(p.pk for p in parents)], today())
    return task


@act
def propose_tasks(actor: Who, tasks: Iterable[Task]) -> list[Task]:
    """Put drafts forward for decision (operations B7: 拟办→待审定)."""
    locked = _locked(actor, tasks, _("提请审定"))
    for task in locked:
        state_must_be(task, TaskState.DRAFT, doing=_("提请审定"))
    return _move(actor, locked, TaskState.PROPOSED, "task.propose")


@act
def assign_tasks(actor: Who, tasks: Iterable[Task]) -> list[Task]:
    """Hand tasks out to their leads (operations B7: 待审定→已交办), parents and children together.

    From now on the units see them, and the due as first assigned stays on record.
    """
    given = list(tasks)
    below = Task.objects.filter(parent__in=[t.pk for t in given], state__in=PRIVATE)
    given += [t for t in below if t not in given]
    above = Task.objects.filter(pk__in=[t.parent_id for t in given if t.parent_id], state__in=PRIVATE)
    given += [t for t in above if t not in given]
    locked = _locked(actor, given, _("交办"))
    plans = {t.plan for t in locked}
    if idle := [p.name for p in plans if p.state != Plan.State.RUNNING]:
        raise ValidationError(_("方案“%s”未在实施中，不能交办任务。") % "、".join(idle))
    moment = now()
    for task in locked:
        state_must_be(task, *PRIVATE, doing=_("交办"))
        task.state, task.assigned_at, task.due_first = TaskState.ASSIGNED, moment, task.due
        task.version += 1
    Task.objects.bulk_update(locked, ["state", "assigned_at", "due_first", "version"], batch_size=100)
    for task in locked:
        payload = {"lead": task.collective or task.lead.name, "due": task.due, "due_text": task.due_text}
        note(actor, "task.assign", task, payload)
    standings.refresh([t.pk for t in locked], today())
    return locked


@act
def receive_task(actor: Who, task: Task) -> Task:
    """签收: the lead unit's liaison or head takes the task (operations B7, B9: within two working days)."""
    require_lead(actor, task, doing=_("签收"))
    task, parents = lock_line(task)
    state_must_be(task, TaskState.ASSIGNED, doing=_("签收"))
    task.state = TaskState.RECEIVED
    task.version += 1
    task.save(update_fields=["state", "version"])
    note(actor, "task.receive", task, {"lead": task.lead.name})
    roll_up(parents)
    standings.refresh([task.pk, *(p.pk for p in parents)], today())
    return task


@act
def archive_tasks(actor: Who, tasks: Iterable[Task]) -> list[Task]:
    """Put away what was signed off, made routine or ended (operations B7: 已销号→归档)."""
    locked = _locked(actor, tasks, _("归档"))
    for task in locked:
        state_must_be(task, TaskState.CLOSED, TaskState.ENDED, TaskState.ROUTINE, doing=_("归档"))
    return _move(actor, locked, TaskState.ARCHIVED, "task.archive")


@act
def drop_task(actor: Who, task: Task, why: str) -> None:
    """Throw away a draft nobody was given yet, with the reason; what was handed out is ended instead."""
    require_office(actor, task.plan, _("删除草稿"))
    why = words_needed(why, _("删除理由"))
    task = lock_task(task)
    state_must_be(task, *PRIVATE, doing=_("删除草稿"))
    children = list(Task.objects.filter(parent=task))
    for child in children:
        state_must_be(child, *PRIVATE, doing=_("删除草稿"))
    for one in (*children, task):
        record(actor, "task.drop", one, {"title": one.title}, unit_path=task.plan.unit.path, why=why)
    index.drop("task", *(one.pk for one in (*children, task)))
    for one in (*children, task):
        one.delete()


def _index(tasks: Iterable[Task]) -> None:
    """What of tasks can be searched, and be near what is found in the next paper."""
    index.put_many(
        "task", ((t.pk, "\n".join((t.code, t.title, t.measures_text, t.source_number))) for t in tasks)
    )


_NEVER = {"id", "plan", "parent", "state", "progress", "closed_on", "assigned_at", "due_first", "created_at"}
_NEVER |= {"version", "source_type", "source_id", "collective"}
_LEAD_OWNS = {"money_spent"}
_LEAD_MAY = {"responsible", "money_spent"}


def _may_edit(actor: Who, task: Task, fields: set[str]) -> None:
    from luodi.office.ledger.acts.base import is_of_lead, is_office
    from luodi.office.units.scope import Refusal

    if is_of_lead(actor, task) and fields <= _LEAD_MAY and task.state not in PRIVATE:
        return
    require_office(actor, task.plan, _("修改任务"))
    if fields & _LEAD_OWNS and not is_of_lead(actor, task) and is_office(actor, task.plan):
        raise Refusal(_("到位资金由牵头单位填报，办公室只能退回，不能代改。"))


def _may_move_due(task: Task, why: str) -> None:
    free = task.state in (*PRIVATE, TaskState.ASSIGNED) or task.due is None or task.due_assumed
    if not free:
        raise ValidationError({"due": _("任务已签收，完成时限须按延期程序申请调整。")})
    if task.state not in PRIVATE and task.due is not None and not task.due_assumed:
        words_needed(why, _("更正时限的理由"))


def _may_move_lead(task: Task, why: str) -> None:
    if task.collective:
        raise ValidationError({"lead": _("集体牵头的任务请在各子任务中调整单位。")})
    if task.state == TaskState.CLOSING:
        raise ValidationError({"lead": _("任务正在申请办结，请先退回再调整牵头单位。")})
    if task.state not in PRIVATE:
        words_needed(why, _("调整牵头单位的理由"))
        task.state = TaskState.ASSIGNED


def _parent(parent: Task | None, plan: Plan, assign: bool) -> tuple[Task | None, list[Task]]:
    """The parent and all tasks to roll up when it gets a child, locked."""
    if parent is None:
        return None, []
    above, higher = lock_line(parent)
    if above.plan_id != plan.pk:
        raise ValidationError(_("上级任务不在本方案中。"))
    state_must_be(above, *LIVE, *(() if assign else PRIVATE), doing=_("增加子任务"))
    if above.state == TaskState.CLOSING:
        raise ValidationError(_("上级任务正在申请办结，不能增加子任务。"))
    return above, [above, *higher]


def _hand_out(task: Task, assign: bool) -> None:
    task.state = TaskState.ASSIGNED if assign else TaskState.DRAFT
    if assign:
        task.assigned_at, task.due_first = now(), task.due


def _check(task: Task, *, leads: Sequence[Unit] | None, supporting: Sequence[Unit]) -> None:
    errors = Errors()
    if not task.title:
        errors.add("title", _("请填写任务内容。"))
    for field, limit in TEXTS.items():
        if len(getattr(task, field)) > limit:
            errors.add(field, _("%(label)s请在%(limit)d字以内。") % {"label": _label(field), "limit": limit})
    if leads is not None and not leads:
        errors.add("leads", _("请先确定牵头单位。"))
    for unit in (*(leads or ()), *supporting):
        if not unit.holds_on(today()):
            errors.add("leads", _("单位“%s”已撤并或尚未设立，请改选。") % unit.name)
    if task.theme is not None and task.theme.plan_id != task.plan_id:
        errors.add("theme", _("主题“%s”不属于本方案。") % task.theme.name)
    if task.level not in Task.Level.values:
        errors.add("level", _("没有“%s”这种类别。") % task.level)
    weight = decimal(task.weight, "weight", _("权重"), errors, below=10**6)
    if weight is not None and weight <= 0:
        errors.add("weight", _("权重应大于0。"))
    task.weight = weight if weight is not None else Decimal(1)
    for field in ("money_planned", "money_spent"):
        money = decimal(getattr(task, field), field, _label(field), errors)
        if money is not None and money < 0:
            errors.add(field, _("%s不能为负。") % _label(field))
        setattr(task, field, money)
    if task.starts and task.due and task.starts > task.due:
        errors.add("due", schedule.faults(start=task.starts, due=task.due)[0])
    errors.check()


def _add_parts(
    task: Task, figures: Rows, stages: Rows, tags: Sequence[Tag], supporting: Sequence[Unit]
) -> None:
    Measure.objects.bulk_create(Measure(task=task, **_row(f)) for f in figures)
    Milestone.objects.bulk_create(Milestone(task=task, **_row(s)) for s in stages)
    Supporting.objects.bulk_create(Supporting(task=task, unit=u, order=i) for i, u in enumerate(supporting))
    if tags:
        task.tags.set(tags)


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.items() if k != "id"}


def _locked(actor: Who, tasks: Iterable[Task], doing: str) -> list[Task]:
    locked = lock_tasks(t.pk for t in tasks)
    if not locked:
        raise ValidationError(_("没有选中任务。"))
    for plan in {t.plan for t in locked}:
        require_office(actor, plan, doing)
    return locked


def _move(actor: Who, locked: list[Task], state: str, name: str) -> list[Task]:
    for task in locked:
        task.state = state
        task.version += 1
    Task.objects.bulk_update(locked, ["state", "version"], batch_size=100)
    for task in locked:
        note(actor, name, task, {"lead": task.collective or task.lead.name})
    standings.refresh([t.pk for t in locked], today())
    return locked


def _label(field: str) -> str:
    return "配合单位" if field == "supporting" else str(Task._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Unit | Theme) else value
