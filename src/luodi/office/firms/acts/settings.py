"""What the office sets: prices of missing things, the year's frozen list, doubling plans, a firm's task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.firms.acts.base import Who, person_of, require_office, require_whole
from luodi.office.firms.models import (
    Counted,
    CountyYear,
    Denominator,
    Doubling,
    Firm,
    FirmTask,
    Prices,
    Run,
    Verdict,
)
from luodi.office.journal.clock import today
from luodi.office.journal.record import act, record, unchanged
from luodi.office.ledger import acts as ledger
from luodi.office.ledger.models import Plan
from luodi.office.units.models import Unit

MOST = Decimal(10) ** 14


@act
def set_prices(
    actor: Who, changes: Mapping[str, Any], whole: Mapping[str, Any], *, why: str = ""
) -> Prices | None:
    """A new version of the price list: `whole` with `changes` told in the journal. Old versions stay."""
    require_whole(actor, _("修改价目表"))
    if not changes:
        unchanged()
        return Prices.objects.first()
    last = Prices.objects.select_for_update().first()
    row = Prices.objects.create(
        version=(last.version if last else 0) + 1, data=dict(whole), by=person_of(actor)
    )
    said = "，".join(f"{k}：{a}→{b}" for k, (a, b) in changes.items())
    entry = record(actor, "firms.prices", row, {"changes": said, "prices": dict(whole)}, why=why)
    Prices.objects.filter(pk=row.pk).update(entry=entry.number)
    row.entry = entry.number
    return row


@act
def freeze(actor: Who, unit: Unit, year: int, *, batches: Sequence[str] = ()) -> Denominator:
    """The above-scale firms of the unit as the register now has them become the year's denominator, for good."""
    require_office(actor, unit, _("冻结名单"))
    unit = Unit.objects.select_for_update(no_key=True, of=("self",)).get(pk=unit.pk)
    if Denominator.objects.filter(unit=unit, year=year).exists():
        raise ValidationError(
            _("%(unit)s%(year)s年的名单已经冻结，不能再改。") % {"unit": unit.name, "year": year}
        )
    if not 2000 <= year <= today().year:
        raise ValidationError({"year": _("年度应在2000年至今年之间。")})
    firms = list(
        Firm.objects.filter(unit__path__startswith=unit.path, above_scale=True).values_list(
            "uscc", "name", "county"
        )
    )
    if not firms:
        raise ValidationError(_("范围内没有规上企业，名单是空的。请先导入报表并评估，再冻结。"))
    made = Denominator.objects.create(
        unit=unit, year=year, firms=len(firms), batches=list(batches), by=person_of(actor)
    )
    Counted.objects.bulk_create(
        [Counted(denominator=made, uscc=u, name=n, county=c) for u, n, c in firms], batch_size=500
    )
    entry = record(
        actor,
        "firms.freeze",
        made,
        {"year": year, "firms": len(firms), "batches": list(batches)},
        unit_path=unit.path,
        name=unit.name,
    )
    Denominator.objects.filter(pk=made.pk).update(entry=entry.number)
    made.entry = entry.number
    return made


@act
def set_doubling(
    actor: Who,
    unit: Unit,
    *,
    measure: str,
    base_year: int,
    base: Decimal | int | str,
    target_year: int,
    target: Decimal | int | str | None = None,
    why: str = "",
) -> Doubling:
    """Base and target of a doubling plan; without a target it is twice the base."""
    require_office(actor, unit, _("设定倍增计划"))
    faults: dict[str, str] = {}
    if measure not in CountyYear.Measure.values:
        faults["measure"] = _("没有这项指标。")
    amount = _amount(base, "base", _("基期值"), faults)
    goal = None if target in (None, "") else _amount(target, "target", _("目标值"), faults)
    if not 2000 <= base_year <= 2100 or not base_year < target_year <= 2100:
        faults["target_year"] = _("目标年应晚于基期年，都在2000年至2100年之间。")
    if faults:
        raise ValidationError(faults)
    assert amount is not None
    values = {
        "base_year": base_year,
        "base": amount,
        "target_year": target_year,
        "target": 2 * amount if goal is None else goal,
    }
    old = Doubling.objects.select_for_update(of=("self",)).filter(unit=unit, measure=measure).first()
    if old is not None and all(getattr(old, k) == v for k, v in values.items()):
        unchanged()
        return old
    row, _new = Doubling.objects.update_or_create(unit=unit, measure=measure, defaults=values)
    entry = record(
        actor,
        "firms.double",
        row,
        {"measure": row.get_measure_display(), **{k: _plain(v) for k, v in values.items()}},
        unit_path=unit.path,
        why=why,
        name=unit.name,
    )
    Doubling.objects.filter(pk=row.pk).update(entry=entry.number)
    row.entry = entry.number
    return row


@act
def make_task(
    actor: Who,
    firm: Firm,
    plan: Plan,
    *,
    action: str,
    lead: Unit,
    due: dt.date | None,
    responsible: str = "",
    verdict: Verdict | None = None,
) -> FirmTask:
    """The firm's next action as a task of the ledger, with the verdict it answers as its source."""
    require_office(actor, firm.unit, _("为这家企业交办任务"))
    action = (action or "").strip()
    faults: dict[str, str] = {}
    if not action:
        faults["action"] = _("请写明下一步做什么。")
    if due is None:
        faults["due"] = _("请填写完成时限。")
    elif due < today():
        faults["due"] = _("完成时限已经过去，请改为今天以后。")
    if faults:
        raise ValidationError(faults)
    run: Run | None = verdict.run if verdict is not None else firm.run
    words = ""
    if verdict is not None:
        words = f"{verdict.key}：{verdict.word}"
        lacks = "；".join(verdict.lacks)
        words += f"；{lacks}" if lacks else ""
    source = ledger.Source(
        type="firms.firm",
        id=firm.pk,
        title=f"{firm.name}（{firm.uscc}）一企一策"[:300],
        number=f"日志第{run.entry}号" if run is not None and run.entry else "",
        section=verdict.key if verdict is not None else "",
        quote=words,
    )
    task = ledger.add_task(
        actor,
        plan,
        title=f"{firm.name}：{action}"[:5000],
        leads=[lead],
        due=due,
        responsible=responsible,
        source=source,
    )
    row = FirmTask.objects.create(
        firm=firm, task=task, standard=verdict.standard if verdict else "", verdict=words[:200], run=run
    )
    record(
        actor,
        "firms.task",
        firm,
        {
            "title": action[:200],
            "lead": lead.name,
            "due": due,
            "task": task.pk,
            "verdict": words,
            "run": run and run.pk,
        },
        unit_path=firm.unit.path,
    )
    return row


def _amount(value: Any, field: str, label: str, faults: dict[str, str]) -> Decimal | None:
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        faults[field] = _("%(label)s“%(value)s”不是数字。") % {"label": label, "value": str(value)[:40]}
        return None
    if not number.is_finite() or not 0 < number < MOST:
        faults[field] = _("%(label)s应大于0，且不要过大。") % {"label": label}
        return None
    return number.quantize(Decimal("0.01"))


def _plain(value: Any) -> Any:
    """2,400 rather than 2400.00 in the journal's sentence."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
