"""A round: where it stands and whose move it is; its steps, the check, bonus and deduction with evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.figures.models import Region
from luodi.office.journal.clock import today
from luodi.office.journal.models import Entry as Noted
from luodi.office.ledger.standings import calendar
from luodi.office.races import acts, queries
from luodi.office.races.forms import DueForm, EntryForm, ExtendForm, MeetingForm, RecomputeForm
from luodi.office.races.models import Appeal, CheckLine, Entry, Round
from luodi.office.races.papers import notice_of
from luodi.office.races.views.common import (
    after,
    business,
    errors_of,
    found,
    office_only,
    posted,
    posts_only,
    round_for,
    round_href,
    stored,
    told,
)
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal

STEPS = [str(label) for label in Round.State.labels]
SERIOUS = Q(level=CheckLine.Level.SERIOUS, explained="")


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The stepper, whose move it is, what may be done now, the units' answers, and the log."""
    person = business(request)
    round = round_for(person, pk)
    sight = queries.sight_of(person, round.race)
    may = round.race.runs(person)
    version = queries.version_for(sight, round)
    context: dict[str, Any] = {
        "round": round,
        "race": round.race,
        "steps": STEPS,
        "may": may,
        "whole": sight.whole,
        "version": version,
        "own": list(Region.objects.filter(pk__in=sight.own)) if sight.own else [],
        "today": today(),
    }
    if sight.whole:
        context |= _office_part(round)
        context["log"] = Noted.objects.about(round).order_by("-number")[:60]
    if may:
        days = calendar()
        context |= {
            "due_form": DueForm(initial={"due": days.add_working(today(), round.race.confirm_days)}),
            "extend_form": ExtendForm(),
            "meeting_form": MeetingForm(initial={"met_on": today()}),
            "recompute_form": RecomputeForm(round),
        }
    else:
        context["answers"] = _answers(round, sight.own)
    return render(request, "races/round.html", context)


def _office_part(round: Round) -> dict[str, Any]:
    answers = _answers(round, None)
    waiting = [x for a in answers for x in a["appeals"] if x.state == Appeal.State.OPEN]
    silent = sum(1 for a in answers if a["unit"] and not a["confirmed"])
    return {
        "answers": answers,
        "confirmed": sum(1 for a in answers if a["confirmed"]),
        "asked": sum(1 for a in answers if a["unit"]),
        "open_appeals": waiting,
        "freeze_waits": _freeze_waits(round, len(waiting), silent),
        "serious": round.checks.filter(SERIOUS).count(),
        "checks": round.checks.count(),
        "entries": round.entries.filter(withdrawn_at=None).count(),
    }


def _freeze_waits(round: Round, appeals: int, silent: int) -> str:
    """Why the figures cannot be frozen yet, before somebody tries."""
    if round.state != Round.State.CONFIRMING:
        return ""
    said = [_("申诉全部裁定")] if appeals else []
    if silent and round.confirm_due and today() <= round.confirm_due:
        said.append(_("还没有答复的%(n)d个单位确认，或者过了截止日") % {"n": silent})
    return _("还不能冻结，要等：%s。") % "；".join(said) if said else ""


def _answers(round: Round, only: set[int] | None) -> list[dict[str, Any]]:
    """Participants with their confirmation and appeals: three queries."""
    rows = round.race.participants.select_related("region__unit").order_by("order", "id")
    if only is not None:
        rows = rows.filter(region_id__in=only)
    done = {c.region_id: c for c in round.confirmations.select_related("by")}
    appeals: dict[int, list[Appeal]] = {}
    for one in round.appeals.select_related("indicator", "region"):
        appeals.setdefault(one.region_id, []).append(one)
    return [
        {
            "region": p.region,
            "unit": p.region.unit,
            "group": p.group,
            "confirmed": done.get(p.region_id),
            "appeals": appeals.get(p.region_id, []),
        }
        for p in rows
    ]


@posts_only
def step(request: HttpRequest, pk: int, do: str) -> HttpResponse:
    """One button, one act; refused where the round's state or the person's role does not allow it."""
    person = business(request)
    round = round_for(person, pk)
    here = round_href(round)
    try:
        said = _done(request, person, round, do)
    except (Refusal, ValidationError) as error:
        return told(request, here, error)
    if isinstance(said, HttpResponse):
        return said
    to = reverse("races:check", args=[pk]) if do == "check" else here
    return after(request, to, said)


