"""What pages and the API ask of the ledger, each as far as the person sees it."""

from luodi.office.ledger.queries.burnup import Point, burn_up
from luodi.office.ledger.queries.desk import Pile, my_work
from luodi.office.ledger.queries.months import (
    Month,
    UnitMonth,
    coordination,
    late_units,
    month_overview,
    turned_red,
    unit_months,
)
from luodi.office.ledger.queries.plans import Matrix, Tally, counts, light_counts, matrix, plan_counts, tally

__all__ = [
    "Matrix",
    "Month",
    "Pile",
    "Point",
    "Tally",
    "UnitMonth",
    "burn_up",
    "coordination",
    "counts",
    "late_units",
    "light_counts",
    "matrix",
    "month_overview",
    "my_work",
    "plan_counts",
    "tally",
    "turned_red",
    "unit_months",
]
