"""The demonstration's firms: an invented province's returns taken in, judged, frozen, and some of them helped on."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from django.db.models import Sum

from luodi.lake import sample
from luodi.office.firms import acts, facts, rules
from luodi.office.firms.assessing import assess_firms
from luodi.office.firms.models import CountyYear, Firm, Verdict
from luodi.office.journal import clock
from luodi.office.journal.record import SYSTEM
from luodi.office.ledger.models import Plan
from luodi.office.units.models import Person, Unit

FIRMS = 1000
HELPED = 6
"""Firms one step away that get a task."""


def make_firms(root: Unit, people: dict[str, Person], plan: Plan, today: dt.date) -> None:
    """Everything on the firms' pages, through the acts, on the morning of the day."""
    office = people["office"]
    with clock.at(dt.datetime.combine(today, dt.time(7, 30))):
        sample.fill(facts.lake(), today, count=FIRMS)
        acts.adopt(office, root)
        _own_prices(office)
        run = acts.order_run(
            office, unit=root, on=today, year=today.year - 1, standards=list(rules.judged(today)), queue=False
        )
        ended = assess_firms.func(run.pk)
        if ended != "done":
            raise RuntimeError(f"the demonstration's firms were not judged: {ended}")
        places = [
            u
            for u in Unit.objects.exclude(code="")
            if Firm.objects.filter(unit__path__startswith=u.path).exists()
        ]
        for unit in places:
            if Firm.objects.filter(unit__path__startswith=unit.path, above_scale=True).exists():
                acts.freeze(office, unit, today.year, batches=run.batches)
            _double(office, unit, today.year)
        _help(office, plan, today)
        _trial(office, root, today)
    facts.close()


def _own_prices(office: Person) -> None:
    """The office's own estimate of one step, so that the list has a history."""
    _version, current = rules.current_prices()
    prices = {n: str(c.price.numerator / c.price.denominator) for n, c in current.changes.items()}
    label, old = current.changes["hire_tech"].label, prices["hire_tech"]
    acts.set_prices(
        office, {label: (old, "10")}, prices | {"hire_tech": "10"}, why="按本省科技人员平均工资测算"
    )


def _double(office: Person, unit: Unit, year: int) -> None:
    """Twice the figure of three years ago in two years' time."""
    for measure in ("high_tech", "rd"):
        base_year = year - 3
        rows = CountyYear.objects.filter(unit__path__startswith=unit.path, measure=measure, year=base_year)
        base = rows.aggregate(total=Sum("value"))["total"]
        if base and base > 0:
            acts.set_doubling(
                office, unit, measure=measure, base_year=base_year, base=round(base, 2), target_year=year + 2,
                why="省“双倍增”行动方案（演示）",
            )  # fmt: skip


def _help(office: Person, plan: Plan, today: dt.date) -> None:
    """The cheapest last steps become tasks of the counties."""
    near = (
        Verdict.objects.filter(grade="B", held=False)
        .select_related("firm__unit", "run")
        .order_by("cost", "pk")
    )
    due = min(today + dt.timedelta(days=38), plan.until or dt.date.max)
    helped: set[int] = set()
    for verdict in near[: HELPED * 4]:
        if verdict.firm_id in helped or len(helped) == HELPED:
            continue
        helped.add(verdict.firm_id)
        action = f"{'；'.join(verdict.does)}，争取申报{rules.title(verdict.standard)}"
        acts.make_task(
            office, verdict.firm, plan, action=action, lead=verdict.firm.unit, due=max(due, today), verdict=verdict
        )  # fmt: skip


def _trial(office: Person, root: Unit, today: dt.date) -> None:
    """A workbook as people have it, with its mistakes, waiting to be looked at."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{today.year - 1}年度企业研发情况统计表.xlsx"
        sample.workbook(path, seed=2026, year=today.year - 1)  # firms of the register
        acts.take_in(
            SYSTEM, root, kind="figures", name=path.name, data=path.read_bytes(), year=today.year - 1
        )
