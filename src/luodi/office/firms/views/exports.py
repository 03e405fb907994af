"""Firms leaving the house: the filtered list as Excel, 一企一策 as Word, each entered in the journal first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.firms import plans, rules
from luodi.office.firms.filters import FirmFilter
from luodi.office.firms.models import Firm, Verdict
from luodi.office.firms.views.common import business, firm_or_404, marked
from luodi.office.firms.words import COLOURS, TITLES, unlisted
from luodi.office.journal.clock import today
from luodi.office.ledger.views.exports import on_purpose
from luodi.office.web.downloads import sent
from luodi.papers import firmplan, ledgerbook
from luodi.papers.ledgerbook import BookSheet, Light
from luodi.papers.table import Column

MOST_ROWS = 200_000
MOST_ON_PAPER = 1000
"""Firms of a Word file: a thousand pages; a county has fewer within reach of anything."""

WHO = (
    Column("uscc", "统一社会信用代码", "text", least=20, most=20),
    Column("name", "企业名称", "text", least=20, most=44),
    Column("unit", "所在地", "text", least=10, most=20),
    Column("above", "规上", "label", least=6, most=8),
    Column("held", "现有资质", "text", least=14, most=30),
    Column("expires", "最早到期", "date", least=11, most=12),
    Column("revenue", "营业收入（万元）", "number", least=12, most=16),
    Column("rd", "研发费用（万元）", "number", least=12, most=16),
    Column("staff", "职工人数", "number", least=8, most=10),
)


@on_purpose
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """Exactly the filtered list: `format` is xlsx, or docx for a page of 一企一策 a firm."""
    person = business(request)
    firms = FirmFilter(person, request.GET, rules.titles())
    kind = "docx" if request.GET.get("format") == "docx" else "xlsx"
    most = MOST_ON_PAPER if kind == "docx" else MOST_ROWS
    if firms.count > most or (kind == "docx" and not firms.count):
        said = (
            _("共%(n)d家，超过一次导出的%(most)d家，没有导出。请缩小筛选范围。")
            if firms.count
            else _("没有企业可以导出。")
        )
        messages.error(request, said % {"n": firms.count, "most": most} if firms.count else said)
        return HttpResponseRedirect(reverse("firms:list") + firms.query(page=None))
    ids = list(firms.queryset.values_list("pk", flat=True))
    firms.__dict__["count"] = len(ids)  # the title counts what is written
    if kind == "docx":
        return _paper(person, _in_order(ids), _("一企一策"), firms.sentence)
    mark = marked(person, _("企业清单"), firms.sentence, len(ids), kind)
    shown = [firms.standard] if firms.standard else rules.rungs(today())
    sheet = BookSheet(
        _("企业清单"),
        firms.sentence,
        [*WHO, *_columns(shown)],
        _rows(ids, shown),
        [_("结论由最近一次评估得出，版本、批次和日志号见各企业页；补差成本为估算。")],
    )
    return sent(lambda file: ledgerbook.write_to(file, [sheet], mark, today()), _("企业清单"), "xlsx")


@on_purpose
def plan(request: HttpRequest, uscc: str) -> HttpResponse | FileResponse:
    """One firm's page."""
    person = business(request)
    firm = firm_or_404(person, uscc)
    return _paper(person, [firm], _("%(name)s一企一策") % {"name": firm.name}, firm.name)


def _paper(person: Any, firms: list[Firm], what: str, sentence: str) -> FileResponse:
    pages = plans.firm_plans(firms, person)
    mark = marked(person, what, sentence, len(firms), "docx")
    made = firmplan.plans_bytes(what, pages, today(), mark)
    return sent(lambda file: file.write(made), what, "docx")


def _in_order(ids: list[int]) -> list[Firm]:
    found = Firm.objects.select_related("unit", "run").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _columns(shown: list[str]) -> list[Column]:
    columns = []
    for s in shown:
        title = rules.title(s)
        columns += [
            Column(f"{s}-word", title, "label", least=12, most=18),
            Column(f"{s}-lacks", f"{title}：还差", "text", least=20, most=44),
            Column(f"{s}-does", f"{title}：最省的办法", "text", least=20, most=44),
            Column(f"{s}-cost", f"{title}：估算（万元）", "number", least=10, most=14),
        ]
    return columns


def _rows(ids: list[int], shown: list[str]) -> Iterator[list[Any]]:
    """A thousand firms at a time, so that a province's list needs no more memory than a county's."""
    verdicts = Verdict.objects.filter(standard__in=shown)
    for start in range(0, len(ids), 1000):
        part = ids[start : start + 1000]
        rows = Firm.objects.select_related("unit").prefetch_related(
            Prefetch("verdicts", queryset=verdicts, to_attr="shown")
        )
        found = rows.in_bulk(part)
        for pk in part:
            if pk in found:
                yield _row(found[pk], shown)


def _row(firm: Any, shown: list[str]) -> list[Any]:
    held = "、".join(TITLES.get(h, h) for h in unlisted(firm.held))
    row: list[Any] = [
        firm.uscc, firm.name, firm.unit.name, {True: "是", False: "否"}.get(firm.above_scale, ""), held, firm.expires,
        firm.revenue, firm.rd, firm.staff,
    ]  # fmt: skip
    told = {v.standard: v for v in firm.shown}
    for s in shown:
        v = told.get(s)
        if v is None:
            row += ["未评估", "", "", None]
            continue
        word = "已有资质" if v.held else v.word
        row += [Light(COLOURS[v.verdict], word), "；".join(v.lacks), "；".join(v.does), v.cost]
    return row


routes = [
    path("export/", export, name="export"),
    path("firm/<str:uscc>/plan/", plan, name="plan"),
]
