"""Who sees and may do what: a person's roles, each at a node of the unit tree, covering what is below it.

A list asks `objects.visible_to(person)`, which is built from `within`. An act asks `require`,
whose refusal says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

BUSINESS = ("office", "head", "liaison", "leader")
"""Roles that see business data. Auditors and the three administrators never do."""

READERS = ("office", "leader")
"""Roles that read everything below their node, not only what their unit works on."""


class Refusal(PermissionDenied):
    """A refusal a person can understand: the text is shown to them."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in force: its kind, and the unit it is held at."""

    kind: str
    unit_id: int
    path: str


@dataclass(frozen=True)
class Scope:
    """All a person's roles on one day. `roots` are the paths of the top units of the tree, `below` the numbers
    of all units the business roles cover, where they were looked up."""

    grants: tuple[Grant, ...] = ()
    roots: tuple[str, ...] = ()
    below: tuple[int, ...] = ()

    def has(self, *kinds: str) -> bool:
        """Whether any of the roles is held anywhere."""
        return any(g.kind in kinds for g in self.grants)

    def paths(self, *kinds: str) -> tuple[str, ...]:
        """The nodes the roles are held at (business roles if none is named), without those below another."""
        wanted = sorted({g.path for g in self.grants if g.kind in (kinds or BUSINESS)})
        kept: list[str] = []
        for path in wanted:
            if not any(path.startswith(k) for k in kept):
                kept.append(path)
        return tuple(kept)

    def covers(self, path: str, *kinds: str) -> bool:
        """Whether one of the roles (business roles if none is named) is held at the unit or above it."""
        return any(path.startswith(p) for p in self.paths(*kinds))

    def everything(self, *kinds: str) -> bool:
        """Whether the roles cover the whole tree, so that a list needs no filter."""
        held = self.paths(*kinds)
        return bool(self.roots) and all(root in held for root in self.roots)

    def within(self, field: str, *kinds: str) -> Q:
        """The filter `field` (a unit's path) lies under a node of the roles; matches nothing without any."""
        if self.everything(*kinds):
            return Q()
        held = self.paths(*kinds)
        if not held:
            return Q(pk__in=[])
        found = Q()
        for path in held:
            found |= Q(**{f"{field}__startswith": path})
        return found

    def require(self, path: str, *kinds: str, doing: str = "") -> None:
        """Refuse, saying why, unless one of the roles covers the unit."""
        if self.covers(path, *kinds):
            return
        if not self.has(*(kinds or BUSINESS)):
            raise Refusal(_("您没有办理此事的角色（需要：%s）。") % names(kinds or BUSINESS))
        raise Refusal(_("只读：不在本单位范围%s。") % (f"，不能{doing}" if doing else ""))


NAMES = {
    "office": _("办公室"),
    "head": _("单位负责人"),
    "liaison": _("联络员"),
    "leader": _("领导"),
    "auditor": _("审计员"),
    "system_admin": _("系统管理员"),
    "security_admin": _("安全管理员"),
    "audit_admin": _("审计管理员"),
}


def names(kinds: Iterable[str]) -> str:
    return "、".join(str(NAMES[k]) for k in kinds)
