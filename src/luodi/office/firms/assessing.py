"""The worker's task: judge the firms of a unit and lay down what lists and county pages show of it.

What is written here is derived: it stands on the lake, the standards and the price list, all named by the
run's entry in the journal, and can be made again. So it is written in pieces, outside any act, and the
chain is not held while thousands of firms are worked out.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django_tasks import task

from luodi.office.firms import acts, facts, near, rules
from luodi.office.firms.models import CountyMonth, CountyYear, Firm, Prices, Run, Verdict
from luodi.office.firms.places import Places
from luodi.office.firms.words import LADDER, listed, unlisted
from luodi.office.journal.clock import now
from luodi.office.journal.record import SYSTEM
from luodi.office.units.models import Unit

if TYPE_CHECKING:
    import pyarrow as pa

    from luodi.standards.spec import Standard

log = logging.getLogger(__name__)

PIECE = 1000
STALE = dt.timedelta(minutes=10)
MONTHS_KEPT = 26

Tell = Callable[[int, str], None]


@task()
def assess_firms(pk: int) -> str:
    """Work out one run; how it ended, in a word."""
    taken = Run.objects.filter(pk=pk, state=Run.State.WAITING).update(
        state=Run.State.RUNNING, beat_at=now(), stage="读取报表"
    )
    if not taken:
        return "not waiting"
    run = Run.objects.select_related("unit").get(pk=pk)
    began = time.perf_counter()
    try:
        firms, verdicts = assess(run, _teller(run))
        acts.finish_run(
            SYSTEM,
            run,
            firms=firms,
            verdicts=verdicts,
            seconds=Decimal(str(round(time.perf_counter() - began, 2))),
        )
    except ValidationError as error:
        acts.fail_run(SYSTEM, run, "；".join(error.messages))
        return "failed"
    except Exception as error:
        # A fault of ours must not leave a run under way for ever; its place goes to the log.
        log.exception("run %s failed", pk)
        from luodi.lake.errors import LakeError

        words = (
            str(error)
            if isinstance(error, LakeError)
            else "评估程序出错，请重新评估一次；仍不成功请联系维护人员。"
        )
        acts.fail_run(SYSTEM, run, words)
        return "error"
    finally:
        facts.close()
    return "done"


def give_up_stale() -> int:
    """Runs whose worker died are told so; how many. Harmless to call at any time."""
    lost = Run.objects.filter(state=Run.State.RUNNING, beat_at__lt=now() - STALE)
    for run in lost:
        acts.fail_run(SYSTEM, run, "后台程序中断，没有算完，请重新评估。")
    return len(lost)


def _teller(run: Run) -> Tell:
    def tell(percent: int, stage: str) -> None:
        Run.objects.filter(pk=run.pk).update(progress=percent, stage=stage, beat_at=now())

    return tell


def assess(run: Run, tell: Tell = lambda percent, stage: None) -> tuple[int, int]:
    """Judge every firm of the run's unit; how many firms and verdicts."""
    places = Places()
    known = run.at
    standards = [rules.by_key()[key] for key in run.standards if key in rules.by_key()]
    table = facts.firm_table(run.on, run.year, _areas(run.unit), known)
    table, homes = _inside(table, run.unit, places)
    tell(10, "逐企评估")
    titles = _titles(run.on, known)
    prices = rules.price_list(_own_prices(run.prices))
    made = verdicts = 0
    for start in range(0, max(table.num_rows, 1), near.BULK):
        piece = table.slice(start, near.BULK)
        if not piece.num_rows:
            continue
        answers = near.answers(standards, piece, prices, run.on)
        firms = _firms(piece, homes, titles, run, answers)
        for at in range(0, len(firms), PIECE):
            some = firms[at : at + PIECE]
            verdicts += _write(run, some, answers, standards)
            made += len(some)
            tell(10 + 75 * made // table.num_rows, f"已评估{made}家")
    tell(88, "汇总覆盖率和倍增")
    with transaction.atomic():
        _months(run, table, homes)
        _years(run, homes, known)
    return made, verdicts


def _areas(unit: Unit) -> list[str] | None:
    """区划码 the lake looks below; everything for the top of the tree, whose code may be anything."""
    return None if unit.parent_id is None or not unit.code else [unit.code[:6]]


def _inside(table: pa.Table, unit: Unit, places: Places) -> tuple[pa.Table, dict[str, tuple[str, Unit]]]:
    """The rows of firms that lie below the unit, and where each lies."""
    import pyarrow as pa

    homes: dict[str, tuple[str, Unit]] = {}
    keep = []
    for uscc, county in zip(table["uscc"].to_pylist(), table["county"].to_pylist(), strict=True):
        home = places.of(county or "")
        fits = home is not None and home.path.startswith(unit.path)
        keep.append(fits)
        if fits and home is not None:
            homes[uscc] = ((county or "")[:6], home)
    return table.filter(pa.array(keep, pa.bool_())), homes


def _own_prices(version: int) -> dict[str, Any]:
    row = Prices.objects.filter(version=version).first()
    return dict(row.data) if row else {}


def _titles(on: dt.date, known: dt.datetime) -> dict[str, list[tuple[str, dt.date | None]]]:
    """uscc → (standard, valid until) of the ladder's titles that hold on the day."""
    found: dict[str, list[tuple[str, dt.date | None]]] = defaultdict(list)
    for row in facts.titles(known).to_pylist():
        standard = facts.TITLE_OF.get(row["type"])
        if standard and holds(row, on):
            found[row["uscc"]].append((standard, row["valid_to"]))
    return found


def holds(title: dict[str, Any], on: dt.date) -> bool:
    """Whether a title is valid on the day."""
    issued, until, revoked = title["issued"], title["valid_to"], title["revoked"]
    return bool(
        issued is not None
        and issued <= on
        and (until is None or until >= on)
        and (revoked is None or revoked > on)
    )


def _firms(
    piece: pa.Table,
    homes: dict[str, tuple[str, Unit]],
    titles: dict[str, list[tuple[str, dt.date | None]]],
    run: Run,
    answers: dict[str, list[near.Answer]],
) -> list[Firm]:
    wanted = [
        "uscc",
        "name",
        "sector",
        "industry",
        "above_scale",
        "revenue_wan",
        "rd_wan",
        "staff_total",
        "staff",
    ]
    rungs = {r.standard: r.number for r in LADDER}
    made = []
    for row in piece.select([c for c in wanted if c in piece.column_names]).to_pylist():
        county, home = homes[row["uscc"]]
        held = sorted({s for s, _until in titles.get(row["uscc"], ())}, key=lambda s: rungs[s])
        ends = [until for _s, until in titles.get(row["uscc"], ()) if until is not None]
        close = any(a.standard in rungs and a.grade in ("A", "B") for a in answers.get(row["uscc"], ()))
        made.append(
            Firm(
                uscc=row["uscc"],
                name=(row["name"] or row["uscc"])[:200],
                county=county,
                unit=home,
                sector=(row.get("sector") or "")[:2],
                industry=(row.get("industry") or "")[:10],
                year=run.year,
                above_scale=row.get("above_scale"),
                held=listed(held),
                expires=min(ends, default=None),
                rung=max((rungs[s] for s in held), default=0),
                pool=close or bool(held),
                revenue=facts.plain("revenue_wan", row.get("revenue_wan")),
                rd=facts.plain("rd_wan", row.get("rd_wan")),
                staff=row.get("staff_total") if row.get("staff_total") is not None else row.get("staff"),
                run=run,
            )
        )
    return made


FIRM = [f.name for f in Firm._meta.concrete_fields if f.name not in ("id", "uscc")]
VERDICT = [f.name for f in Verdict._meta.concrete_fields if f.name not in ("id", "firm", "standard")]


@transaction.atomic
def _write(
    run: Run, firms: Sequence[Firm], answers: dict[str, list[near.Answer]], standards: Sequence[Standard]
) -> int:
    """Firms and their verdicts, each over what stood there before."""
    Firm.objects.bulk_create(
        firms, batch_size=400, update_conflicts=True, unique_fields=["uscc"], update_fields=FIRM
    )
    ids = dict(Firm.objects.filter(uscc__in=[f.uscc for f in firms]).values_list("uscc", "pk"))
    held = {f.uscc: set(unlisted(f.held)) for f in firms}
    old = {
        (v.firm_id, v.standard): v
        for v in Verdict.objects.filter(
            firm__in=ids.values(), standard__in=[s.id for s in standards]
        ).select_related("run")
    }
    rows = []
    for uscc, pk in ids.items():
        for answer in answers.get(uscc, ()):
            row = answer.row(run, pk, held=answer.standard in held[uscc])
            last = old.get((pk, answer.standard))
            if last is not None:
                row.before, row.before_run_id = _before(last, run, answer.key)
            rows.append(row)
    Verdict.objects.bulk_create(
        rows, batch_size=400, update_conflicts=True, unique_fields=["firm", "standard"], update_fields=VERDICT
    )
    return len(rows)


def _before(last: Verdict, run: Run, key: str) -> tuple[str, int | None]:
    """What is compared with: the verdict on the returns, or by the version, before these."""
    if last.run_id != run.pk and (last.run.batches != run.batches or last.key != key):
        return last.verdict, last.run_id
    return last.before, last.before_run_id


def _months(run: Run, table: pa.Table, homes: dict[str, tuple[str, Unit]]) -> None:
    """Coverage of above-scale firms by county and month; who did not report counts in the denominator alone."""
    first = run.on.year * 12 + run.on.month - 1 - MONTHS_KEPT
    since = dt.date(first // 12, first % 12 + 1, 1)
    large = {
        u
        for u, above in zip(table["uscc"].to_pylist(), table["above_scale"].to_pylist(), strict=True)
        if above
    }
    whole = Counter((homes[u][1].pk, homes[u][0]) for u in large)
    counted: dict[tuple[int, str, dt.date], Counter[str]] = defaultdict(Counter)
    for row in facts.months(since, run.at).to_pylist():
        if row["uscc"] not in large or row["month"] > run.on:
            continue
        county, home = homes[row["uscc"]]
        count = counted[home.pk, county, row["month"]]
        count["reported"] += 1
        has = {name: bool(row[f"has_{column}"]) for name, column in FOUR_COLUMNS}
        has["activity"] = bool(row["has_rd_activity"]) or (row["has_rd_activity"] is None and has["cost"])
        has["all_four"] = all(has[name] for name, _column in FOUR_COLUMNS)
        count.update(name for name, yes in has.items() if yes)
    CountyMonth.objects.filter(unit__path__startswith=run.unit.path).delete()
    # A county none of whose firms reported in a month still has its firms in the denominator.
    CountyMonth.objects.bulk_create(
        CountyMonth(
            unit_id=unit,
            county=county,
            month=month,
            firms=firms,
            run=run,
            **counted.get((unit, county, month), Counter()),
        )
        for month in sorted({month for _unit, _county, month in counted})
        for (unit, county), firms in sorted(whole.items())
    )


FOUR_COLUMNS = (
    ("cost", "rd_cost"),
    ("institution", "rd_institution"),
    ("people", "rd_people"),
    ("cooperation", "cooperation"),
)
COUNTED = {"hnte": "high_tech", "tech_sme": "tech_sme", "srdi": "specialised"}


def _years(run: Run, homes: dict[str, tuple[str, Unit]], known: dt.datetime) -> None:
    """What doublings are measured by: titles that held at each year's end, and what was spent on R&D."""
    sums: dict[tuple[int, str, int, str], list[Decimal]] = defaultdict(list)

    def add(uscc: str, year: int, measure: str, value: Decimal) -> None:
        county, home = homes[uscc]
        sums[home.pk, county, year, measure].append(value)

    seen: set[tuple[str, str, int]] = set()
    for row in facts.titles(known).to_pylist():
        measure = COUNTED.get(row["type"])
        if measure is None or row["uscc"] not in homes:
            continue
        for year in range(run.on.year - 8, run.on.year + 1):
            day = min(dt.date(year, 12, 31), run.on)
            if (row["uscc"], measure, year) not in seen and holds(row, day):
                seen.add((row["uscc"], measure, year))
                add(row["uscc"], year, measure, Decimal(1))
    for row in facts.spending(known).to_pylist():
        if row["uscc"] in homes and row["rd"] is not None and row["year"] <= run.year:
            add(row["uscc"], row["year"], "rd", Decimal(row["rd"]) / facts.SCALE)
    CountyYear.objects.filter(unit__path__startswith=run.unit.path).delete()
    CountyYear.objects.bulk_create(
        CountyYear(
            unit_id=unit,
            county=county,
            year=year,
            measure=measure,
            value=sum(values, Decimal(0)),
            firms=len(values),
            run=run,
        )
        for (unit, county, year, measure), values in sorted(sums.items(), key=lambda item: item[0])
    )
