"""A month in a real browser: typed and handed in on a phone, approved by the head, taken over without script."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from tests.office.ledger.stage import DAY, Stage, make_stage
from tests.office.world import make_world

from luodi.office.journal import clock
from luodi.office.ledger import standings
from luodi.office.ledger.models import Report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).resolve().parents[2] / "vendor" / "axe.min.js"


class June:
    """Middleware: the server's clock stands in the month of the stage."""

    def __init__(self, get_response: Callable[[Any], Any]):
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        with clock.at(DAY):
            return self.get_response(request)


@pytest.fixture
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("没有 chromium：见 make setup 的提示")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def stage(settings: Any) -> Stage:
    settings.MIDDLEWARE = [f"{__name__}.June", *settings.MIDDLEWARE]
    made = make_stage(make_world())
    with clock.at(DAY):
        standings.refresh(None, DAY)
    return made


def tab(browser: Browser, site: str, person: Any, width: int, *, script: bool = True) -> Page:
    client = Client()
    client.force_login(person)
    context = browser.new_context(viewport={"width": width, "height": 844}, java_script_enabled=script)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    context.set_default_timeout(15000)
    return context.new_page()


def sound(page: Page) -> None:
    """No serious finding of axe-core, and nothing wider than the screen."""
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), page.url
    if not AXE.exists():
        return
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    bad = [
        (v["id"], v["nodes"][0]["html"])
        for v in result["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert bad == [], page.url


def test_a_report_from_the_phone_to_the_office(stage: Stage, live_server: Any, browser: Browser) -> None:
    people, site = stage.world.people, live_server.url
    phone = tab(browser, site, people["east_liaison"], 390)
    phone.goto(site + "/")
    sound(phone)
    address = f"/tasks/{stage.task.pk}/reports/{stage.rounds[1].pk}/"
    phone.click(f"a.todo-main[href='{address}']")
    sound(phone)
    for text in ("本月评审", "本月评审两次"):  # each pause saves: the second from the version of the first
        phone.fill("#id_progress", text)
        phone.wait_for_selector("[data-autosave-state]:has-text('已保存')")
        phone.wait_for_timeout(1800)
    phone.evaluate(
        "s = document.querySelector('[data-slider]'); s.value = 55; s.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    assert phone.input_value("#id_percent") == "55"
    picture = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": b"jpeg"}
    phone.set_input_files("#drop-evidence", [picture])
    phone.click("button[value=copy]")
    phone.wait_for_selector(".files >> text=现场.jpg")
    assert phone.input_value("#id_done") == stage.may.done
    phone.uncheck("#onward")
    phone.click("button[value=submit]")
    phone.wait_for_selector("text=等待单位负责人审核")
    assert Report.objects.get(task=stage.task, round=stage.rounds[1]).progress == "本月评审两次"

    head = tab(browser, site, people["east_head"], 390)
    head.goto(site + "/")
    head.click(".reading-item summary")
    head.check(".reading-item input[name=report]")
    head.click("text=把勾选的审核通过")
    head.wait_for_selector("text=已审核通过1份月报")

    office = tab(browser, site, people["office"], 1280, script=False)
    office.goto(site + "/reports/inbox/")
    office.check(".reading-item input[name=report]")
    office.click("text=采用勾选的月报")
    office.wait_for_selector("text=已采用1份月报")
    stage.task.refresh_from_db()
    assert stage.task.progress == 55

    desk = tab(browser, site, people["office"], 1280)
    for path in ("/", f"/tasks/{stage.task.pk}/", f"/tasks/{stage.task.pk}/course/", "/instructions/"):
        desk.goto(site + path)
        sound(desk)
