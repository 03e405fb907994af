"""All that may be done to the ledger. Nothing else writes it: pages, API, imports and the tick call these.

An act takes who acts first, refuses with a sentence (`Refusal` where the person may not, `ValidationError`
where the matter does not allow it), and leaves at least one journal entry in its transaction.
"""

from luodi.office.ledger.acts.dates import approve_postponement, ask_postponement, decide_postponement
from luodi.office.ledger.acts.days import set_days
from luodi.office.ledger.acts.endings import end_task, make_routine
from luodi.office.ledger.acts.evidence import add_evidence, withdraw_evidence
from luodi.office.ledger.acts.exports import record_export
from luodi.office.ledger.acts.parts import mark_milestone, set_measures, set_milestones, set_tags
from luodi.office.ledger.acts.plans import change_plan, open_plan
from luodi.office.ledger.acts.reports import (
    accept_report,
    accept_reports,
    approve_report,
    approve_reports,
    return_report,
    save_draft,
    submit_report,
)
from luodi.office.ledger.acts.rounds import close_round, open_round
from luodi.office.ledger.acts.signoff import (
    CHECKS,
    approve_signoff,
    ask_signoff,
    check_signoff,
    confirm_signoff,
    reopen_task,
    return_signoff,
    shortcomings,
)
from luodi.office.ledger.acts.sources import Source
from luodi.office.ledger.acts.tags import add_tag, rename_tag, retire_tag
from luodi.office.ledger.acts.talk import comment, instruct, note_instruction, task_from_instruction
from luodi.office.ledger.acts.tasks import (
    add_task,
    archive_tasks,
    assign_tasks,
    drop_task,
    edit_task,
    propose_tasks,
    receive_task,
)

__all__ = [
    "CHECKS",
    "Source",
    "accept_report",
    "accept_reports",
    "add_evidence",
    "add_tag",
    "add_task",
    "approve_postponement",
    "approve_report",
    "approve_reports",
    "approve_signoff",
    "archive_tasks",
    "ask_postponement",
    "ask_signoff",
    "assign_tasks",
    "change_plan",
    "check_signoff",
    "close_round",
    "comment",
    "confirm_signoff",
    "decide_postponement",
    "drop_task",
    "edit_task",
    "end_task",
    "instruct",
    "make_routine",
    "mark_milestone",
    "note_instruction",
    "open_plan",
    "open_round",
    "propose_tasks",
    "receive_task",
    "record_export",
    "rename_tag",
    "reopen_task",
    "retire_tag",
    "return_report",
    "return_signoff",
    "save_draft",
    "set_days",
    "set_measures",
    "set_milestones",
    "set_tags",
    "shortcomings",
    "submit_report",
    "task_from_instruction",
    "withdraw_evidence",
]
