"""The ledger: plans and tasks, monthly reports, changes and sign-off, and what is derived from them."""

from luodi.office.ledger.models.derived import MonthSum, Refreshed, Standing
from luodi.office.ledger.models.monthly import Report, ReportedMeasure, Round
from luodi.office.ledger.models.moves import Comment, Instruction, Postponement, SignOff
from luodi.office.ledger.models.plans import Day, Plan, Tag, Theme
from luodi.office.ledger.models.tasks import Evidence, Measure, Milestone, Supporting, Task, TaskState

__all__ = [
    "Comment",
    "Day",
    "Evidence",
    "Instruction",
    "Measure",
    "Milestone",
    "MonthSum",
    "Plan",
    "Postponement",
    "Refreshed",
    "Report",
    "ReportedMeasure",
    "Round",
    "SignOff",
    "Standing",
    "Supporting",
    "Tag",
    "Task",
    "TaskState",
    "Theme",
]
