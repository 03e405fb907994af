"""All that may be done about figures. Nothing else writes them."""

from luodi.office.figures.acts.catalogue import (
    add_indicator,
    add_peer,
    add_regions,
    edit_indicator,
    restore_indicator,
    retire_indicator,
    retire_peers,
    set_peers,
)
from luodi.office.figures.acts.freezing import digest_of, freeze_period
from luodi.office.figures.acts.importing import import_values, judge_table
from luodi.office.figures.acts.panel import load_catalogue, load_panel, panel_size
from luodi.office.figures.acts.recording import Row, publish_values, record_listing, record_values
from luodi.office.figures.acts.rounds import (
    accept_submission,
    approve_submission,
    close_collection,
    file_submission,
    open_collection,
    reopen_collection,
    return_submission,
    save_submission,
    submit_submission,
)
from luodi.office.figures.acts.targets import Goal, set_targets

__all__ = [
    "Goal",
    "Row",
    "accept_submission",
    "add_indicator",
    "add_peer",
    "add_regions",
    "approve_submission",
    "close_collection",
    "digest_of",
    "edit_indicator",
    "file_submission",
    "freeze_period",
    "import_values",
    "judge_table",
    "load_catalogue",
    "load_panel",
    "open_collection",
    "panel_size",
    "publish_values",
    "record_listing",
    "record_values",
    "reopen_collection",
    "restore_indicator",
    "retire_indicator",
    "retire_peers",
    "return_submission",
    "save_submission",
    "set_peers",
    "set_targets",
    "submit_submission",
]
