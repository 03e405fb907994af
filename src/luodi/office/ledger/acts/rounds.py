"""The monthly round of a plan: opened for a month, closed when no more reports are taken."""

from __future__ import annotations

import calendar
import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now
from luodi.office.journal.record import record
from luodi.office.ledger import standings
from luodi.office.ledger.acts.base import Who, act, lock_plan, month_of, require_office, today
from luodi.office.ledger.models import Plan, Round
from luodi.office.ledger.workdays import Calendar


@act
def open_round(actor: Who, plan: Plan, month: dt.date) -> Round:
    """Open the reports of a month (operations B9): the tick does on the first, the office may before.

    Due on the plan's report day, the month's last day where it is shorter, the next working day where
    nobody works then.
    """
    require_office(actor, plan, _("开启月报"))
    plan, month = lock_plan(plan), month_of(month)
    if plan.state != Plan.State.RUNNING or not plan.reports_monthly:
        raise ValidationError(_("方案“%s”不在实施中或不按月填报。") % plan.name)
    if month < month_of(plan.since) or (plan.until and month > plan.until):
        raise ValidationError(_("%d年%d月不在方案期内。") % (month.year, month.month))
    if month > month_of(today()):
        raise ValidationError(_("%d年%d月还没有到，不能提前开启月报。") % (month.year, month.month))
    if Round.objects.filter(plan=plan, month=month).exists():
        raise ValidationError(_("%d年%d月的月报已经开启。") % (month.year, month.month))
    due = due_of(plan, month, standings.calendar())
    opened = Round.objects.create(plan=plan, month=month, opened_at=now(), due=due)
    record(
        actor,
        "round.open",
        plan,
        {"month": f"{month.year}年{month.month}月", "due": due, "round": opened.pk},
        unit_path=plan.unit.path,
    )
    return opened


@act
def close_round(actor: Who, round: Round) -> Round:
    """Take no more reports for the month; what is missing stays missing, by name (operations B9)."""
    require_office(actor, round.plan, _("关闭月报"))
    plan = lock_plan(round.plan)
    round = Round.objects.get(pk=round.pk)
    if round.closed_at is not None:
        raise ValidationError(_("%s月报已经关闭。") % round)
    if today() <= round.due:
        raise ValidationError(_("填报截止日（%s）还没有过，不能关闭。") % round.due)
    round.closed_at = now()
    round.save(update_fields=["closed_at"])
    month = f"{round.month.year}年{round.month.month}月"
    record(actor, "round.close", plan, {"month": month, "round": round.pk}, unit_path=plan.unit.path)
    return round


def due_of(plan: Plan, month: dt.date, days: Calendar) -> dt.date:
    """The day a month's reports are due."""
    last = calendar.monthrange(month.year, month.month)[1]
    return days.shift(month.replace(day=min(plan.report_day, last)))
