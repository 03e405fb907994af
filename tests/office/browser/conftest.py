"""A demonstration served for real, and a real Chromium that notices whatever goes wrong on a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.office import demohome

CHROMIUM = os.environ.get("LUODI_CHROMIUM") or next(
    (p for n in ("chromium", "chromium-browser", "google-chrome", "chrome") if (p := shutil.which(n))), None
)
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Desk:
    """Browser windows on the served office; `faults` gathers what no page may do."""

    browser: Any
    site: str
    password: str
    faults: list[str] = field(default_factory=list)
    states: dict[str, Any] = field(default_factory=dict)

    def window(self, login: str = "", *, phone: bool = False, **options: Any) -> Any:
        """A page in a context of its own; with a login, signed in by typing it."""
        if phone:
            options = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2, **options}
        if login in self.states:
            options["storage_state"] = self.states[login]
        context = self.browser.new_context(
            base_url=self.site, viewport=PHONE if phone else DESKTOP, locale="zh-CN", **options
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        self._watch(page)
        if login and login not in self.states:
            self.sign_in(page, login)
            self.states[login] = context.storage_state()
        return page

    def sign_in(self, page: Any, login: str) -> None:
        page.goto("/units/signin/")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(self.password)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "signin" not in url)

    def _watch(self, page: Any) -> None:
        ours = urlsplit(self.site).netloc

        def asked(request: Any) -> None:
            address = urlsplit(request.url)
            if address.scheme not in ("data", "blob", "about") and address.netloc != ours:
                self.faults.append(f"{page.url} asks another server: {request.url}")

        def answered(response: Any) -> None:
            if response.status >= 500:
                self.faults.append(f"{response.status} {response.url}")

        def said(message: Any) -> None:
            # "Failed to load resource" is how Chromium notes a 404 or 422, which a test may want
            if message.type == "error" and "Failed to load resource" not in message.text:
                self.faults.append(f"{page.url} console: {message.text}")

        page.on("request", asked)
        page.on("response", answered)
        page.on("console", said)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url} script: {error}"))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """(home, address) of a demonstration of this worker's own."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: make setup says how to install it")
    home = demohome.copy(tmp_path_factory.mktemp("browser") / "home")
    with demohome.serving(home) as site:
        yield home, site


@pytest.fixture(scope="session")
def browser(served: tuple[Path, str]) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def _states() -> dict[str, Any]:
    return {}


@pytest.fixture
def desk(served: tuple[Path, str], browser: Any, _states: dict[str, Any]) -> Iterator[Desk]:
    """At the end of the test nothing may have been blocked, broken or asked of another server."""
    made = Desk(browser, served[1], demohome.password(served[0]), states=_states)
    yield made
    for context in browser.contexts:
        context.close()
    assert made.faults == []


Window = Callable[..., Any]
