"""`luodi password`: who may run commands on the server may reset anybody's password, and leaves an entry."""

from __future__ import annotations

from dataclasses import dataclass

from luodi.office.operations.troubles import Trouble


@dataclass(frozen=True)
class Reset:
    """Whose password was set, to what, and the number of the journal's entry."""

    login: str
    name: str
    unit: str
    password: str
    number: int
    disabled: bool


def reset(login: str, why: str = "") -> Reset:
    """A new first password; Django must be set up."""
    from django.core.exceptions import ValidationError

    from luodi.office.journal.models import Entry
    from luodi.office.journal.record import SYSTEM
    from luodi.office.units.acts import reset_password
    from luodi.office.units.models import Person

    person = Person.objects.select_related("unit").filter(login=login.strip().lower()).first()
    if person is None:
        raise Trouble(
            f"没有登录名“{login}”。", "登录名见“账号与角色”页；管理员的登录名运行 luodi init 可看到。"
        )
    try:
        password = reset_password(SYSTEM, person, why=why.strip() or "在服务器上用命令重设")
    except ValidationError as error:
        raise Trouble("；".join(error.messages), "") from error
    number = Entry.objects.about(person).filter(act="account.reset").latest("number").number
    return Reset(login.strip().lower(), person.name, person.unit.name, password, number, person.disabled)
