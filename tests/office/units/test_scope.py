"""Scope: whatever roles somebody holds, a list never shows what none of them covers, nor hides what one does."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office.world import World

from luodi.office.journal.clock import at
from luodi.office.units.models import Person, Role, SteeringBody, Unit, UnitGroup, scope_of
from luodi.office.units.scope import BUSINESS, NAMES

pytestmark = pytest.mark.django_db
KEYS = ("province", "office", "finance", "east", "west", "county", "eastbureau", "zone")
START = dt.date(2026, 6, 1)
days = st.none() | st.integers(-3, 3).map(lambda n: START + dt.timedelta(days=n))
roles = st.lists(st.tuples(st.sampled_from(list(NAMES)), st.sampled_from(KEYS), days, days), max_size=4)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def holds(since: dt.date | None, until: dt.date | None, day: dt.date) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


@quick
@given(own=roles, others=roles, away=st.tuples(days, days), stands_in=st.booleans())
def test_visible_is_exactly_what_the_roles_cover(
    world: World, own: list, others: list, away: tuple, stands_in: bool
) -> None:
    me, absent = world.people["zone_liaison"], world.people["east_head"]
    Role.objects.filter(person__in=[me, absent]).delete()
    for person, held in ((me, own), (absent, others)):
        for kind, key, since, until in held:
            Role.objects.create(person=person, kind=kind, unit=world.units[key], since=since, until=until)
    Person.objects.filter(pk=absent.pk).update(
        substitute=me if stands_in else None, substitute_since=away[0], substitute_until=away[1]
    )
    with at(START):
        viewer = Person.objects.get(pk=me.pk)
        nodes = [(k, world.units[key].path) for k, key, a, b in own if holds(a, b, START)]
        if stands_in and None not in away and holds(*away, START):
            nodes += [
                (k, world.units[key].path)
                for k, key, a, b in others
                if holds(a, b, START) and k in ("head", "liaison")
            ]
        covered = {u.pk for u in Unit.objects.all() if any(u.path.startswith(p) for _k, p in nodes)}
        assert set(Unit.objects.visible_to(viewer).values_list("pk", flat=True)) == covered
        people = {p.pk for p in Person.objects.all() if p.unit_id in covered}
        assert set(Person.objects.visible_to(viewer).values_list("pk", flat=True)) == people
        for unit in world.units.values():
            business = any(k in BUSINESS and unit.path.startswith(p) for k, p in nodes)
            assert viewer.scope.covers(unit.path) is business
        below = set(Unit.objects.filter(pk__in=viewer.units_below).values_list("pk", flat=True))
        assert below == {u.pk for u in Unit.objects.all() if viewer.scope.covers(u.path)}


def test_one_query_for_a_scope(world: World, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        scope = scope_of(world.people["office"], START)
    assert scope.everything("office")
    assert scope.roots == (world.units["province"].path,)


def test_a_path_is_no_prefix_of_another_by_chance(world: World) -> None:
    """1.2. covers 1.2.3. and not 1.23.: the full stop at the end sees to it."""
    units = list(Unit.objects.all())
    for one in units:
        for other in units:
            below = one.pk in [int(x) for x in other.path.split(".") if x]
            assert other.path.startswith(one.path) is below


def test_no_role_sees_nothing(world: World) -> None:
    person = Person.objects.create(name="新人", unit=world.units["east"], login="new")
    for model in (Unit, Person, UnitGroup, SteeringBody):
        assert not model.objects.visible_to(person).exists()
