"""Everything that changes a race or a round; each act with its sentence in the journal."""

from luodi.office.races.acts.appeals import appeal, confirm, extend, rule_appeal, withdraw_appeal
from luodi.office.races.acts.rounds import (
    add_entry,
    check_round,
    explain,
    explain_all,
    fields_for,
    open_confirmation,
    open_round,
    withdraw_entry,
)
from luodi.office.races.acts.setup import change_race, open_race, set_rules
from luodi.office.races.acts.versions import (
    DRAWS,
    compute_round,
    end_study,
    freeze_round,
    meet,
    order_study,
    publish,
    recompute_round,
)

__all__ = [
    "DRAWS",
    "add_entry",
    "appeal",
    "change_race",
    "check_round",
    "compute_round",
    "confirm",
    "end_study",
    "explain",
    "explain_all",
    "extend",
    "fields_for",
    "freeze_round",
    "meet",
    "open_confirmation",
    "open_race",
    "open_round",
    "order_study",
    "publish",
    "recompute_round",
    "rule_appeal",
    "set_rules",
    "withdraw_appeal",
    "withdraw_entry",
]
