"""Everything that changes units, people, roles and accounts; nothing else writes them."""

from luodi.office.units.acts.accounts import (
    change_password,
    disable_account,
    enable_account,
    open_account,
    open_accounts,
    reset_password,
    set_policy,
    unlock,
)
from luodi.office.units.acts.bodies import change_seat, close_seat, create_body, open_seat, rename_body
from luodi.office.units.acts.first import make_administrators, make_first_admin
from luodi.office.units.acts.groups import close_group, create_group, edit_group, units_of
from luodi.office.units.acts.imports import import_list, judge, keep_upload, record_listing
from luodi.office.units.acts.people import (
    create_person,
    edit_person,
    end_substitute,
    leave_office,
    set_substitute,
)
from luodi.office.units.acts.roles import grant_at_own_unit, grant_role, revoke_role
from luodi.office.units.acts.sessions import end_session, end_sessions
from luodi.office.units.acts.tokens import create_token, revoke_token
from luodi.office.units.acts.tree import (
    add_alias,
    close_unit,
    create_unit,
    edit_unit,
    end_alias,
    move_unit,
)

__all__ = [
    "add_alias",
    "change_password",
    "change_seat",
    "close_group",
    "close_seat",
    "close_unit",
    "create_body",
    "create_group",
    "create_person",
    "create_token",
    "create_unit",
    "disable_account",
    "edit_group",
    "edit_person",
    "edit_unit",
    "enable_account",
    "end_alias",
    "end_session",
    "end_sessions",
    "end_substitute",
    "grant_at_own_unit",
    "grant_role",
    "import_list",
    "judge",
    "keep_upload",
    "leave_office",
    "make_administrators",
    "make_first_admin",
    "move_unit",
    "open_account",
    "open_accounts",
    "open_seat",
    "record_listing",
    "rename_body",
    "reset_password",
    "revoke_role",
    "revoke_token",
    "set_policy",
    "set_substitute",
    "units_of",
    "unlock",
]