def _done(request: HttpRequest, person: Person, round: Round, do: str) -> str | HttpResponse:
    here = round_href(round)
    plain: dict[str, tuple[Callable[..., Any], str]] = {
        "freeze": (acts.freeze_round, _("数据已冻结，可以计分了。")),
        "compute": (acts.compute_round, _("已计分。")),
    }
    if do == "check":
        lines = acts.check_round(person, round)
        return _("核查完成，发现%(n)d处。") % {"n": len(lines)}
    if do in plain:
        act, said = plain[do]
        act(person, round)
        return str(said)
    if do == "publish":
        version = round.versions.order_by("-number").select_related("rules", "previous__rules").first()
        ready = round.state == Round.State.MET and version is not None and round.race.runs(person)
        notice = notice_of(round, version) if ready and version is not None else None
        acts.publish(person, round, notice=notice)
        return _("已公布，通报已生成。")
    forms = {
        "confirm": (DueForm, acts.open_confirmation, _("已开放确认申诉，各参赛单位现在可以看到本单位数据。")),
        "extend": (ExtendForm, acts.extend, _("截止日期已改。")),
        "meet": (MeetingForm, acts.meet, _("已登记会议审议。")),
    }
    if do in forms:
        kind, act_with, said = forms[do]
        form = kind(request.POST)
        if not form.is_valid():
            return errors_of(request, form, here)
        act_with(person, round, **form.cleaned_data)  # type: ignore[operator]
        return str(said)
    if do == "recompute":
        again = RecomputeForm(round, request.POST)
        if not again.is_valid():
            return errors_of(request, again, here)
        made = acts.recompute_round(person, round, **again.cleaned_data)
        return _("已重算为第%(n)d版，原来的版本照样可以查看。") % {"n": made.number}
    raise ValidationError(_("没有这一步。"))


def entries(request: HttpRequest, pk: int) -> HttpResponse:
    """Bonus, deduction, vetoes and force majeure with their evidence; POST adds one."""
    person = business(request)
    round = round_for(person, pk)
    rows = Entry.objects.visible_to(person).filter(round=round).select_related("region", "by", "file")
    may = round.race.runs(person) and round.loose
    form = None
    if may:
        fields = acts.fields_for(round)
        form = EntryForm(round, fields, request.POST or None, request.FILES or None)
    if request.method == "POST":
        office_only(person, round.race, _("登记加分扣分"))
        if form is None:
            raise Refusal(_("数据已经冻结，不能再登记。"))
        if form.is_valid():
            given = dict(form.cleaned_data)
            file = given.pop("file", None)
            region, column = given.pop("region"), given.pop("column")
            answer = posted(
                request, form, reverse("races:entries", args=[pk]), _("已登记。"), acts.add_entry, round, region,
                column, name=file.name if file else "", data=file.read() if file else None, **given,
            )  # fmt: skip
            if answer is not None:
                return answer
    context = {"round": round, "race": round.race, "rows": rows, "form": form, "may": may}
    return render(request, "races/entries.html", context)


@posts_only
def entry_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    person = business(request)
    entry = found(Entry.objects.visible_to(person).select_related("round__race__unit"), pk=pk)
    here = reverse("races:entries", args=[entry.round_id])
    try:
        acts.withdraw_entry(person, entry, why=request.POST.get("why", ""))
    except (Refusal, ValidationError) as error:
        return told(request, here, error)
    return after(request, here, _("已撤回。"))


def entry_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof as it was uploaded."""
    person = business(request)
    rows = Entry.objects.visible_to(person).filter(file__isnull=False).select_related("file")
    entry = found(rows, pk=pk)
    assert entry.file is not None
    return stored(entry.file, entry.file_name)


routes = [
    path("rounds/<int:pk>/", round_page, name="round"),
    path("rounds/<int:pk>/step/<slug:do>/", step, name="step"),
    path("rounds/<int:pk>/entries/", entries, name="entries"),
    path("entries/<int:pk>/withdraw/", entry_withdraw, name="entry_withdraw"),
    path("entries/<int:pk>/file/", entry_file, name="entry_file"),
]
