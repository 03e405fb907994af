"""The desk in a real browser: from the keyboard, on both sides, and at a phone's width."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from tests.office.documents.conftest import read
from tests.office.world import World, make_world

from luodi.office.documents.models import Document, Finding
from luodi.office.units.models import SignIn

CHROMIUM = os.environ.get("LUODI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


@pytest.fixture
def paper(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[World, Document]:
    world = make_world()
    return world, read(world)


@pytest.fixture
def page(paper: tuple[World, Document], live_server: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    person = paper[0].people["office"]
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    SignIn.objects.create(person=person, session_key=session.session_key, seen_at=timezone.now())
    faults: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        width = getattr(request, "param", 1280)
        context = browser.new_context(viewport={"width": width, "height": 844}, base_url=live_server.url)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        found = context.new_page()
        found.set_default_timeout(20_000)
        found.on("pageerror", lambda error: faults.append(str(error)))
        found.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        yield found
        browser.close()
    assert not faults


def current(page: Any) -> str:
    return str(page.locator(".finding.current .action").inner_text())


def test_a_review_from_the_keyboard(paper: tuple[World, Document], page: Any) -> None:
    _world, document = paper
    page.goto(f"/documents/{document.pk}/review/")
    page.keyboard.press("j")
    while "企业摸底" not in current(page):
        page.keyboard.press("j")
    assert page.locator(".hit.on").first.inner_text().endswith("企业摸底")
    page.keyboard.press("e")
    page.locator(".finding-form textarea").fill("完成全省企业摸底")
    page.locator(".finding-form .button-primary").click()
    page.locator(".finding.current .action", has_text="全省").wait_for()
    page.keyboard.press("a")
    page.locator(".finding.is-accepted").wait_for()
    page.wait_for_function("document.querySelector('#tally').innerText.includes('采纳1')")
    assert page.locator(".hit.accepted").count() == 1
    accepted = Finding.objects.get(state="accepted")
    assert accepted.task and accepted.task.title == "完成全省企业摸底"
    assert "摸底" not in current(page)  # the next open one has come up
    page.keyboard.press("x")
    page.keyboard.type("重复")
    page.keyboard.press("Enter")
    page.locator(".finding.is-rejected").wait_for()
    assert Finding.objects.get(state="rejected").reason == "重复"


def test_either_side_leads_to_the_other(paper: tuple[World, Document], page: Any) -> None:
    page.goto(f"/documents/{paper[1].pk}/review/")
    page.locator(".hit", has_text="项目清单").click()
    assert "项目清单" in current(page)
    page.locator(".finding", has_text="管理办法").locator(".words a").click()
    assert "管理办法" in current(page) and "管理办法" in page.locator(".hit.on").inner_text()


@pytest.mark.parametrize("page", [390], indirect=True)
def test_at_a_phones_width(paper: tuple[World, Document], page: Any) -> None:
    document = paper[1]
    finding = document.findings.filter(kind="task").first()
    assert finding
    for url in ("", "upload/", f"{document.pk}/", f"{document.pk}/review/", f"findings/{finding.pk}/"):
        page.goto(f"/documents/{url}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, url
        assert page.locator("h1").count() == 1
    page.goto(f"/documents/{document.pk}/review/")
    page.locator(".finding", has_text="企业摸底").first.get_by_role("button", name="采纳").click()
    page.locator(".finding.is-accepted").wait_for()


def test_files_are_dropped_and_read(paper: tuple[World, Document], page: Any) -> None:
    from luodi.office.documents.reading import read_document

    page.goto("/documents/upload/")
    files = [
        {"name": "纪要.txt", "mimeType": "text/plain", "buffer": "会议纪要\n\n会议议定：省科技厅要尽快制定办法。\n".encode()},
        {"name": "秘.txt", "mimeType": "text/plain", "buffer": "机密★5年\n内容".encode()},
    ]  # fmt: skip
    page.locator('input[name="files"]').first.set_input_files(files)
    page.get_by_role("button", name="上传并阅读").click()
    page.locator("#refused", has_text="机密").wait_for()
    assert "等待阅读" in page.locator("#progress").inner_text()
    assert read_document.func(Document.objects.get(name="纪要.txt").pk) == "read"
    page.locator("#progress .is-read").wait_for()  # the page asked by itself
    page.get_by_role("link", name="去审核").click()
    page.locator(".finding", has_text="制定办法").wait_for()
