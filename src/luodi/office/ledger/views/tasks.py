"""The page of one task, its course and history, and the buttons that act at once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from luodi.office.journal.history import history
from luodi.office.ledger import acts
from luodi.office.ledger.models import Evidence, Postponement, Report, SignOff, Supporting, Task
from luodi.office.ledger.models.tasks import PRIVATE
from luodi.office.ledger.pagequeries_a import with_flags, word
from luodi.office.ledger.possible import Stand, possible, standing_of
from luodi.office.ledger.reportforms import WhyForm
from luodi.office.ledger.taskpage import chain, course, curve, figures, source_page, told
from luodi.office.ledger.views.tools import (
    after,
    back_to,
    button,
    found,
    go,
    me,
    posts_only,
    put_errors,
)
from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import Refusal

MONTHS = 24
OPEN_STEPS = (SignOff.State.UNIT, SignOff.State.OFFICE, SignOff.State.LEADER)


def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one task but its talk and history, which have a page of their own."""
    person = me(request)
    row = found(with_flags(Task.objects.visible_to(person)), pk=pk)
    units, helping = _units(row)
    stand = standing_of(person, row, [u.path for u in helping])
    measures, milestones = list(row.measures.all()), list(row.milestones.all())
    evidence = _evidence(row, stand)
    reports = [] if row.has_children else _reports(person, row)
    children = _children(person, row) if row.has_children else []
    signoff = row.signoffs.order_by("-pk").first()
    under_way = signoff if signoff is not None and signoff.state in OPEN_STEPS else None
    postponement = row.postponements.filter(
        state__in=(Postponement.State.ASKED, Postponement.State.APPROVED)
    ).first()
    current = next((r for r in reports if r.round_id == row.open_round), None)
    steps, at = course(row, under_way)
    light = row.standing.light if hasattr(row, "standing") else "grey"
    context: dict[str, Any] = {
        "task": row,
        "stand": stand,
        "light": light,
        "word": word(row.plan, light),
        "steps": steps,
        "at": at,
        "can": possible(
            person, row, stand, signoff=under_way, postponement=postponement,
            report_open=current is None or current.state in (Report.State.DRAFT, Report.State.RETURNED),
        ),
        "current": current,
        "chain": chain(row, units),
        "helping": helping,
        "tags": list(row.tags.all()),
        "figures": figures(measures, [e.measure_id for e in evidence]),
        "milestones": milestones,
        "curve": None if row.has_children else curve(row, milestones, list(reversed(reports))),
        "told": told([r for r in reports if r.state != Report.State.DRAFT], measures),
        "evidence": evidence,
        "names": {m.pk: m.indicator for m in measures},
        "children": children,
        "signoff": signoff,
        "postponement": postponement,
        "source_href": source_page(person, row),
        "closed": row.closed_on is not None,
        "may_attach": (stand.lead or stand.supports) and row.is_live,
        "may_mark": stand.lead and row.is_live,
        "tabs": _tabs(row),
        "phone": "full" if stand.office or stand.lead else "masked",
    }  # fmt: skip
    return render(request, "ledger/task.html", context)


def _units(row: Task) -> tuple[list[Unit], list[Unit]]:
    """Those above the lead and those that help, in one query; `place` tells the helpers' order."""
    above = [int(p) for p in row.lead.path.split(".") if p]
    helps = Supporting.objects.filter(task=row).order_by()
    place = Coalesce(Subquery(helps.filter(unit=OuterRef("pk")).values("order")[:1]), -1)
    rows = Unit.objects.filter(Q(pk__in=above) | Q(pk__in=helps.values("unit"))).annotate(place=place)
    units: dict[int, Unit] = {unit.pk: unit for unit in rows.order_by("place", "pk")}
    helping = [u for u in units.values() if u.place >= 0]  # type: ignore[attr-defined]
    return list(units.values()), helping


def _evidence(row: Task, stand: Stand) -> list[Evidence]:
    """What counts; files of a report still inside the unit are seen there alone."""
    rows = row.evidence.filter(withdrawn_at=None).select_related("file", "added_by")
    if not stand.lead:
        rows = rows.exclude(report__state__in=(Report.State.DRAFT, Report.State.SUBMITTED))
    return list(rows)


def _reports(person: Person, row: Task) -> list[Report]:
    rows = Report.objects.shown_to(person).filter(task=row)
    rows = rows.select_related("round", "submitted_by", "accepted_by", "approved_by")
    return list(rows.prefetch_related("values").order_by("-round__month")[:MONTHS])


def _children(person: Person, row: Task) -> list[tuple[Task, str, str]]:
    rows = (
        Task.objects.visible_to(person).filter(parent=row).select_related("lead", "standing").order_by("pk")
    )
    found_rows = []
    for child in rows[:200]:
        light = child.standing.light if hasattr(child, "standing") else "grey"
        found_rows.append((child, light, word(row.plan, light)))
    return found_rows


def _tabs(row: Any) -> list[dict[str, Any]]:
    talk = (row.comment_count or 0) + (row.instruction_count or 0)
    return [
        {"key": "task", "label": _("任务"), "href": go("ledger:task", row.pk)},
        {
            "key": "course",
            "label": _("往来和经过"),
            "href": go("ledger:course", row.pk),
            "count": talk or None,
        },
    ]


