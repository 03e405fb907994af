"""Opening a plan and changing its rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from luodi.office.journal.record import System, record, unchanged
from luodi.office.ledger import standings
from luodi.office.ledger.acts.base import Errors, Who, act, changed, lock_plan, require_office, words_needed
from luodi.office.ledger.lightrules import Rules, RulesError
from luodi.office.ledger.models import Plan, Task, Theme
from luodi.office.ledger.models.tasks import LIVE
from luodi.office.units.models import Unit

FIELDS = (
    "name",
    "code",
    "since",
    "until",
    "state",
    "source_name",
    "report_day",
    "reports_monthly",
    "leader_confirms",
    "lights",
)


@act
def open_plan(
    actor: Who,
    unit: Unit,
    *,
    name: str,
    since: dt.date,
    until: dt.date | None = None,
    code: str = "",
    source_name: str = "",
    report_day: int = 25,
    reports_monthly: bool = True,
    leader_confirms: bool = False,
    lights: Rules | Mapping[str, Any] | None = None,
    themes: Sequence[str] = (),
    state: str = Plan.State.RUNNING,
) -> Plan:
    """Open a plan kept by the unit's office (operations A5). Only that office, or one above, may."""
    if not isinstance(actor, System):
        actor.scope.require(unit.path, "office", doing=_("建立方案"))
    plan = Plan(
        unit=unit,
        name=name.strip(),
        since=since,
        until=until,
        code=code.strip(),
        source_name=source_name.strip(),
        report_day=report_day,
        reports_monthly=reports_monthly,
        leader_confirms=leader_confirms,
        lights=_lights(lights),
        state=state,
    )
    _check(plan)
    plan.save()
    names = _names(themes)
    Theme.objects.bulk_create(Theme(plan=plan, name=n, order=i) for i, n in enumerate(names))
    record(
        actor,
        "plan.open",
        plan,
        {"since": since, "until": until, "themes": names, "report_day": report_day},
        unit_path=unit.path,
    )
    return plan


@act
def change_plan(actor: Who, plan: Plan, *, why: str = "", **changes: Any) -> Plan:
    """Change a plan's name, period, rules, themes or state; closing it with work left needs a reason.

    `themes` is the whole list of names in order. A theme that tasks carry cannot be taken away.
    """
    require_office(actor, plan, _("修改方案"))
    themes = changes.pop("themes", None)
    if stray := [k for k in changes if k not in FIELDS]:
        raise TypeError(f"change_plan: unknown {stray}")
    plan = lock_plan(plan)
    if "lights" in changes:
        changes["lights"] = _lights(changes["lights"])
    before = {k: getattr(plan, k) for k in changes}
    differ = changed(before, changes)
    if "state" in differ:
        _may_move(plan, str(changes["state"]), why)
    for field, value in changes.items():
        setattr(plan, field, value.strip() if isinstance(value, str) else value)
    _check(plan)
    old_themes = list(plan.themes.order_by("order", "id").values_list("name", flat=True))
    if themes is not None and _names(themes) != old_themes:
        _set_themes(plan, _names(themes))
        differ["themes"] = [old_themes, _names(themes)]
    if not differ:
        unchanged()
        return plan
    plan.save()
    record(
        actor,
        "plan.change",
        plan,
        {"changes": differ, "fields": [_label(f) for f in differ]},
        unit_path=plan.unit.path,
        why=why,
    )
    if {"lights", "since", "reports_monthly"} & set(differ):
        # A hundred thousand lights are not one transaction's work: each chunk commits for itself.
        transaction.on_commit(lambda: standings.refresh_plan(plan))
    return plan


def _check(plan: Plan) -> None:
    errors = Errors()
    if not plan.name:
        errors.add("name", _("请填写方案名称。"))
    elif len(plan.name) > 200:
        errors.add("name", _("方案名称过长（%d字），请在200字以内。") % len(plan.name))
    elif Plan.objects.filter(unit=plan.unit, name=plan.name).exclude(pk=plan.pk).exists():
        errors.add("name", _("本单位已有同名方案“%s”，请改名或直接使用。") % plan.name)
    if plan.until and plan.until < plan.since:
        errors.add("until", _("结束日期早于开始日期。"))
    if not 1 <= plan.report_day <= 31:
        errors.add("report_day", _("每月填报截止日应在1到31之间。"))
    if plan.state not in Plan.State.values:
        errors.add("state", _("没有“%s”这种状态。") % plan.state)
    if len(plan.code) > 20:
        errors.add("code", _("代号请在20字以内。"))
    if len(plan.source_name) > 200:
        errors.add("source_name", _("交办来源请在200字以内。"))
    errors.check()


def _may_move(plan: Plan, state: str, why: str) -> None:
    if state == Plan.State.DRAFT and plan.tasks.exclude(state__in=("draft", "proposed")).exists():
        raise ValidationError(_("方案中已有交办的任务，不能退回拟订。"))
    if state == Plan.State.CLOSED:
        left = Task.objects.filter(plan=plan, state__in=LIVE).count()
        if left:
            words_needed(why, _("理由：方案中还有%d项任务未办结") % left)


def _lights(lights: Rules | Mapping[str, Any] | None) -> dict[str, Any]:
    if lights is None:
        return {}
    if isinstance(lights, Rules):
        return lights.to_dict()
    try:
        Rules.from_dict(lights)
    except RulesError as error:
        raise ValidationError({"lights": error.faults}) from None
    return dict(lights)


def _names(themes: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(t.strip() for t in themes if t.strip()))


def _set_themes(plan: Plan, names: list[str]) -> None:
    kept = {t.name: t for t in plan.themes.all()}
    gone = [t for name, t in kept.items() if name not in names]
    used = [t.name for t in gone if Task.objects.filter(theme=t).exists()]
    if used:
        raise ValidationError({"themes": _("主题“%s”下已有任务，不能删去。") % "、".join(used)})
    Theme.objects.filter(pk__in=[t.pk for t in gone]).delete()
    for order, name in enumerate(names):
        if name in kept:
            Theme.objects.filter(pk=kept[name].pk).update(order=order)
        else:
            Theme.objects.create(plan=plan, name=name, order=order)


def _label(field: str) -> str:
    return "主题" if field == "themes" else str(Plan._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
