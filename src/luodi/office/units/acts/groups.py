"""Groups: a written name for several units, each a member from a day to a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from luodi.office.journal.clock import today
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.acts.ground import Actor, allowed, period, text
from luodi.office.units.models import GroupMember, Unit, UnitGroup, holding

Member = Unit | UnitGroup


@act
def create_group(
    actor: Actor,
    owner: Unit,
    *,
    name: str,
    members: Sequence[Member],
    aliases: Sequence[str] = (),
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> UnitGroup:
    """A group kept by `owner`, for papers of its tree."""
    allowed(actor, owner.path, "system_admin", "office", doing=_("维护单位分组"))
    name = text(name, _("名称"), 100, need=True)
    period(since, until)
    if UnitGroup.objects.filter(owner=owner, name=name).filter(holding(today())).exists():
        raise ValidationError(_("已有名为“%s”的分组；成员有变请在原分组里改。") % name)
    group = UnitGroup.objects.create(
        owner=owner, name=name, aliases=_names(aliases, name), since=since, until=until
    )
    _check(actor, group, members)
    for order, member in enumerate(members):
        GroupMember.objects.create(group=group, order=order, since=since, **_as(member))
    record(actor, "group.create", group, {"members": [str(m) for m in members]}, unit_path=owner.path)
    return group


@act
def edit_group(
    actor: Actor,
    group: UnitGroup,
    *,
    members: Sequence[Member] | None = None,
    name: str | None = None,
    aliases: Sequence[str] | None = None,
    on: dt.date | None = None,
    why: str = "",
) -> UnitGroup:
    """From `on` (today if not given) the group stands for these members; before, for those it had."""
    group = UnitGroup.objects.select_for_update().select_related("owner").get(pk=group.pk)
    allowed(actor, group.owner.path, "system_admin", "office", doing=_("维护单位分组"))
    on = on or today()
    words = []
    former = group.name
    if name is not None and (name := text(name, _("名称"), 100, need=True)) != former:
        group.name = name
        group.aliases = _names([*group.aliases, former], name)
        words.append(f"更名为“{name}”")
    if aliases is not None and _names(aliases, group.name) != group.aliases:
        group.aliases = _names(aliases, group.name)
        words.append(f"别名改为{'、'.join(group.aliases) or '无'}")
    if members is not None:
        words += _change_members(actor, group, members, on)
    if not words:
        unchanged()
        return group
    group.save()
    record(
        actor,
        "group.edit",
        group,
        {"changes": "，".join(words), "on": on},
        unit_path=group.owner.path,
        why=why,
        name=former,
    )
    return group


@act
def close_group(actor: Actor, group: UnitGroup, *, until: dt.date, why: str = "") -> UnitGroup:
    """The last day the name stands for anything."""
    group = UnitGroup.objects.select_for_update().select_related("owner").get(pk=group.pk)
    allowed(actor, group.owner.path, "system_admin", "office", doing=_("维护单位分组"))
    period(group.since, until)
    using = UnitGroup.objects.filter(
        Q(members__subgroup=group) & holding(until + dt.timedelta(days=1), "members__")
    )
    if others := list(using.values_list("name", flat=True)[:5]):
        raise ValidationError(
            _("“%(group)s”还是%(others)s的成员，请先在那里移出。")
            % {"group": group, "others": "、".join(others)}
        )
    group.until = until
    group.save(update_fields=["until"])
    record(actor, "group.close", group, {"until": until}, unit_path=group.owner.path, why=why)
    return group


def units_of(group: UnitGroup, on: dt.date) -> list[Unit]:
    """The units a group stands for on a day, groups among its members expanded, each unit once."""
    found: dict[int, Unit] = {}
    _collect(group, on, found, set())
    return list(found.values())


def _collect(group: UnitGroup, on: dt.date, found: dict[int, Unit], seen: set[int]) -> None:
    if group.pk in seen:
        return
    seen.add(group.pk)
    for member in group.members.filter(holding(on)).select_related("unit", "subgroup"):
        if member.unit is not None:
            found.setdefault(member.unit.pk, member.unit)
        elif member.subgroup is not None:
            _collect(member.subgroup, on, found, seen)


def _change_members(actor: Actor, group: UnitGroup, members: Sequence[Member], on: dt.date) -> list[str]:
    _check(actor, group, members)
    wanted = {(type(m).__name__, m.pk): m for m in members}
    held = {
        ("Unit", row.unit_id) if row.unit_id else ("UnitGroup", row.subgroup_id): row
        for row in group.members.filter(holding(on)).select_related("unit", "subgroup")
    }
    words = []
    for key, row in held.items():
        if key not in wanted:
            words.append(f"移出{row}")
            if row.since is not None and row.since >= on:
                row.delete()
            else:
                GroupMember.objects.filter(pk=row.pk).update(until=on - dt.timedelta(days=1))
    for order, (key, member) in enumerate(wanted.items()):
        if key in held:
            GroupMember.objects.filter(pk=held[key].pk).update(order=order)
        else:
            words.append(f"加入{member}")
            GroupMember.objects.create(group=group, order=order, since=on, **_as(member))
    return words


def _check(actor: Actor, group: UnitGroup, members: Sequence[Member]) -> None:
    """Members belong to the owner's tree, and no group comes to contain itself."""
    if not members:
        raise ValidationError(_("分组至少要有一个成员。"))
    root = group.owner.path.split(".", 1)[0] + "."
    for member in members:
        where = member.path if isinstance(member, Unit) else member.owner.path
        if not where.startswith(root):
            raise ValidationError(_("“%s”不在同一单位树内。") % member)
        if isinstance(member, UnitGroup) and group.pk in _inside(member, set()):
            raise ValidationError(
                _("“%(member)s”里已经包含“%(group)s”，不能互相包含。") % {"member": member, "group": group}
            )


def _inside(group: UnitGroup, seen: set[int]) -> set[int]:
    """The group and all groups it holds or ever held."""
    if group.pk not in seen:
        seen.add(group.pk)
        for member in (
            GroupMember.objects.filter(group=group).exclude(subgroup=None).select_related("subgroup")
        ):
            if member.subgroup is not None:
                _inside(member.subgroup, seen)
    return seen


def _as(member: Member) -> dict[str, Member]:
    return {"unit": member} if isinstance(member, Unit) else {"subgroup": member}


def _names(names: Sequence[str], but: str) -> list[str]:
    cleaned = (text(n, _("别名"), 100) for n in names)
    return list(dict.fromkeys(n for n in cleaned if n and n != but))
