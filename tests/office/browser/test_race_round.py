"""A round of a race through the pages: an appeal that changes a rank, the notice, and the old version still readable."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from tests.office import demohome
from tests.office.browser.conftest import Desk

pytestmark = pytest.mark.browser

# The demonstration signs nobody in who heads a county; the first of them gets a login, as an administrator would give it.
OPEN = """
import django; django.setup()
from luodi.office.races.models import Race
from luodi.office.units import acts
from luodi.office.units.models import Person
from luodi.office.journal.record import SYSTEM
part = Race.objects.get(name__startswith="县").participants.select_related("region__unit").last()
head = Person.objects.filter(unit=part.region.unit, roles__kind="head").first()
if head.login is None:
    acts.open_account(SYSTEM, head, "duifang")
head = Person.objects.get(pk=head.pk)
head.set_password(PASSWORD)
head.must_change = False
head.save()
print(part.region_id, part.region.name)
"""
RULES = """id: quick
version: "1"
title: 单项赛马
document: 单项赛马办法
effective_from: 2026-01-01
rank_within: all
indicators:
  - {code: high_tech, name: 高新技术企业净增, unit: 家, weight: 80, normaliser: rank_points, source: 科技局}
  - {code: teams, name: 人才团队, unit: 个, weight: 20, normaliser: efficacy, source: 人社局}
publish: {table: first_last, first: 2, last: 1}
"""


def see(page: Any, *words: str) -> None:
    for word in words:
        page.get_by_text(word).locator("visible=true").first.wait_for()


def do(page: Any, name: str, said: str) -> None:
    """One step by its button; a question in between is answered."""
    page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()
    ask = page.locator("dialog[open] button.button-primary, dialog[open] button.button-danger")
    told = page.get_by_text(said).locator("visible=true").first
    told.or_(ask.first).first.wait_for()
    if ask.count():
        ask.first.click()
    told.wait_for()


def test_a_round_with_an_appeal_that_changes_a_rank(desk: Desk, served: Any) -> None:
    script = f"PASSWORD = {desk.password!r}\n{OPEN}"
    made = subprocess.run(
        [sys.executable, "-c", script], env=demohome.environment(served[0]), capture_output=True, text=True, check=True
    )  # fmt: skip
    region, county = made.stdout.split()

    office = desk.window("bangong")
    office.goto("/races/new/")
    office.get_by_label("名称").fill("单项赛马")
    office.get_by_label("参赛单位").fill(f"{county}、明水区、望岭区、桃溪县")
    office.get_by_role("button", name="保存").click()
    office.get_by_role("link", name="单项赛马").click()
    office.get_by_role("link", name="规则", exact=True).click()
    text = office.get_by_label("规则（YAML）")
    text.fill(RULES.replace("weight: 80", "weight: 81"))
    see(office, "应为100")  # the live check, with the line
    assert "第8行" in office.locator("#rules-check").inner_text()
    text.fill(RULES)
    see(office, "规则可以使用", "按2026年三季度现有数据试算")
    office.get_by_label("修改理由").fill("只比两项")
    office.get_by_role("button", name="存为新的一版").click()
    see(office, "已存为新的一版")
    office.get_by_role("link", name="单项赛马").first.click()
    office.get_by_role("link", name="开始一期").first.click()
    office.get_by_label("期", exact=False).first.fill("2026年三季度")
    office.get_by_role("button", name="开始", exact=True).click()
    office.wait_for_url("**/races/rounds/*/")
    round = re.findall(r"(/races/rounds/\d+/)", office.url)[0]
    do(office, "开始核查", "核查完成")
    while office.get_by_role("button", name="说明勾选的").count():  # all of one kind at once
        kind = office.locator("form").filter(has=office.get_by_role("button", name="说明勾选的")).first
        kind.get_by_label("全选").check()
        kind.get_by_role("textbox", name="说明").fill("已核对")
        kind.get_by_role("button", name="说明勾选的").click()
        see(office, "说明已记下")
    office.goto(round)
    do(office, "开放确认申诉", "已开放确认申诉")
    office.goto(f"{round}result/")
    before = place(office, county)

    phone = desk.window("duifang", phone=True)
    phone.goto(f"{round}unit/{region}/")
    assert phone.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    see(phone, "请确认本单位数据", "试算得分")
    assert "位次" not in phone.locator("main").inner_text()  # nothing of others before it is published
    phone.get_by_role("link", name="有问题，提出申诉").tap()
    phone.get_by_label("哪个指标").select_option(label="高新技术企业净增")
    phone.get_by_label("应为").fill("95")
    phone.get_by_label("理由").fill("新认定企业没有计入。")
    proof = {"name": "认定文件.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 proof"}
    phone.get_by_label("佐证材料").set_input_files([proof])
    phone.get_by_role("button", name="提出申诉").tap()
    see(phone, "申诉已提出", "待裁定")

    office.goto(round)
    do(office, "冻结数据", "没有裁定，不能冻结")
    office.get_by_role("link", name="高新技术企业净增", exact=True).click()
    see(office, "新认定企业没有计入。")
    office.get_by_label("裁定理由").fill("附件属实。")
    office.get_by_role("button", name="裁定", exact=True).click()
    see(office, "已裁定", "重算的变化", f"{county}位次由第{before}名变为第1名")
    phone.goto(f"{round}unit/{region}/")
    phone.get_by_role("button", name="数据无误，确认").tap()
    see(phone, "已确认本单位数据")

    finish(office, round, served[0])
    see(office, "已公布，通报已生成")
    office.goto(f"{round}result/")
    assert place(office, county) == 1
    office.goto(f"{round}result/?version=1")  # the version before the appeal is still there, as it was
    see(office, "试算，规则quick@1，未公布")
    assert place(office, county) == before > 1
    office.goto(f"{round}versions/")
    see(office, "第1版（试算）", "第3版（正式）", "申诉成立：附件属实。")
    with office.expect_download() as paper:
        office.goto(f"{round}result/")
        office.get_by_role("link", name="通报").click()
    assert paper.value.suggested_filename.endswith(".docx")

    phone.goto(f"{round}result/")
    assert phone.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    see(phone, "第1名", "按规则只公布一部分")
    assert phone.locator(".race-table tbody tr").count() == 3  # the first two and the last, not the third
    phone.locator(".race-table").get_by_role("link", name=county).tap()
    see(phone, "每一分从哪里来", "申诉裁定")
    phone.locator("#points a", has_text="95").first.tap()
    see(phone, "认定文件.pdf")


def place(page: Any, county: str) -> int:
    row = page.locator(".race-table tbody tr", has_text=county)
    return int(row.locator("td").first.inner_text())


# Nobody waits five working days in a test: the day moves instead, as it does in the office.
LATER = """
import django; django.setup()
import datetime as dt
from luodi.office.races.models import Round
from luodi.office.journal.clock import today
Round.objects.filter(pk=NUMBER).update(confirm_due=today() - dt.timedelta(days=1))
"""


def finish(office: Any, round: str, home: Any) -> None:
    """From the deadline to the published result."""
    number = re.findall(r"\d+", round)[0]
    subprocess.run(
        [sys.executable, "-c", f"NUMBER = {number}\n{LATER}"], env=demohome.environment(home), check=True
    )
    office.goto(round)
    do(office, "冻结数据", "数据已冻结")
    do(office, "计分", "已计分")
    office.get_by_label("会议名称").fill("办公室主任会议")
    do(office, "登记会议审议", "已登记会议审议")
    do(office, "公布并生成通报", "已公布")
