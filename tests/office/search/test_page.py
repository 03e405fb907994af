"""The search page and the making of the index anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from tests.office.world import World

from luodi.office.search import index
from luodi.office.search.kinds import kinds, rebuild

pytestmark = pytest.mark.django_db


def test_tasks_by_scope_with_marks(world: World, sign_in: Any) -> None:
    assert rebuild()["task"] == len(world.tasks)
    page = sign_in(world.people["office"]).get("/search/?q=高新技术").content.decode()
    assert "新增<mark>高新技术</mark>企业50家" in page
    page = sign_in(world.people["west_liaison"]).get("/search/?q=高新技术").content.decode()
    assert "50家" not in page and "没有找到" in page
    page = sign_in(world.people["finance_liaison"]).get("/search/?q=高新技术").content.decode()
    assert "50家" in page  # supports it


def test_rebuild_forgets_what_is_gone(world: World) -> None:
    index.put("task", 10**9, "早已不在的任务")
    call_command("rebuild_search")
    assert not index.matching("task", "早已不在").exists()
    assert {k.name for k in kinds()} >= {"task", "document", "finding"}


def test_nothing_to_look_for(world: World, sign_in: Any) -> None:
    client = sign_in(world.people["office"])
    for query in ("", "？！", "   "):
        assert client.get("/search/", {"q": query}).status_code == 200
    for page in ("0", "-1", "x", "99999", "9999"):
        assert client.get("/search/", {"q": "科技", "kind": "task", "page": page}).status_code == 200
    assert client.get("/search/", {"q": "科技", "kind": "nothing"}).status_code == 200
