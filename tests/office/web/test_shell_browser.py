"""The gallery in a real browser: nothing breaks the policy, nothing overflows, the scripts do their work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.office.web import shellsite

from luodi.office.web import navigation

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "tests" / "vendor" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
VENDOR = ROOT / "src" / "luodi" / "office" / "web" / "static" / "vendor"
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("没有 chromium：见 make setup 的提示")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Tab:
    """A page that remembers what the browser complained about."""

    def __init__(self, browser: Browser, size: str = "desk", scheme: Any = "light", **more: Any):
        width, height = SIZES[size]
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN", **more
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def __enter__(self) -> Tab:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or worse, each with the place it found it."""
    if not AXE.exists():
        pytest.skip("没有 axe-core：make setup 会安装")
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {n['html'][:160]} {n.get('failureSummary', '')[:200]}"
        for v in result["violations"]
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"][:3]
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_gallery_is_sound(browser: Browser, address: str, size: str, scheme: str) -> None:
    with Tab(browser, size, scheme) as tab:
        tab.page.goto(address + "/_gallery/?flash=1")
        tab.page.wait_for_load_state("networkidle")
        assert tab.complaints == []
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
        for details in tab.page.query_selector_all("main details"):
            details.evaluate("d => { d.open = true }")
        assert serious(tab.page) == []
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]


@pytest.mark.parametrize("path", ["/_gallery/?frame=plain", "/refuse/", "/nowhere/", "/fault/"])
def test_plain_pages_are_sound(browser: Browser, address: str, path: str) -> None:
    with Tab(browser, "phone") as tab:
        tab.page.goto(address + path)
        assert [c for c in tab.complaints if "Failed to load resource" not in c] == []
        assert serious(tab.page) == []


def test_fingers_fit(browser: Browser, address: str) -> None:
    """On a phone whatever is pressed often is at least 44 points high; in running text it may be less."""
    with Tab(browser, "phone", has_touch=True) as tab:
        tab.page.goto(address + "/_gallery/")
        small = tab.page.evaluate(
            """() => Array.from(document.querySelectorAll(
                '.button:not(.small), .main-nav a, .main-nav summary, select, .field input:not([type=checkbox]):not([type=radio]):not([type=hidden]):not([type=file]), .tabs a'))
                .filter(e => e.offsetParent && !e.closest('.top-search') && e.getBoundingClientRect().height < 43.5)
                .map(e => e.outerHTML.slice(0, 120))"""
        )
        assert small == []


def test_charts_are_drawn(browser: Browser, address: str) -> None:
    if not (VENDOR / "echarts.min.js").exists():
        pytest.skip("没有 ECharts：make setup 会安装")
    with Tab(browser) as tab:
        tab.page.goto(address + "/_gallery/")
        tab.page.wait_for_function(
            "() => Array.from(document.querySelectorAll('[data-chart]')).every(e => e.querySelector('canvas'))"
        )
        colours = tab.page.evaluate(
            """() => Array.from(document.querySelectorAll('[data-chart]')).map(e => { const c = e.querySelector('canvas');
            return new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size; })"""
        )
        assert len(colours) == 4 and min(colours) > 10  # lines, letters, bars: not an empty sheet
        tab.page.click(".user-menu > summary")
        tab.page.click("[data-theme-next]")
        assert tab.page.get_attribute("html", "data-theme") == "light"
        tab.page.click("[data-theme-next]")
        assert tab.page.get_attribute("html", "data-theme") == "dark"
        tab.page.reload()
        assert tab.page.get_attribute("html", "data-theme") == "dark"
        assert tab.complaints == []


def test_without_the_library_the_table_stands_in(browser: Browser, address: str) -> None:
    with Tab(browser) as tab:
        tab.page.route("**/echarts*", lambda route: route.abort())
        tab.page.goto(address + "/_gallery/")
        tab.page.wait_for_selector(".chart-table[open]")


def test_without_scripts_everything_is_reached(browser: Browser, address: str) -> None:
    with Tab(browser, java_script_enabled=False) as tab:
        tab.page.goto(address + "/_gallery/")
        assert not tab.page.is_visible("#ask")
        tab.page.click("text=退回重办…")
        assert tab.page.is_visible("#ask textarea")
        tab.page.click("text=更多操作")
        assert tab.page.is_visible("text=导出 Excel")


