"""Rounds of submission: all of them, one with whose move it is, and the form a liaison fills in."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi.office.figures import acts, importing, periods, queries
from luodi.office.figures.forms import CollectionForm, FileForm, ReopenForm, ReturnForm, units_kept
from luodi.office.figures.models import Collection, Submission
from luodi.office.figures.views.common import after, business, file, office, told
from luodi.office.figures.waiting import submissions
from luodi.office.journal.clock import today
from luodi.office.units.importing import workbook
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal
from luodi.office.units.views.common import acted, form_page, found, page_of, post_act

State = Submission.State


def rounds(request: HttpRequest) -> HttpResponse:
    """What waits for this person first, then every round in sight with how far it is."""
    person = business(request)
    rows = Collection.objects.visible_to(person).select_related("unit")
    page = page_of(request, rows)
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    counts = Submission.objects.counted_for(person).filter(collection__in=[c.pk for c in page.rows])
    for pk, state, n in counts.order_by().values_list("collection", "state").annotate(Count("pk")):
        counted[pk][state] = n
    return render(
        request,
        "figures/rounds.html",
        {
            "page": page,
            "counted": counted,
            "waiting": submissions(person),
            "states": [(s.value, str(s.label), COLOURS[s]) for s in State],
            "may": person.has("office"),
        },
    )


COLOURS = {
    State.DRAFT: "grey", State.SUBMITTED: "yellow", State.APPROVED: "blue", State.ACCEPTED: "green",
    State.RETURNED: "red",
}  # fmt: skip


def round_new(request: HttpRequest) -> HttpResponse:
    person = office(request, _("布置填报"))
    initial = {
        "unit": units_kept(person).values_list("pk", flat=True).first(),
        "period": periods.words(periods.before(periods.of(today(), "quarter"))),
    }
    form = CollectionForm(person, request.POST or None, initial=initial)

    def run() -> Collection:
        given = form.cleaned_data
        return acts.open_collection(
            person, given["unit"], name=given["name"], period=given["period"], due=given["due"],
            indicators=list(given["indicators"].select_related("owner")),
        )  # fmt: skip

    return form_page(
        request,
        form,
        run,
        title=_("布置填报"),
        button=_("布置"),
        then=lambda row: ("figures:round", row.pk),
        said=_("已布置，各单位联络员可以填报了。"),
        crumbs=[(_("填报"), reverse("figures:rounds")), (_("布置"), None)],
    )


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    person = business(request)
    row = found(Collection.objects.visible_to(person).select_related("unit"), pk, _("填报"))
    known = (
        Submission.objects.counted_for(person)
        .filter(collection=row)
        .select_related("unit", "collection__unit")
    )
    counted = known.annotate(size=Count("lines"), filled=Count("lines", filter=~Q(lines__amount=None)))
    rows = list(counted.order_by("unit__path"))
    open_to = set(Submission.objects.visible_to(person).filter(collection=row).values_list("pk", flat=True))
    counts = [(COLOURS[s], str(s.label), sum(1 for r in rows if r.state == s)) for s in State]
    return render(
        request,
        "figures/round.html",
        {
            "row": row,
            "rows": rows,
            "open_to": open_to,
            "counts": counts,
            "colours": COLOURS,
            "indicators": list(row.indicators.select_related("owner")),
            "kept": person.scope.covers(row.unit.path, "office"),
            "late": row.due < today(),
        },
    )


@require_POST
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    person = office(request, _("截止填报"))
    row = found(Collection.objects.visible_to(person), pk, _("填报"))
    return post_act(
        request, lambda: acts.close_collection(person, row), _("已截止。"), "figures:round", row.pk
    )


def round_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    person = office(request, _("重新开放填报"))
    row = found(Collection.objects.visible_to(person), pk, _("填报"))
    form = ReopenForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: acts.reopen_collection(
            person, row, due=form.cleaned_data["due"], why=form.cleaned_data["why"]
        ),
        title=_("重新开放“%s”") % row.name,
        button=_("重新开放"),
        then=lambda made: ("figures:round", made.pk),
        said=_("已重新开放。"),
        crumbs=[(_("填报"), reverse("figures:rounds")), (row.name, reverse("figures:round", args=[row.pk]))],
    )


def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit's figures of a round: filled in by the liaison, read by the head and the office. A POST is a step."""
    person = business(request)
    row = _submission(person, pk)
    errors: dict[str, list[str]] = {}
    general: list[str] = []
    given: dict[int, tuple[str, str]] = {}
    back = ReturnForm(request.POST if request.POST.get("do") == "return" else None)
    if request.method == "POST":
        given = _given(request)
        try:
            said = _step(request, person, row, given)
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                errors = dict(error.message_dict)
            else:
                general = told(error)
            row = _submission(person, pk)
        else:
            return after(request, reverse("figures:submission", args=[pk]), said)
    return render(request, "figures/submission.html", {
        **_submission_page(person, row, given, errors),
        "general": [*general, *(m for k, ms in errors.items() if not k.startswith("line-") for m in ms)],
        "errors": errors,
        "back": back,
    })  # fmt: skip


