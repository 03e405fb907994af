"""Numbers of tasks: 1, 2, 3 within the plan, 3.1 and 3.2 below the third.

The plan's row (for children: the parent's) is locked by the caller, so that two who add at once do not
get the same number.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.ledger.models import Plan, Task


def plan_code(plan: Plan, wanted: str = "") -> str:
    """The wanted code if it is free, else the next number of the plan."""
    if wanted.strip():
        return _free(plan, wanted.strip())
    number = plan.last_number + 1
    if Task.objects.filter(plan=plan, code=str(number)).exists():
        # Somebody gave codes of their own: count on from the highest, once.
        codes = Task.objects.filter(plan=plan, parent=None).values_list("code", flat=True)
        number = max((int(c) for c in codes if c.isascii() and c.isdigit()), default=0) + 1
    Plan.objects.filter(pk=plan.pk).update(last_number=number)
    plan.last_number = number
    return str(number)


def child_code(parent: Task, wanted: str = "") -> str:
    """The wanted code if it is free, else the parent's code and the next number below it."""
    if wanted.strip():
        return _free(parent.plan, wanted.strip())
    last = 0
    for code in Task.objects.filter(plan_id=parent.plan_id, parent=parent).values_list("code", flat=True):
        end = code.rsplit(".", 1)[-1]
        last = max(last, int(end) if end.isascii() and end.isdigit() else 0)
    found = f"{parent.code}.{last + 1}"
    while Task.objects.filter(plan_id=parent.plan_id, code=found).exists():
        last += 1
        found = f"{parent.code}.{last + 1}"
    return found


def _free(plan: Plan, wanted: str) -> str:
    if Task.objects.filter(plan=plan, code=wanted).exists():
        raise ValidationError({"code": _("编号“%s”在本方案中已有，请另取或留空由系统编号。") % wanted})
    return wanted