def course_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Comments, supporting units' progress, instructions, postponements, sign-offs, and the history as prose."""
    person = me(request)
    row = found(with_flags(Task.objects.visible_to(person)), pk=pk)
    _all, helping = _units(row)
    stand = standing_of(person, row, [u.path for u in helping])
    talk = list(row.comments.select_related("author__unit"))
    orders = list(row.instructions.select_related("leader", "made"))
    context = {
        "task": row,
        "tabs": _tabs(row),
        "talk": talk,
        "orders": orders,
        "postponements": list(row.postponements.select_related("asked_by", "approved_by", "decided_by")),
        "signoffs": list(
            row.signoffs.select_related(
                "asked_by", "approved_by", "checked_by", "confirmed_by", "returned_by"
            )
        ),
        "entries": history(row, person),
        "may_comment": stand.office or stand.lead or stand.leader,
        "may_support": stand.supports and not stand.lead and row.state not in PRIVATE,
        "may_instruct": stand.leader and row.state not in PRIVATE,
        "stand": stand,
        "text": request.GET.get("text", ""),
    }
    return render(request, "ledger/course.html", context)


@posts_only
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """A comment, or a supporting unit's progress."""
    row = _task(request, pk)
    kind = request.POST.get("kind", "comment")
    said = _("配合进展已记下。") if kind == "progress" else _("意见已记下。")
    return button(
        request, go("ledger:course", pk) + "#say", said, acts.comment, row, request.POST.get("text", ""), kind
    )


@posts_only
def instruct(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader's words on this task."""
    row = _task(request, pk)
    to = go("ledger:course", pk)
    return button(
        request, to, _("批示已送办公室。"), acts.instruct, row.plan, request.POST.get("text", ""), row
    )


@posts_only
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    row = _task(request, pk)
    to = back_to(request, go("ledger:task", pk))
    return button(request, to, _("已签收：%s。") % row.code, acts.receive_task, row)


@posts_only
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    row = _task(request, pk)
    return button(request, go("ledger:task", pk), _("已交办给%s。") % row.lead.name, acts.assign_tasks, [row])


@posts_only
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    return button(request, go("ledger:task", pk), _("已提请审定。"), acts.propose_tasks, [_task(request, pk)])


@posts_only
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    return button(request, go("ledger:task", pk), _("已归档。"), acts.archive_tasks, [_task(request, pk)])


@posts_only
def mark(request: HttpRequest, pk: int, milestone_id: int) -> HttpResponse:
    """The lead unit says on which day a stage was reached."""
    from django.utils.dateparse import parse_date

    row = _task(request, pk)
    milestone = found(row.milestones.select_related("task__lead", "task__plan__unit"), pk=milestone_id)
    given = request.POST.get("done_on", "").strip()
    try:
        day = parse_date(given) if given else None
    except ValueError:
        day = None
    if given and day is None:
        return after(request, go("ledger:task", pk), _("“%s”不是日期。") % given[:20], level=40)
    said = _("节点完成日期已记下。") if day else _("已改为未完成。")
    return button(request, go("ledger:task", pk) + "#stages", said, acts.mark_milestone, milestone, day)


MOVES = {
    "end": (__("终止任务"), __("任务不再办理，未办结的子任务一并终止。"), acts.end_task, __("终止")),
    "routine": (
        __("转为常态化工作"),
        __("任务不再按月填报，列为日常工作。"),
        acts.make_routine,
        __("转常态化"),
    ),
    "reopen": (__("重新打开任务"), __("任务回到推进中，重新按月填报。"), acts.reopen_task, __("重新打开")),
    "drop": (__("删除草稿"), __("草稿删除后不能恢复；日志中留有记录。"), acts.drop_task, __("删除")),
}


def move(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """What the office does with a reason: end, make routine, open again, drop a draft."""
    if what not in MOVES:
        raise Http404
    person = me(request)
    row = _task(request, pk)
    title, hint, act, label = MOVES[what]
    form = WhyForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            act(person, row, request.POST.get("why", ""))
        except (Refusal, ValidationError) as error:
            form.errors.clear()
            put_errors(form, error)
            status = 422
        else:
            to = go("ledger:home") if what == "drop" else go("ledger:task", pk)
            return after(request, to, _("已办理：%s。") % label)
    if not person.scope.covers(row.plan.unit.path, "office"):
        raise Refusal(_("只有办公室可以%s。") % label)
    context = {
        "task": row,
        "title": title,
        "hint": hint,
        "label": label,
        "form": form,
        "danger": what != "reopen",
    }
    return render(request, "ledger/move.html", context, status=status)


def _task(request: HttpRequest, pk: int) -> Task:
    return found(Task.objects.visible_to(me(request)).select_related("plan__unit", "lead"), pk=pk)


routes = [
    path("tasks/<int:pk>/", task, name="task"),
    path("tasks/<int:pk>/course/", course_page, name="course"),
    path("tasks/<int:pk>/course/say/", say, name="say"),
    path("tasks/<int:pk>/course/instruct/", instruct, name="instruct"),
    path("tasks/<int:pk>/receive/", receive, name="receive"),
    path("tasks/<int:pk>/assign/", assign, name="assign"),
    path("tasks/<int:pk>/propose/", propose, name="propose"),
    path("tasks/<int:pk>/archive/", archive, name="archive"),
    path("tasks/<int:pk>/stages/<int:milestone_id>/", mark, name="mark"),
    path("tasks/<int:pk>/move/<slug:what>/", move, name="move"),
]
