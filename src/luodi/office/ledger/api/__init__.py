"""Plans, tasks, reports and what follows them, as the API gives and takes them.

Every list starts from `visible_to`, every change is one act: what pages refuse is refused here by the same line.
"""

from ninja import Router

from luodi.office.ledger.api.moves import router as moves
from luodi.office.ledger.api.parts import router as parts
from luodi.office.ledger.api.plans import router as plans
from luodi.office.ledger.api.reports import router as reports
from luodi.office.ledger.api.stages import router as stages
from luodi.office.ledger.api.steps import router as steps
from luodi.office.ledger.api.tasks import router as tasks
from luodi.office.ledger.api.words import router as words

router = Router()
router.add_router("", plans, tags=["方案与月份"])
router.add_router("", tasks, tags=["任务"])
router.add_router("", stages, tags=["任务"])
router.add_router("", steps, tags=["任务"])
router.add_router("", parts, tags=["意见与佐证"])
router.add_router("", reports, tags=["月报"])
router.add_router("", words, tags=["批示"])
router.add_router("", moves, tags=["延期与销号"])

__all__ = ["router"]
