"""One firm: what it is, what each standard says of it and why, what it would take, what is being done."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.firms import acts, facts, firmpage, money, rules
from luodi.office.firms.firmpage import TRIED, FirmFacts
from luodi.office.firms.forms import TaskForm
from luodi.office.firms.models import Firm, FirmTask, Return, Verdict
from luodi.office.firms.views.common import after, business, firm_or_404, put_errors
from luodi.office.firms.words import TITLES, unlisted
from luodi.office.journal.clock import today
from luodi.office.journal.models import Entry
from luodi.office.ledger.models import Task
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal


def firm_page(request: HttpRequest, uscc: str) -> HttpResponse:
    person = business(request)
    firm = firm_or_404(person, uscc)
    known = FirmFacts(firm)
    verdicts = in_order(Verdict.objects.filter(firm=firm).select_related("run", "before_run"))
    row = known.user_row
    judged = {}
    rows: dict[int, Any] = {firm.run_id: known.row} if firm.run_id else {}  # verdicts may be of several runs
    for v in verdicts:
        standard = rules.by_key().get(v.key)
        if v.run_id not in rows:
            rows[v.run_id] = FirmFacts(firm, v.run).row
        if standard is not None and rows[v.run_id]:
            judged[v.standard] = firmpage.judge(standard, rows[v.run_id])
    return render(
        request,
        "firms/firm.html",
        {
            "firm": firm,
            "run": firm.run,
            "facts": known,
            "sector": facts.word("sector", firm.sector),
            "held": [TITLES.get(h, h) for h in unlisted(firm.held)],
            "qualifications": known.titles(),
            "series": known.series(),
            "figures": known.figures(),
            "chart": known.chart(),
            "verdicts": verdicts,
            "judged": judged,
            "titles": rules.titles(),
            "words": dict(Verdict.Word.choices),
            "money": money.facts(row, set(unlisted(firm.held)), today()),
            "looked_up": money.LOOKED_UP,
            "tasks": tasks_of(person, firm),
            "tried": what_if_fields(known),
            "may": person.scope.covers(firm.unit.path, "office"),
            "conflicts": [facts.label(c) for c in known.conflicts],
            "history": Entry.objects.about(firm).order_by("-number")[:20],
        },
    )


def in_order(rows: Any) -> list[Verdict]:
    """Verdicts in the order of the ladder, then the rest."""
    rank = {name: i for i, name in enumerate(rules.titles())}
    return sorted(rows, key=lambda v: rank.get(v.standard, 99))


def tasks_of(person: Person, firm: Firm) -> list[FirmTask]:
    """The firm's tasks this person may see, as the ledger shows them."""
    seen = Task.objects.visible_to(person).values("pk")
    rows = FirmTask.objects.filter(firm=firm, task__in=seen)
    return list(rows.select_related("task__lead", "task__standing")[:50])


def verdict_page(request: HttpRequest, uscc: str, standard: str) -> HttpResponse:
    """One standard: every demand with its article, its reasons, what is lacking, the cheapest route, the sources."""
    person = business(request)
    firm = firm_or_404(person, uscc)
    verdict = Verdict.objects.filter(firm=firm, standard=standard).select_related("run", "before_run").first()
    found = rules.by_key().get(verdict.key) if verdict else None
    if verdict is None or found is None:
        raise Http404(_("这家企业没有按这项标准评估过。"))
    known = FirmFacts(firm, verdict.run)
    return render(
        request,
        "firms/verdict.html",
        {
            "firm": firm,
            "v": verdict,
            "run": verdict.run,
            "standard": found,
            "judged": firmpage.judge(found, known.row) if known.row else None,
            "route": firmpage.route(found, known.row, verdict.run.prices, verdict.run.on)
            if known.row
            else None,
            "inputs": inputs_of(found, known),
            "title": rules.title(standard),
            "may": person.scope.covers(firm.unit.path, "office"),
        },
    )


def inputs_of(standard: Any, known: FirmFacts) -> list[dict[str, Any]]:
    """The figures a standard reads, with their values; each leads to where it comes from."""
    lines = []
    for spec in standard.inputs.values():
        for column in spec.columns:
            lines.append(
                {
                    "column": column,
                    "label": facts.label(column) if column in facts.columns() else spec.label,
                    "value": known.plain(column),
                    "unit": spec.unit,
                    "absent": spec.why_absent if spec.absent is not None else "",
                    "conflict": column in known.conflicts,
                }
            )
    return lines


