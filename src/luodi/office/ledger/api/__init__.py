"""Plans, tasks, reports and what follows them, as the API gives and takes them.

Every list starts from `visible_to`, every change is one act: what pages refuse is refused here by the same line.
"""

from ninja import Router

from luodi.office.ledger.api import moves, parts, plans, reports, tasks

router = Router()
for module, tag in (
    (plans, "方案与月份"),
    (tasks, "任务"),
    (parts, "意见与佐证"),
    (reports, "月报"),
    (moves, "延期与销号"),
):
    router.add_router("", module.router, tags=[tag])

__all__ = ["router"]
