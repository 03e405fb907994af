"""Exports: exactly what a page shows, as Excel or Word, each entered in the journal before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now, today
from luodi.office.ledger import acts, exportbriefs
from luodi.office.ledger.exportrows import COLUMNS, due_words, export_rows
from luodi.office.ledger.filters import TaskFilter
from luodi.office.ledger.models import Plan, Round
from luodi.office.ledger.views.months import month_given
from luodi.office.ledger.views.tools import found, me
from luodi.office.units.models import Person
from luodi.office.units.scope import BUSINESS, Refusal
from luodi.office.web.downloads import sent
from luodi.office.web.filters import moment
from luodi.papers import ledgerbook, ledgerpaper
from luodi.papers.ledgerbook import BookSheet, Mark
from luodi.papers.ledgerpaper import Head, ListPaper, Table

Answer = HttpResponse | FileResponse
MOST_ROWS = 200_000
MOST_ON_PAPER = 2_000
"""Rows of a Word list: some two hundred pages; nobody turns more."""

HEADS = (
    Head("编号", 14, "center"),
    Head("任务内容", 62),
    Head("牵头单位", 26),
    Head("配合单位", 26),
    Head("完成时限", 26, "center"),
    Head("完成率", 15, "center"),
    Head("亮灯", 17, "center"),
    Head("最近进展与问题", 50),
)


def on_purpose(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Nothing leaves, and nothing is noted, where a browser only fetches ahead.

    Exports stay GET: a filtered list is an address that can be kept and sent, and no form has to carry its
    conditions. What a GET changes here is the journal alone, which is to hold what a person took; so a guess
    of the browser (Sec-Purpose, or Purpose and X-Moz in older ones) is answered 503 and asked again in earnest.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        said = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
        if request.method == "HEAD" or any(
            word in said.lower() for word in ("prefetch", "prerender", "preview")
        ):
            return HttpResponse(status=503, headers={"Cache-Control": "no-store", "X-Robots-Tag": "nofollow"})
        return view(request, *args, **kwargs)

    return asked


@on_purpose
def export(request: HttpRequest) -> Answer:
    """The filtered list, all of it: `format` is xlsx or docx, the conditions are those of the list."""
    person = me(request)
    tasks = TaskFilter(person, request.GET)
    kind = "docx" if request.GET.get("format") == "docx" else "xlsx"
    most = MOST_ON_PAPER if kind == "docx" else MOST_ROWS
    if tasks.count > most:
        messages.error(
            request,
            _("共%(n)d项，超过一次导出的%(most)d项，没有导出。请缩小筛选范围%(or)s。")
            % {"n": tasks.count, "most": most, "or": _("，或改用 Excel") if kind == "docx" else ""},
        )
        return HttpResponseRedirect(reverse("ledger:list") + tasks.query(page=None))
    ids = list(tasks.queryset.values_list("pk", flat=True))
    tasks.__dict__["count"] = len(ids)  # the title counts what is written
    mark = marked(person, _("任务清单"), tasks.sentence, len(ids), kind)
    if kind == "docx":
        return _paper(ids, tasks, person, mark)
    sheet = BookSheet(
        _("任务清单"),
        tasks.sentence,
        COLUMNS,
        ([row[c.key] for c in COLUMNS] for row in export_rows(ids, person)),
        _notes(tasks),
    )
    return sent(lambda file: ledgerbook.write_to(file, [sheet], mark, today()), _("任务清单"), "xlsx")


def _paper(ids: list[int], tasks: TaskFilter, person: Person, mark: Mark) -> Answer:
    rows = []
    for r in export_rows(ids, person):
        told = [str(r["progress"]), f"问题：{r['problems']}" if r["problems"] else ""]
        told.append(f"需协调：{r['request']}" if r["request"] else "")
        kept = [t for t in told if t]
        due: Any = r["due"]
        percent: Any = r["percent"]
        light: Any = r["light"]
        rows.append(
            (
                str(r["code"]),
                (str(r["title"]), f"目标：{r['targets']}" if r["targets"] else ""),
                str(r["lead"]),
                str(r["supporting"]),
                due_words(due, str(r["due_text"])),
                f"{percent:g}%",
                light,
                tuple(kept) or "",
            )
        )
    title = tasks.conditions.removesuffix(_("的任务")) + _("任务清单") if tasks.chips else _("任务清单")
    paper = ListPaper(
        _("任务清单") if len(title) > 40 else title,
        tasks.sentence,
        today(),
        Table(HEADS, rows),
        mark,
        tuple(_notes(tasks)),
    )
    return sent(lambda file: file.write(ledgerpaper.list_bytes(paper)), _("任务清单"), "docx")


def _notes(tasks: TaskFilter) -> list[str]:
    """Below the table: what the lights mean, and that an empty progress may mean an unapproved report."""
    plan = tasks.plan
    notes = []
    if plan is not None:
        notes.append(
            "亮灯："
            + "；".join(f"{word}—{meaning}" for _c, word, meaning in exportbriefs.key_of(plan))
            + "。"
        )
    notes.append("进展、问题取自本月或上月已审核的月报。")
    return notes


@on_purpose
def plan_brief(request: HttpRequest, pk: int) -> Answer:
    """推进情况: the plan's state of today as a paper (operations A16)."""
    person = me(request)
    plan = found(Plan.objects.visible_to(person).select_related("unit"), pk=pk)
    what = _("%(plan)s推进情况") % {"plan": plan.name}
    data = exportbriefs.plan_data(plan, person)
    mark = marked(person, what, data.sentence, data.count, "docx")
    brief = exportbriefs.plan_paper(plan, data, mark)
    return sent(lambda file: file.write(ledgerpaper.brief_bytes(brief)), what, "docx")


@on_purpose
def month_export(request: HttpRequest, pk: int, month: str) -> Answer:
    """月报汇总: the month page as a paper or a workbook."""
    person = me(request)
    plan = found(Plan.objects.visible_to(person).select_related("unit"), pk=pk)
    round = found(Round.objects.filter(plan=plan), month=month_given(month))
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "docx"
    what = _("%(plan)s%(month)s月报汇总") % {
        "plan": plan.name,
        "month": f"{round.month.year}年{round.month.month}月",
    }
    data = exportbriefs.month_data(plan, round, person)
    mark = marked(person, what, data.sentence, data.count, kind)
    if kind == "docx":
        brief = exportbriefs.month_paper(plan, round, data, mark)
        return sent(lambda file: file.write(ledgerpaper.brief_bytes(brief)), what, "docx")
    sheets = exportbriefs.month_sheets(what, data)
    return sent(lambda file: ledgerbook.write_to(file, sheets, mark, today()), what, "xlsx")


def marked(person: Person, what: str, sentence: str, count: int, kind: str) -> Mark:
    """The journal's entry first, then the paper with its number: nothing leaves unnoted."""
    if not person.has(*BUSINESS):
        raise Refusal(_("您没有查看业务数据的角色，不能导出。"))
    entry = acts.record_export(person, what=what, sentence=sentence, count=count, format=kind)
    return Mark(person.name, moment(now()), entry.number)


routes = [
    path("tasks/export/", export, name="export"),
    path("plans/<int:pk>/brief/", plan_brief, name="plan_brief"),
    path("plans/<int:pk>/months/<str:month>/export/", month_export, name="month_export"),
]