def test_drafts_save_themselves(browser: Browser, address: str) -> None:
    with Tab(browser) as tab:
        tab.page.goto(address + "/_gallery/")
        tab.page.fill("#id_text", "本月完成三项")
        tab.page.wait_for_function(
            "() => document.querySelector('[data-autosave-state]').textContent.indexOf('已保存') === 0"
        )
        draft = shellsite.DRAFTS[-1]
        assert draft["text"] == ["本月完成三项"] and "once" not in draft and "csrfmiddlewaretoken" in draft
        assert tab.page.evaluate("Object.keys(localStorage).length") == 0
        assert tab.complaints == []


def test_a_refused_draft_says_why(browser: Browser, address: str) -> None:
    with Tab(browser) as tab:
        tab.page.goto(address + "/_gallery/")
        tab.page.fill("#id_title", "bad")
        tab.page.wait_for_selector(".autosave.failed")
        assert tab.page.inner_text("[data-autosave-state]") == "未保存：已经提交，不能再改"


def test_what_the_network_lost_is_offered_back(browser: Browser, address: str) -> None:
    with Tab(browser) as tab:
        tab.page.on("dialog", lambda dialog: dialog.accept())
        tab.page.goto(address + "/_gallery/")
        tab.page.route("**/_gallery/draft/", lambda route: route.abort())
        tab.page.fill("#id_text", "路上写的一段话")
        tab.page.check("#id_urgent")
        tab.page.wait_for_selector(".autosave.failed")
        assert "暂存在这台电脑上" in tab.page.inner_text("[data-autosave-state]")
        tab.page.goto(address + "/_gallery/")
        tab.page.unroute("**/_gallery/draft/")
        tab.page.click(".notice-warn >> text=恢复")
        assert tab.page.input_value("#id_text") == "路上写的一段话" and tab.page.is_checked("#id_urgent")
        tab.page.wait_for_function("() => !Object.keys(localStorage).length")
        assert shellsite.DRAFTS[-1]["text"] == ["路上写的一段话"]


def test_leaving_with_unsaved_work_asks(browser: Browser, address: str) -> None:
    with Tab(browser) as tab:
        asked: list[str] = []
        tab.page.goto(address + "/_gallery/")
        tab.page.route("**/_gallery/draft/", lambda route: route.abort())
        tab.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        tab.page.click("#id_text")
        tab.page.keyboard.type("x")
        tab.page.goto(address + "/_gallery/?frame=plain")
        assert asked == ["beforeunload"]


def test_danger_asks_first_and_hurried_enter_does_nothing(browser: Browser, address: str) -> None:
    with Tab(browser) as tab:
        tab.page.goto(address + "/_gallery/")
        posts: list[str] = []
        tab.page.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
        tab.page.click("button:has-text('催办')")
        assert tab.page.inner_text("dialog[open] p") == "发出催办？"
        tab.page.keyboard.press("Enter")
        assert tab.page.locator("dialog[open]").count() == 0 and posts == []
        tab.page.click("button:has-text('催办')")
        with tab.page.expect_navigation():
            tab.page.click("dialog[open] >> text=确定")
        assert len(posts) == 1


def test_keys(browser: Browser, address: str) -> None:
    with Tab(browser) as tab:
        page = tab.page
        page.goto(address + "/_gallery/")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("r")
        assert page.is_visible("#ask[open]")
        page.keyboard.type("rn?")  # in a text field keys are letters
        assert page.input_value("#why") == "rn?"
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        assert "退回重办" in page.inner_text("dialog[open]") and "搜索" in page.inner_text("dialog[open]")
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "top-q"
        assert serious(page) == []


def test_rows_are_chosen(browser: Browser, address: str) -> None:
    with Tab(browser) as tab:
        tab.page.goto(address + "/_gallery/")
        tab.page.check("[data-select-all]")
        rows = tab.page.locator("#list tbody tr").count()
        assert tab.page.locator("#list tr.chosen").count() == rows > 3
        tab.page.uncheck("#list tbody tr:nth-child(2) input")
        assert tab.page.evaluate("document.querySelector('[data-select-all]').indeterminate")


