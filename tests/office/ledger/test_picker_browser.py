"""The field that finds a unit among hundreds, in a real browser: typed, ticked by Enter, sent; a list without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.office.ledger.stage import Stage
from tests.office.ledger.test_pages_browser import browser, sound, stage, tab  # noqa: F401 (fixtures)

from luodi.office.ledger.models import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_units_are_found_by_typing(stage: Stage, live_server: Any, browser: Browser) -> None:  # noqa: F811
    office, plan = stage.world.people["office"], stage.world.plan
    address = f"{live_server.url}/plans/{plan.pk}/tasks/new/"
    page = tab(browser, live_server.url, office, 390)
    page.goto(address)
    page.fill("#id_title", "选出来的")
    find = page.get_by_label("查找牵头单位")
    find.fill("财政")
    assert page.locator("#id_leads > div:visible").count() == 1
    find.press("Enter")
    assert page.locator("#id_leads input:checked").count() == 1
    assert "河清省财政厅" in page.locator(".picks-said").first.inner_text()
    sound(page)
    page.fill("#id_due", "2026-12-01")
    page.click("button[value=draft]")
    page.wait_for_load_state()
    assert Task.objects.get(title="选出来的").lead == stage.world.units["finance"]
    plain = tab(browser, live_server.url, office, 1200, script=False)
    plain.goto(address)
    assert plain.locator("#id_leads > div:visible").count() > 5 and plain.locator(".picks-said").count() == 0
