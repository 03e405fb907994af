"""Who holds which post on a day, who really answers for it, and which units have nobody."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from luodi.office.units.models import Person, Role, Unit, holding

POSTS = ("head", "liaison")
AHEAD = 30  # days before a leaving that the office wants to hear of it
# Units that answer by name for their place: one person, shown on every notice.
PLACES = ("city", "county", "zone")


@dataclass
class Posts:
    """One unit's heads and liaisons in force on a day."""

    head: list[Person] = field(default_factory=list)
    liaison: list[Person] = field(default_factory=list)


@dataclass
class Lack:
    """A unit somebody has to see to, and what is wrong."""

    unit: Unit
    faults: list[str]


def posts_on(units: list[Unit], day: dt.date) -> dict[int, Posts]:
    """Heads and liaisons of units on a day; roles are held at the unit itself, not inherited from above."""
    found: dict[int, Posts] = defaultdict(Posts)
    for role in _roles(units, day):
        if role.person.is_in_office(day):
            getattr(found[role.unit_id], role.kind).append(role.person)
    return found


def acting(person: Person, day: dt.date) -> Person:
    """Who does the person's work on a day: the person, or the substitute."""
    since, until = person.substitute_since, person.substitute_until
    away = person.substitute is not None and (since or day) <= day <= (until or day)
    return person.substitute if away and person.substitute is not None else person


def liaisons(unit: Unit, day: dt.date) -> list[Person]:
    """Who gets the unit's reminders on a day: its liaisons, or those who stand in for them."""
    return list(dict.fromkeys(acting(p, day) for p in posts_on([unit], day)[unit.pk].liaison))


def first_responsible(unit: Unit, day: dt.date) -> Person | None:
    """第一责任人: the unit's one head; None where there is none or more than one."""
    heads = posts_on([unit], day)[unit.pk].head
    return heads[0] if len(heads) == 1 else None


def chain(unit: Unit) -> list[Unit]:
    """The unit with all above it, from the top: 省 → 市 → 县 → 部门."""
    ids = [int(pk) for pk in unit.path.split(".") if pk]
    units = Unit.objects.in_bulk(ids)
    return [units[pk] for pk in ids if pk in units]


def lacking(units: list[Unit], day: dt.date) -> list[Lack]:
    """Units with no valid head or liaison today, or about to lose the last one."""
    then = day + dt.timedelta(days=AHEAD)
    now_held, later_held = posts_on(units, day), posts_on(units, then)
    found = []
    for unit in units:
        if not unit.holds_on(day):
            continue
        faults = []
        for kind, word in (("head", _("单位负责人")), ("liaison", _("联络员"))):
            today_, later = getattr(now_held[unit.pk], kind), getattr(later_held[unit.pk], kind)
            if not today_:
                faults.append(_("没有在任的%s") % word)
            elif not later and unit.holds_on(then):
                leaving = "、".join(p.name for p in today_)
                faults.append(
                    _("%(who)s（%(post)s）将在%(n)s天内离任，尚无接任")
                    % {"who": leaving, "post": word, "n": AHEAD}
                )
        if unit.level in PLACES and len(now_held[unit.pk].head) > 1:
            faults.append(_("第一责任人不唯一：%s") % "、".join(p.name for p in now_held[unit.pk].head))
        both = {p.pk for p in now_held[unit.pk].head} & {p.pk for p in now_held[unit.pk].liaison}
        if both and len(now_held[unit.pk].head) == 1 and len(now_held[unit.pk].liaison) == 1:
            faults.append(_("负责人和联络员是同一人，月报无人可审核"))
        if faults:
            found.append(Lack(unit, faults))
    return found


def _roles(units: list[Unit], day: dt.date) -> list[Role]:
    rows = Role.objects.filter(holding(day), kind__in=POSTS, person__disabled=False)
    if len(units) <= 500:  # a database takes only so many values in one question
        rows = rows.filter(unit_id__in=[u.pk for u in units])
    return list(
        rows.filter(Q(person__until=None) | Q(person__until__gte=day))
        .select_related("person__substitute", "person__unit")
        .order_by("id")
    )