def test_files_are_gathered(browser: Browser, address: str, tmp_path: Path) -> None:
    folder = tmp_path / "佐证"
    (folder / "深").mkdir(parents=True)
    for name in ("一.txt", "二.txt", "深/<img src=x>.txt"):
        (folder / name).write_text(name, "utf-8")
    with Tab(browser) as tab:
        page = tab.page
        page.goto(address + "/_gallery/")
        page.set_input_files("#drop-evidence", [str(folder / "一.txt")])
        page.set_input_files("#drop-evidence-folder", str(folder))
        lines = page.locator(".drop-files li").all_inner_texts()
        assert len(lines) == 4 and "<img src=x>.txt" in "".join(lines)  # the same file once; and the sum
        page.evaluate(
            """() => { const data = new DataTransfer(); data.items.add(new File(['abc'], '粘贴.png'));
            document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true})); }"""
        )
        page.click(".drop-files li:first-child button")
        page.evaluate("document.querySelector('#form form').action = '/_gallery/post/'")
        with page.expect_navigation():
            page.click("text=提交审核")
    sent = shellsite.POSTED[-1]
    assert sorted(f.split(":")[0] for f in sent["files"]) == sorted(["二.txt", "<img src=x>.txt", "粘贴.png"])
    assert sent["once"][0]


def test_an_impatient_hand_sends_once(browser: Browser, address: str) -> None:
    with Tab(browser) as tab:
        tab.page.goto(address + "/_gallery/")
        tab.page.evaluate("document.querySelector('#form form').action = '/_gallery/post/'")
        with tab.page.expect_navigation():
            tab.page.evaluate(
                "() => { const b = document.querySelector('#form .button-primary'); b.click(); b.click(); b.click(); }"
            )
    assert len(shellsite.POSTED) == 1


def test_it_prints_as_content_alone(browser: Browser, address: str) -> None:
    with Tab(browser, scheme="dark") as tab:
        tab.page.goto(address + "/_gallery/")
        tab.page.emulate_media(media="print")
        for gone in (".top", ".main-nav", ".page-actions", ".pagination", ".filters details"):
            assert not tab.page.is_visible(gone), gone
        assert tab.page.is_visible(".light") and tab.page.is_visible(".secrecy")
        assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert (
            tab.page.evaluate("getComputedStyle(document.querySelector('thead')).display")
            == "table-header-group"
        )


def test_pieces_of_a_page_are_fetched(browser: Browser, address: str) -> None:
    """htmx under the strict policy: the token goes along, a refusal is shown with its reason, a question is asked."""
    if not (VENDOR / "htmx.min.js").exists():
        pytest.skip("没有 htmx：make setup 会安装")
    with Tab(browser) as tab:
        page = tab.page
        page.goto(address + "/pieces/")
        page.click("#good")
        page.wait_for_selector("#place:has-text('收到')")
        page.click("#asked")
        assert len(shellsite.POSTED) == 1
        with page.expect_response("**/_gallery/post/"):
            page.click("dialog[open] >> text=确定")
        assert len(shellsite.POSTED) == 2
        assert tab.complaints == []
        page.click("#refused")
        page.wait_for_selector("[role=alert]")
        assert page.inner_text("[role=alert]") == "没有完成：只读：不在本单位范围。<script>alert(1)</script>"
        assert page.inner_text("#place") == "收到"


def test_the_phone_reaches_everything(browser: Browser, address: str) -> None:
    """Entries that are not in the phone's bar stand under 更多."""
    navigation.register(
        navigation.Entry("web:gallery2", "别处", "list"), navigation.Entry("web:gallery", "组件", "home")
    )
    with Tab(browser, "phone", has_touch=True) as tab:
        tab.page.goto(address + "/pieces/")
        assert not tab.page.is_visible(".main-nav .menu-item")
        tab.page.tap(".main-nav .more summary")
        with tab.page.expect_navigation():
            tab.page.tap(".main-nav .menu-item:has-text('组件')")
        assert tab.page.url.endswith("/_gallery/")
        tab.page.tap(".user-menu > summary")
        box = tab.page.locator(".user-menu .menu-list").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