def _submission(person: Person, pk: int) -> Submission:
    rows = Submission.objects.visible_to(person).select_related(
        "unit", "collection__unit", "submitted_by", "approved_by", "accepted_by", "returned_by"
    )
    return found(rows, pk, _("填报"))


def _given(request: HttpRequest) -> dict[int, tuple[str, str]]:
    made: dict[int, tuple[str, str]] = {}
    for name, text in request.POST.items():
        number = name.removeprefix("line-")
        if name.startswith("line-") and number.isascii() and number.isdigit() and len(number) < 19:
            made[int(number)] = str(text), request.POST.get(f"absent-{number}", "")
    return made


def _step(request: HttpRequest, person: Person, row: Submission, given: dict[int, tuple[str, str]]) -> str:
    do, text = request.POST.get("do", ""), request.POST.get("version", "0")
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
    if do == "save":
        acts.save_submission(person, row, given, version)
        return _("已暂存。")
    if do == "submit":
        acts.file_submission(person, row, given, version)
        return _("已报送，等本单位负责人审核。")
    if do == "approve":
        acts.approve_submission(person, row)
        return _("已审核通过，等办公室采用。")
    if do == "accept":
        acts.accept_submission(person, row)
        return _("已采用，数据已经登记。")
    if do == "return":
        acts.return_submission(person, row, request.POST.get("why", ""))
        return _("已退回。")
    raise ValidationError(_("没有这一步，请刷新页面。"))


def _submission_page(
    person: Person, row: Submission, given: dict[int, tuple[str, str]], errors: dict[str, list[str]]
) -> dict[str, Any]:
    """The lines by indicator, each with what was there before, and which steps this person has."""
    lines = list(row.lines.select_related("indicator", "region"))
    codes, places = {x.indicator.code for x in lines}, {x.region_id for x in lines}
    period = row.collection.period
    last = queries.values_at(codes, places, periods.before(period), seen_by=person)
    year = queries.values_at(codes, places, periods.year_earlier(period), seen_by=person)
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        key = (line.indicator.code, line.region_id)
        typed, absent = given.get(line.pk, (line.typed, line.absent))
        parts[line.indicator.titled].append(
            {"line": line, "typed": typed, "absent": absent, "last": last.get(key), "year": year.get(key),
             "errors": errors.get(f"line-{line.pk}", []), "jump": _jump(line.figure, last.get(key) or year.get(key))}
        )  # fmt: skip
    unit, state, scope = row.unit, row.state, person.scope
    open_ = row.collection.state == Collection.State.OPEN
    kept = scope.covers(row.collection.unit.path, "office")
    took = {row.submitted_by_id}
    return {
        "row": row,
        "parts": [(lines_[0]["line"].indicator, title, lines_) for title, lines_ in parts.items()],
        "size": len(lines),
        "filled": sum(1 for x in lines if x.amount is not None),
        "may_fill": row.editable and open_ and scope.covers(unit.path, "liaison", "head"),
        "may_approve": state == State.SUBMITTED and scope.covers(unit.path, "head") and person.pk not in took,
        "own_work": state == State.SUBMITTED and scope.covers(unit.path, "head") and person.pk in took,
        "may_accept": state == State.APPROVED and kept and person.pk not in (took | {row.approved_by_id}),
        "may_return": (state == State.SUBMITTED and scope.covers(unit.path, "head"))
        or (state in (State.APPROVED, State.ACCEPTED) and kept),
        "kept": kept,
        "before": periods.words(periods.before(period)),
        "year_before": periods.words(periods.year_earlier(period)),
        "colour": COLOURS[State(state)],
        "steps": [_("填报"), _("负责人审核"), _("办公室采用"), _("已采用")],
        "at": {"draft": 0, "returned": 0, "submitted": 1, "approved": 2, "accepted": 4}[state],
    }


