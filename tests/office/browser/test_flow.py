"""An item's whole life in the browser: from the uploaded minutes to the signed-off task, by whoever does each step."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.office.browser.conftest import Desk

pytestmark = pytest.mark.browser

PAPER = """河清省科技创新委员会第九次会议纪要
科创纪要〔2026〕9号

一、平台建设
会议议定：省工业和信息化厅要在12月底前建成量子精密测量中试平台，并投入使用。
会议要求，各级各部门要提高政治站位。

河清省科技创新委员会办公室
2026年11月19日
"""
TITLE = "量子精密测量中试平台"


def fits(page: Any) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, page.url


def see(page: Any, *words: str) -> None:
    """What somebody at this screen reads."""
    for word in words:
        page.get_by_text(word).locator("visible=true").first.wait_for()


def test_from_the_minutes_to_the_signed_off_task(desk: Desk) -> None:
    office = desk.window("bangong")
    task = review(office)

    phone = desk.window("lianluo", phone=True)
    report(phone, task)
    head = desk.window("fuze", phone=True)
    head.goto("/")
    fits(head)
    reading = head.locator(".reading-item", has_text=TITLE)
    reading.locator("summary").first.tap()
    see(head, "完成选址和设备采购")
    reading.get_by_label("已看，同意").check()
    head.get_by_role("button", name=re.compile("把勾选的审核通过")).tap()
    see(head, "已审核通过1份月报")

    office.goto("/reports/inbox/")
    reading = office.locator(".reading-item", has_text=TITLE)
    if not reading.get_by_label("已看，同意").is_visible():
        reading.locator("summary").first.click()
    see(office, "完成选址和设备采购")
    reading.get_by_label("已看，同意").check()
    office.get_by_role("button", name="采用勾选的月报").click()
    see(office, "已采用1份月报")
    office.goto(f"/tasks/{task}/")
    see(office, "100%", "推进中")

    sign_off(phone, head, office, task)
    leader = desk.window("lingdao")
    leader.goto(f"/tasks/{task}/")
    see(leader, "已销号")


def review(page: Any) -> int:
    """Upload, wait for the worker, accept from the keyboard; the number of the task."""
    page.goto("/documents/upload/")
    file = {"name": "第九次会议纪要.txt", "mimeType": "text/plain", "buffer": PAPER.encode()}
    page.locator('input[name="files"]').first.set_input_files([file])
    page.get_by_role("button", name="上传并阅读").click()
    page.get_by_role("link", name="去审核").click(timeout=60_000)  # shown when the worker has read it
    see(page, "会议纪要", TITLE)
    card = page.locator(".finding.current")
    for _step in range(10):
        if card.count() and TITLE in card.locator(".action").inner_text():
            break
        page.keyboard.press("j")
    assert "工业和信息化厅" in card.inner_text() and "2026年12月31日" in card.inner_text()
    page.keyboard.press("a")
    accepted = page.locator(".finding.is-accepted", has_text=TITLE)
    accepted.locator(".verdict", has_text="已采纳").wait_for()
    address = accepted.locator(".verdict a").get_attribute("href")
    page.goto(address)
    see(page, "已交办", "科创纪要〔2026〕9号")
    return int(re.findall(r"/tasks/(\d+)/", address)[0])


def report(page: Any, task: int) -> None:
    """On a phone: received, written with the draft kept by itself, evidence added, handed in."""
    page.goto(f"/tasks/{task}/")
    fits(page)
    page.get_by_role("button", name="签收").tap()
    see(page, "已签收")
    page.get_by_role("link", name="填11月月报").tap()
    page.wait_for_url("**/reports/**")
    fits(page)
    with page.expect_response(lambda r: r.url.endswith("/draft/") and r.ok):
        page.get_by_label("本期进展").fill("完成选址和设备采购，平台已试运行。")
    see(page, "已保存")
    page.reload()
    assert page.get_by_label("本期进展").input_value() == "完成选址和设备采购，平台已试运行。"
    page.get_by_label("累计完成").fill("平台建成并投入使用。")
    page.locator("#id_percent").fill("100")
    picture = {"name": "验收照片.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 picture"}
    page.locator("#drop-evidence").set_input_files([picture])
    onward = page.locator("#onward")
    if onward.count():
        onward.uncheck()
    page.get_by_role("button", name=re.compile("^报送")).tap()
    see(page, "等待单位负责人审核")
    page.goto(f"/tasks/{task}/")
    see(page, "验收照片.jpg")


def sign_off(phone: Any, head: Any, office: Any, task: int) -> None:
    phone.goto(f"/tasks/{task}/")
    phone.get_by_role("link", name="申请办结").tap()
    phone.wait_for_url("**/signoff/")
    fits(phone)
    phone.get_by_label("办结说明").fill("平台建成，已通过验收。")
    if phone.get_by_label("未完成事项说明").count():
        phone.get_by_label("未完成事项说明").fill("无其他缺项。")
    phone.get_by_role("button", name=re.compile("申请办结")).tap()
    see(phone, "已申请办结，等候单位负责人审核")
    address = re.sub(r"^https?://[^/]+", "", phone.url)

    head.goto("/")
    head.locator(f"a.todo-main[href='{address}']").tap()
    head.wait_for_url(f"**{address}")
    fits(head)
    see(head, "平台建成，已通过验收。")
    head.get_by_role("button", name=re.compile("审核通过")).tap()
    see(head, "已审核，报办公室复核")

    office.goto(address)
    for point in ("事实清楚", "问题解决", "任务落实", "措施合法", "文书规范"):
        office.get_by_label(point).check()
    office.get_by_role("button", name=re.compile("复核通过")).click()
    see(office, "任务已销号")


def test_a_report_without_script(desk: Desk) -> None:
    """The form works as a plain form: drafts by a button, everything by links."""
    page = desk.window("lianluo", java_script_enabled=False)
    page.goto("/")
    page.locator(".todo-side a", has_text=re.compile("填报|接着写|修改")).first.click()
    page.get_by_label("本期进展").fill("没有脚本也能填报。")
    page.get_by_role("button", name="存草稿").click()
    see(page, "草稿已保存")
    assert page.get_by_label("本期进展").input_value() == "没有脚本也能填报。"
    page.locator("#id_percent").fill("60")
    page.get_by_label("累计完成").fill("累计完成六成。")
    for figure in page.locator(".measure-line input").all():
        figure.fill("5")
    page.get_by_role("button", name=re.compile("^报送")).click()
    see(page, "等待单位负责人审核")


def test_a_wrong_password_is_told(desk: Desk) -> None:
    page = desk.window()
    page.goto("/units/signin/")
    page.get_by_label("登录名").fill("bangong")
    page.get_by_label("密码").fill("不是这个")
    page.get_by_role("button", name="登录").click()
    page.locator("[role=alert], .error-summary, .notice-bad").first.wait_for()
    assert "signin" in page.url


def test_the_watch_sees_what_goes_wrong(desk: Desk) -> None:
    """Another server asked, a script that fails, a style the policy forbids: each is noticed."""
    free = desk.window(bypass_csp=True)
    free.goto("/units/signin/")
    free.evaluate("fetch('http://127.0.0.1:9/x').catch(() => 0)")
    page = desk.window()
    page.goto("/units/signin/")
    page.evaluate("fetch('http://127.0.0.1:9/x').catch(() => 0)")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("setTimeout(() => { throw new Error('broken on purpose') })")
    page.wait_for_timeout(300)
    seen = " ".join(desk.faults)
    assert (
        "asks another server" in seen and "broken on purpose" in seen and "Content Security Policy" in seen
    ), seen
    desk.faults.clear()
