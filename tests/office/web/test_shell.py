"""The frame around every page: headers on every answer, errors that say why, navigation, theme."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template import TemplateDoesNotExist, engines
from django.test import Client, RequestFactory
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from luodi.office.web import errors, gallery, middleware, navigation

EVERY = (
    ("/_gallery/", 200),
    ("/_gallery/?frame=plain", 200),
    ("/refuse/", 403),
    ("/suspicious/", 400),
    ("/nowhere/", 404),
    ("/fault/", 500),
    ("/static/luodi/icons.svg", 200),
)


@pytest.mark.parametrize(("path", "status"), EVERY)
def test_every_answer_carries_the_policy(shell_site: Client, path: str, status: int) -> None:
    response = shell_site.get(path)
    assert response.status_code == status
    for name, value in middleware.HEADERS.items():
        assert response[name] == value
    assert "unsafe" not in response["Content-Security-Policy"]
    assert re.fullmatch(r"[0-9a-f-]{36}", response["X-Request-Id"])


def test_the_site_itself_has_these_rooms() -> None:
    """The rule above holds for the real site only if its settings name the same middleware, outermost."""
    assert site_settings.MIDDLEWARE[:2] == [
        "luodi.office.web.middleware.RequestId",
        "luodi.office.web.middleware.Headers",
    ]
    from luodi.office import urls

    for status in (400, 403, 404, 500):
        assert getattr(urls, f"handler{status}").startswith("luodi.office.web.errors.")
    assert site_settings.CSRF_FAILURE_VIEW == "luodi.office.web.errors.csrf_failure"


def test_a_sent_in_request_id_is_not_believed(shell_site: Client) -> None:
    one = shell_site.get("/_gallery/", headers={"X-Request-Id": "mine"})
    two = shell_site.get("/_gallery/")
    assert "mine" != one["X-Request-Id"] != two["X-Request-Id"]


def test_a_view_keeps_the_header_it_set() -> None:
    def view(request: Any) -> HttpResponse:
        return HttpResponse("", headers={"Cache-Control": "max-age=60"})

    response = middleware.Headers(view)(RequestFactory().get("/"))
    assert response["Cache-Control"] == "max-age=60"


def test_a_page_is_not_kept_by_the_browser(shell_site: Client) -> None:
    assert shell_site.get("/_gallery/")["Cache-Control"] == "private, no-store"


def test_a_refusal_says_why(shell_site: Client) -> None:
    response = shell_site.get("/refuse/")
    tree = HTMLParser(response.content.decode())
    assert tree.css_first(".reason").text() == "只读：不在本单位范围。<script>alert(1)</script>"
    assert tree.css_first("code").text() == response["X-Request-Id"]


def test_a_fault_tells_nothing_of_the_inside(shell_site: Client) -> None:
    page = shell_site.get("/fault/").content.decode()
    assert "hunter2" not in page and "Traceback" not in page and "程序出错了" in page


def test_a_missing_page_does_not_name_the_others(shell_site: Client) -> None:
    page = shell_site.get("/nowhere/").content.decode()
    assert "没有这一页" in page and "_gallery" not in page
    own = errors.not_found(RequestFactory().get("/"), Http404("这份文件已经撤回"))
    assert "这份文件已经撤回" in own.content.decode()


def test_a_refusal_without_words_still_explains() -> None:
    page = errors.forbidden(RequestFactory().get("/"), PermissionDenied()).content.decode()
    assert "没有做这件事的权限" in page


def test_a_stale_form_is_explained(shell_site: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/_gallery/post/", {"title": "甲"})
    assert response.status_code == 403 and "请重新提交" in response.content.decode()


def test_the_gallery_is_closed_in_service(shell_site: Client, settings: Any) -> None:
    settings.SHOW_GALLERY = False
    assert shell_site.get("/_gallery/").status_code == 404


def test_the_frame(shell_site: Client) -> None:
    tree = HTMLParser(shell_site.get("/_gallery/?flash=1").content.decode())
    assert tree.css_first("title").text() == "组件 · 落地"
    assert tree.css_first(".skip").attributes["href"] == "#main"
    assert tree.css_first(".brand-office").text() == "某省科创办"
    assert "张三<b>" in tree.css_first(".user-menu").text()
    assert "甲市‹U+202E›科技局" in tree.css_first(".user-menu").text()
    assert "本系统不得处理涉密信息" in tree.css_first("footer").text()
    assert tree.css_first(".main-nav [aria-current=page]").text() == "组件"
    assert "已保存" in tree.css_first("#main .notice-good").text()
    assert tree.css_first("meta[name=person]").attributes["content"] == "7"


@pytest.mark.parametrize(("cookie", "shown"), [("dark", "dark"), ("light", "light"), ('"><script>', "auto")])
def test_the_theme_is_right_from_the_first_paint(shell_site: Client, cookie: str, shown: str) -> None:
    shell_site.cookies["theme"] = cookie
    tree = HTMLParser(shell_site.get("/_gallery/").content.decode())
    assert tree.css_first("html").attributes["data-theme"] == shown


def test_navigation_shows_what_the_person_may_use(shell_site: Client) -> None:
    heads = SimpleNamespace(heads=True)
    navigation.register(
        navigation.Entry("web:gallery", "组件", "home", order=2, prefix="/_gallery/"),
        navigation.Entry("nobody:has-this", "没有", "home"),
    )
    only = navigation.Entry("web:gallery", "组件", "home", test=lambda p: hasattr(p, "heads"))
    assert [i.label for i in navigation.items_for(heads, "/_gallery/x/")] == ["组件"]
    assert navigation.items_for(heads, "/_gallery/x/")[0].current
    navigation.register(only)
    assert len(navigation.items_for(heads, "/")) == 1 and navigation.items_for(object(), "/") == []


def test_other_packages_templates_are_not_ours_to_render() -> None:
    with pytest.raises(TemplateDoesNotExist):
        engines["jinja"].get_template("ninja/swagger.html")


def test_static_addresses_carry_their_version() -> None:
    env = engines["jinja"].env  # type: ignore[attr-defined]
    address = env.globals["static"]("luodi/office.css")
    assert re.fullmatch(r"/static/luodi/office\.css\?v=[0-9a-f]{8}", address)
    assert env.globals["static"]("luodi/none.css") == "/static/luodi/none.css"


def test_in_service_a_missing_name_is_logged_not_shown(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from luodi.office.web import jinja

    monkeypatch.delenv("PYTEST_VERSION")
    env = jinja.environment(autoescape=True)
    assert env.from_string("甲{{ nothing }}乙").render() == "甲乙"
    assert "nothing" in caplog.text


def test_the_gallery_shows_every_component() -> None:
    source = engines["jinja"].env.loader.get_source(None, "web/gallery.html")[0]  # type: ignore[attr-defined]
    module = engines["jinja"].env.get_template("web/ui.html").make_module({})  # type: ignore[attr-defined]
    used = set(re.findall(r"\bui\.(\w+)", source))
    inner = {"hidden", "field"}  # parts of the ones shown
    assert {n for n in vars(module) if not n.startswith("_")} - inner <= used
    assert gallery.HOSTILE
