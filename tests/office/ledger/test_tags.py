"""Tags of the house: seeded with the seven dimensions, kept by its office, on forms, pages and filters."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.office.ledger.stage import HOSTILE
from tests.office.world import World

from luodi.office.journal.clock import at
from luodi.office.journal.models import Entry
from luodi.office.ledger import acts
from luodi.office.ledger.models import Tag
from luodi.office.ledger.tick import tick

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 10)


def test_the_daily_run_brings_the_seven_dimensions_once(world: World) -> None:
    with at(DAY):
        tick(DAY)
        names = list(Tag.objects.values_list("name", flat=True))
        assert names[0] == "以改革促创新" and len(names) == 7
        acts.rename_tag(world.people["office"], Tag.objects.get(name="以环境促创新"), "以生态促创新")
        tick(DAY)
    assert Tag.objects.count() == 7


def test_added_renamed_retired_and_back(world: World) -> None:
    office = world.people["office"]
    tag = acts.add_tag(office, "field", " 生物  医药 ")
    assert tag.name == "生物 医药"
    other = acts.add_tag(office, "field", "新材料")
    acts.set_tags(office, world.tasks["east"], [tag])
    with pytest.raises(ValidationError, match="已经有了"):
        acts.add_tag(office, "field", "新材料")
    with pytest.raises(ValidationError, match="已经有了"):
        acts.rename_tag(office, tag, "新材料")
    with pytest.raises(ValidationError, match="种类"):
        acts.add_tag(office, "colour", "红")
    for bad in ("  ", "长" * 61):
        with pytest.raises(ValidationError):
            acts.add_tag(office, "field", bad)
    acts.rename_tag(office, tag, "医药")
    acts.retire_tag(office, other)
    acts.retire_tag(office, other)
    assert acts.add_tag(office, "field", "新材料").pk == other.pk
    assert [t.name for t in world.tasks["east"].tags.all()] == ["医药"]
    done = list(Entry.objects.order_by("number").values_list("act", flat=True))
    assert done == ["tag.add", "tag.add", "task.tags", "tag.rename", "tag.retire", "tag.add"]
    for who in ("east_office", "leader", "finance_liaison", "system"):
        with pytest.raises(PermissionDenied):
            acts.add_tag(world.people[who], "field", "甲")


def test_the_page_and_the_task(world: World, sign_in) -> None:
    client = sign_in(world.people["office"])
    task = world.tasks["east"]
    assert client.post("/tags/add/", {"kind": "programme", "name": "强科技"}).status_code == 303
    client.post("/tags/add/", {"kind": "programme", "name": HOSTILE[:60]})
    tag, hostile = Tag.objects.get(name="强科技"), Tag.objects.exclude(name="强科技").get()
    page = client.get("/tags/").content.decode()
    assert "强科技" in page and "<script>alert" not in page
    form = client.get(f"/tasks/{task.pk}/edit/").content.decode()
    assert "专项行动：强科技" in form
    acts.set_tags(world.people["office"], task, [tag])
    client.post(f"/tags/{tag.pk}/retire/")
    client.post(f"/tags/{hostile.pk}/retire/")
    # Carried: still on its task and its form, offered to no other.
    assert f"?tag={tag.pk}" in client.get(f"/tasks/{task.pk}/").content.decode()
    assert "强科技" in client.get(f"/tasks/{task.pk}/edit/").content.decode()
    assert "强科技" not in client.get(f"/tasks/{world.tasks['west'].pk}/edit/").content.decode()
    assert "已停用" in client.get("/tags/").content.decode()
    client.post(f"/tags/{tag.pk}/rename/", {"name": "强工业"})
    assert "强工业" in client.get(f"/tasks/{task.pk}/").content.decode()
    assert task.title in client.get(f"/tasks/?tag={tag.pk}").content.decode()
    for who in ("east_office", "leader", "finance_liaison", "auditor"):
        other = sign_in(world.people[who])
        assert other.get("/tags/").status_code == 403
        other.post("/tags/add/", {"kind": "field", "name": "越权"})
        other.post(f"/tags/{tag.pk}/rename/", {"name": "越权"})
    assert not Tag.objects.filter(name="越权").exists()
