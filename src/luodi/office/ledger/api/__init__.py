"""Plans, tasks, reports and what follows them, as the API gives and takes them."""

from ninja import Router

router = Router()

__all__ = ["router"]
