"""Recomputing verdicts: ordering a run (which names versions and batches), and how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.firms import facts, rules
from luodi.office.firms.acts.base import Who, person_of, require_office
from luodi.office.firms.models import Prices, Run
from luodi.office.journal.clock import now, today
from luodi.office.journal.record import act, record
from luodi.office.units.models import Unit

BUSY = (Run.State.WAITING, Run.State.RUNNING)


@act
def order_run(
    actor: Who, *, unit: Unit, on: dt.date, year: int, standards: Sequence[str], queue: bool = True
) -> Run:
    """Order a recomputation; the entry says by which versions and from which batches, whatever comes later."""
    require_office(actor, unit, _("重新评估"))
    day = today()
    faults: dict[str, str] = {}
    if on > day:
        faults["on"] = _("评估日期不能在今天以后。")
    if not on.year - 6 <= year <= on.year:
        faults["year"] = _("数据年度应在评估日期当年或之前几年。")
    known = rules.judged(on)
    gone = [s for s in standards if s not in known]
    if gone:
        names = "、".join(rules.title(s) for s in gone)
        faults["standards"] = _("%(names)s在%(day)s没有有效的版本。") % {
            "names": names,
            "day": on.isoformat(),
        }
    if not standards:
        faults["standards"] = _("请至少选一项标准。")
    batches = facts.batch_ids()
    if not batches:
        faults["unit"] = _("还没有导入过报表。请先导入企业登记和年度数据。")
    if Run.objects.select_for_update(of=("self",)).filter(unit=unit, state__in=BUSY).exists():
        faults["unit"] = _("这个范围正在评估，请等它完成。")
    if faults:
        raise ValidationError(faults)
    version = Prices.objects.order_by("-version").values_list("version", flat=True).first() or 0
    keys = [known[s].key for s in known if s in standards]
    run = Run.objects.create(
        unit=unit,
        on=on,
        year=year,
        standards=keys,
        batches=batches,
        prices=version,
        by=person_of(actor),
        at=now(),
    )
    entry = record(
        actor,
        "firms.assess",
        run,
        {
            "on": on,
            "year": year,
            "count": len(keys),
            "standards": keys,
            "batches": batches,
            "prices": version,
        },
        unit_path=unit.path,
        name=unit.name,
    )
    run.entry = entry.number
    run.save(update_fields=["entry"])
    if queue:
        from luodi.office.firms.assessing import assess_firms

        assess_firms.enqueue(run.pk)
    return run


@act
def finish_run(actor: Who, run: Run, *, firms: int, verdicts: int, seconds: Decimal) -> Run:
    row = _busy(run)
    row.state, row.progress, row.stage = Run.State.DONE, 100, ""
    row.firms, row.verdicts, row.seconds = firms, verdicts, seconds
    row.save()
    record(actor, "firms.assessed", row, {"firms": firms, "verdicts": verdicts, "run": row.pk},
           unit_path=row.unit.path, name=row.unit.name)  # fmt: skip
    return row


@act
def fail_run(actor: Who, run: Run, error: str) -> Run:
    row = _busy(run)
    row.state, row.error, row.stage = Run.State.FAILED, error, ""
    row.save()
    record(actor, "firms.assess_failed", row, {"error": error[:300], "run": row.pk},
           unit_path=row.unit.path, name=row.unit.name)  # fmt: skip
    return row


def _busy(run: Run) -> Run:
    row = Run.objects.select_for_update(of=("self",)).select_related("unit").get(pk=run.pk)
    if row.state not in BUSY:
        raise ValidationError(_("这次评估已经结束。"))
    return row
