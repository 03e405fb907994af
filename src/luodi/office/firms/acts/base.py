"""What the acts of this app share: who may."""

from __future__ import annotations

from luodi.office.journal.record import System
from luodi.office.units.models import Person, Unit
from luodi.office.units.scope import Refusal

Who = Person | System


def require_office(actor: Who, unit: Unit, doing: str) -> None:
    """The office of the unit, or one above it."""
    if not isinstance(actor, System):
        actor.scope.require(unit.path, "office", doing=doing)


def require_whole(actor: Who, doing: str) -> None:
    """What holds for everybody is set by the office of the whole tree."""
    if not isinstance(actor, System) and not actor.scope.everything("office"):
        raise Refusal(f"只有全域办公室可以{doing}。")


def person_of(actor: Who) -> Person | None:
    return None if isinstance(actor, System) else actor