def _jump(figure: Any, before: Any) -> str:
    """A word where a figure is more than twice, or less than half, of the one before."""
    if figure is None or before is None or before.figure <= 0:
        return ""
    if figure > 2 * before.figure:
        return _("比以前翻了一番以上，请核对")
    return _("不到以前的一半，请核对") if figure * 2 < before.figure else ""


def submission_template(request: HttpRequest, pk: int) -> HttpResponse:
    """This unit's own table, filled as far as it is, to be completed in Excel and brought back."""
    person = business(request)
    row = _submission(person, pk)
    lines = list(row.lines.select_related("indicator", "region"))
    indicators = list({line.indicator.pk: line.indicator for line in lines}.values())
    columns = importing.columns(indicators, dated=False)
    return file(
        workbook.template(columns, importing.rows_of(lines)),
        f"{row.collection.name}（{row.unit.brief}）.xlsx",
    )


def submission_import(request: HttpRequest, pk: int) -> HttpResponse:
    """A filled-in workbook: read, judged, and if all is right put into the form; else every bad row is told."""
    person = business(request)
    row = _submission(person, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    judged: importing.Judged | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        data, name = given.read(), given.name
        if not person.scope.covers(row.unit.path, "liaison", "head"):
            raise Refusal(_("只读：不在本单位范围，不能填报。"))
        ok, judged = acted(form, lambda: importing.judge_submission(data, name, row))
        if ok and judged is not None and judged.plan.bad and request.POST.get("marked") == "1":
            return file(workbook.marked(judged.plan), f"{name.rsplit('.', 1)[0]}（标注问题）.xlsx")
        if ok and judged is not None and not judged.plan.bad:
            take = judged

            def keep() -> Submission:
                return acts.save_submission(
                    person, row, take.fields, row.version, cells=take.cells, data=data, file_name=name
                )

            ok, _saved = acted(form, keep)
            if ok:
                said = _("已读入%s个数，请核对后报送。") % len(take.fields)
                return after(request, reverse("figures:submission", args=[pk]), said, level=messages.SUCCESS)
    faults = [(x.row.number, x.title, f) for x in judged.plan.bad for f in x.faults] if judged else []
    return render(
        request,
        "figures/submission_import.html",
        {"row": row, "form": form, "faults": faults, "judged": judged},
    )


routes = [
    path("rounds/", rounds, name="rounds"),
    path("rounds/new/", round_new, name="round_new"),
    path("rounds/<int:pk>/", round_page, name="round"),
    path("rounds/<int:pk>/close/", round_close, name="round_close"),
    path("rounds/<int:pk>/reopen/", round_reopen, name="round_reopen"),
    path("rounds/unit/<int:pk>/", submission, name="submission"),
    path("rounds/unit/<int:pk>/template/", submission_template, name="submission_template"),
    path("rounds/unit/<int:pk>/import/", submission_import, name="submission_import"),
]
