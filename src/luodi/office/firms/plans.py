"""一企一策 as plain values: what the printed page of each firm says, for one firm or a county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from luodi.office.firms import facts, money, rules
from luodi.office.firms.models import Firm, FirmTask, Run, Verdict
from luodi.office.firms.words import COLOURS, LADDER, TITLES, unlisted
from luodi.office.journal.clock import today
from luodi.office.ledger.models import Task
from luodi.office.ledger.models.tasks import LIVE
from luodi.office.units.models import Person
from luodi.office.web.filters import number
from luodi.papers.firmplan import FirmPlan, Gap, Step
from luodi.papers.ledgerbook import Light

FIGURES = (
    ("revenue_wan", "营业收入"),
    ("rd_wan", "研发费用"),
    ("main_revenue_wan", "主营业务收入"),
    ("net_assets_wan", "净资产"),
)
ON_PAPER = (*(r.standard for r in LADDER), "zero-and-raise")


def firm_plans(firms: Sequence[Firm], person: Person) -> list[FirmPlan]:
    """A page for each firm, in their order; a fixed number of queries and one question to the lake a run."""
    ids = [f.pk for f in firms]
    verdicts: dict[int, dict[str, Verdict]] = defaultdict(dict)
    for v in Verdict.objects.filter(firm__in=ids, standard__in=ON_PAPER).select_related("run"):
        verdicts[v.firm_id][v.standard] = v
    tasks: dict[int, list[FirmTask]] = defaultdict(list)
    seen = Task.objects.visible_to(person).filter(state__in=LIVE).values("pk")
    for t in FirmTask.objects.filter(firm__in=ids, task__in=seen).select_related("task__lead"):
        tasks[t.firm_id].append(t)
    rows = _rows(firms)
    return [_plan(f, rows.get(f.uscc, {}), verdicts[f.pk], tasks[f.pk]) for f in firms]


def _rows(firms: Sequence[Firm]) -> dict[str, dict[str, Any]]:
    """uscc → its row of the lake as its run knew it, in the units people use."""
    by_run: dict[Run | None, list[Firm]] = defaultdict(list)
    for firm in firms:
        by_run[firm.run].append(firm)
    found: dict[str, dict[str, Any]] = {}
    for run, some in by_run.items():
        if run is None:
            continue
        counties = sorted({f.county for f in some})
        for row in facts.firms_named([f.uscc for f in some], counties, run.on, run.year, run.at):
            found[row["uscc"]] = {c: facts.plain(c, v) for c, v in row.items()}
    return found


def _plan(firm: Firm, row: dict[str, Any], verdicts: dict[str, Verdict], tasks: list[FirmTask]) -> FirmPlan:
    year = firm.year or today().year - 1
    held = unlisted(firm.held)
    run = next((v.run for v in verdicts.values()), firm.run)
    money_facts = [f for f in money.facts(row, set(held), today()) if f.amount] if row else []
    return FirmPlan(
        name=firm.name,
        uscc=firm.uscc,
        basis=basis(run, [v.key for v in verdicts.values()]),
        facts=(
            ("所在地", firm.unit.name),
            ("行业", f"{facts.word('sector', firm.sector)} {firm.industry}".strip()),
            ("规上", "不详" if firm.above_scale is None else "是" if firm.above_scale else "否"),
            ("职工", "" if firm.staff is None else f"{firm.staff}人"),
            ("现有资质", "、".join(TITLES.get(h, h) for h in held) or "无"),
            ("最早到期", firm.expires.isoformat() if firm.expires else ""),
        ),
        years=tuple(f"{y}年" for y in (year - 2, year - 1, year)),
        figures=tuple(
            (label, tuple(number(row.get(c), 2) for c in (f"{column}_y2", f"{column}_y1", column)))
            for column, label in FIGURES
            if any(row.get(c) is not None for c in (f"{column}_y2", f"{column}_y1", column))
        ),
        gaps=tuple(_gap(verdicts[s]) for s in ON_PAPER if s in verdicts),
        money=tuple(f.line for f in money_facts),
        next=tuple(
            Step(
                t.task.title.removeprefix(f"{firm.name}："),
                t.task.lead.brief,
                t.task.responsible,
                t.task.due.isoformat() if t.task.due else "",
            )
            for t in tasks
        ),
    )


def _gap(v: Verdict) -> Gap:
    missing = [f"缺{facts.label(c)}" for c in v.missing.split(";") if c]
    word = "已有资质" if v.held else v.word
    return Gap(
        standard=rules.title(v.standard),
        verdict=Light("blue" if v.held else COLOURS[v.verdict], word),
        lacks=(*v.lacks, *missing),
        steps=tuple(v.does),
        cost=number(v.cost.quantize(Decimal("0.01")), 2) if v.cost is not None else "",
    )


def basis(run: Run | None, keys: Sequence[str]) -> str:
    """By which versions, on which data, under which number of the journal."""
    if run is None:
        return "依据：尚未评估。"
    return (
        f"依据：日志第{run.entry}号（{run.on.isoformat()}评估），标准{'、'.join(dict.fromkeys(keys))}；"
        f"批次{'、'.join(run.batches[-4:])}{'等' if len(run.batches) > 4 else ''}。"
    )