def trace_page(request: HttpRequest, uscc: str, column: str) -> HttpResponse:
    """Where one figure comes from: batch, file, row, column."""
    person = business(request)
    firm = firm_or_404(person, uscc)
    if column not in facts.columns():
        raise Http404(_("没有这个指标。"))
    known = FirmFacts(firm)
    traces = facts.trace(firm.uscc, column, known.on, known.year, known.known)
    returns = {
        r.batch: r for r in Return.objects.visible_to(person).filter(batch__in={t.batch for t in traces})
    }
    return render(
        request,
        "firms/trace.html",
        {
            "firm": firm,
            "run": firm.run,
            "label": facts.label(column),
            "value": known.plain(column),
            "unit": facts.unit(column),
            "conflict": column in known.conflicts,
            "traces": [(t, returns.get(t.batch)) for t in traces],
        },
    )


def what_if_fields(known: FirmFacts) -> list[dict[str, Any]]:
    return [
        {
            "name": c,
            "label": f"{facts.label(c)}{f'（{facts.unit(c)}）' if facts.unit(c) else ''}",
            "value": known.plain(c),
        }
        for c in TRIED
        if c in facts.columns()
    ]


def what_if(request: HttpRequest, uscc: str) -> HttpResponse:
    """Change some figures, see the verdicts move. Nothing is kept, nothing is noted."""
    person = business(request)
    firm = firm_or_404(person, uscc)
    known = FirmFacts(firm)
    row = known.user_row
    changed, faults = tried(request, row)
    moved = known.row | {c: facts.stored(c, v) for c, v in changed.items()}
    lines = []
    for v in in_order(Verdict.objects.filter(firm=firm).select_related("run")):
        standard = rules.by_key().get(v.key)
        if standard is None or not known.row:
            continue
        lines.append({"title": rules.title(v.standard), "before": firmpage.judge(standard, known.row),
                      "after": firmpage.judge(standard, moved)})  # fmt: skip
    fields = [f | {"value": changed.get(f["name"], f["value"])} for f in what_if_fields(known)]
    context = {
        "firm": firm, "lines": lines, "faults": faults, "tried": fields, "run": firm.run,
        "changed": [(facts.label(c), facts.plain(c, known.row.get(c)), v, facts.unit(c)) for c, v in changed.items()],
    }  # fmt: skip
    template = "firms/_what_if.html" if request.headers.get("HX-Request") else "firms/what_if.html"
    return render(request, template, context)


def tried(request: HttpRequest, row: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The figures that differ from the returned ones, and what could not be read."""
    changed: dict[str, Any] = {}
    faults: list[str] = []
    for column in TRIED:
        text = request.GET.get(column, "").replace(",", "").replace("，", "").strip()
        if not text:
            continue
        try:
            value = Decimal(text)
        except InvalidOperation:
            faults.append(
                _("%(what)s“%(text)s”不是数字。") % {"what": facts.label(column), "text": text[:20]}
            )
            continue
        whole = facts.columns()[column].kind == "count"
        if not value.is_finite() or abs(value) > 10**9 or (whole and (value != int(value) or value < 0)):
            faults.append(
                _("%(what)s“%(text)s”不在合理范围。") % {"what": facts.label(column), "text": text[:20]}
            )
            continue
        if row.get(column) is None or Decimal(str(row[column])) != value:
            changed[column] = int(value) if whole else round(value, 6)
    return changed, faults


def task_new(request: HttpRequest, uscc: str) -> HttpResponse:
    """The firm's next action goes to the ledger, with the verdict it answers."""
    person = business(request)
    firm = firm_or_404(person, uscc)
    if not person.scope.covers(firm.unit.path, "office"):
        raise Refusal(_("只有企业所在地的办公室可以交办企业任务。"))
    wanted = request.GET.get("standard", "")
    verdict = Verdict.objects.filter(firm=firm, standard=wanted).select_related("run").first()
    first = "；".join(verdict.does) if verdict else ""
    form = TaskForm(
        person, firm.unit, request.POST if request.method == "POST" else None, initial={"action": first}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.make_task(person, firm, verdict=verdict, **form.cleaned_data)
        except (Refusal, ValidationError) as error:
            put_errors(form, error)
        else:
            said = _("已交办，编号%(code)s。") % {"code": made.task.code}
            return after(request, reverse("firms:firm", args=[firm.uscc]) + "#tasks", said)
    return render(
        request,
        "firms/task.html",
        {"firm": firm, "form": form, "v": verdict, "title": rules.title(wanted) if verdict else ""},
    )


routes = [
    path("firm/<str:uscc>/", firm_page, name="firm"),
    path("firm/<str:uscc>/what-if/", what_if, name="what_if"),
    path("firm/<str:uscc>/task/", task_new, name="task_new"),
    path("firm/<str:uscc>/figures/<str:column>/", trace_page, name="trace"),
    path("firm/<str:uscc>/standards/<str:standard>/", verdict_page, name="verdict"),
]
