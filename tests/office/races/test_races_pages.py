"""The pages: what a county sees and when, what is published and no more, where every point came from, exports."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from tests.office import budget
from tests.office.answers import body, parts
from tests.office.races.conftest import DAY, RULES, Course

from luodi.office.figures.models import Indicator
from luodi.office.journal import clock
from luodi.office.journal.models import Entry as Noted
from luodi.office.races import acts
from luodi.office.races.models import Race, Round, Study
from luodi.office.races.studying import study_version

pytestmark = pytest.mark.django_db


def href(name: str, *args: Any) -> str:
    return reverse(f"races:{name}", args=args)


def text_of(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


def words(answer: Any) -> str:
    """All that a workbook or paper sent says."""
    return parts(body(answer))


def test_before_it_is_published_a_county_sees_its_own_and_nothing_else(course: Course, sign_in: Any) -> None:
    round = course.confirming()
    head = sign_in(course.person("county_head"))
    own, other = course.regions["county"].pk, course.regions["west"].pk
    page = text_of(budget.get(head, href("unit", round.pk, own), "races:unit confirming"))
    assert "请确认本单位数据" in page and "1.80" in page and ">70<" in page  # 20 + 40 + 10 points, tried
    assert "西岭市" not in page and "东泽市" not in page and "第2名" not in page
    result = text_of(head.get(href("result", round.pk)))
    assert "石桥县" in result and "西岭市" not in result and "位次</th>" not in result
    for address in (href("unit", round.pk, other), href("appeal_new", round.pk, other)):
        assert head.get(address).status_code == 404
    for address in (href("check", round.pk), href("sure", round.pk), href("rules", course.race.pk)):
        assert head.get(address).status_code == 403
    assert "西岭市" not in text_of(head.get(href("round", round.pk)))
    assert "西岭市" not in text_of(head.get(href("versions", round.pk)))
    assert head.get(href("notice", round.pk)).status_code == 403
    assert "西岭市" not in words(head.get(href("export", round.pk)))


def test_after_it_is_published_only_what_the_rules_let_be(course: Course, sign_in: Any) -> None:
    """First and last one: the second, which is somebody else's, stays hidden from the third."""
    round = course.published()
    west = sign_in(course.person("west_head"))
    page = text_of(budget.get(west, href("result", round.pk), "races:result of a unit"))
    for name, shown in (("东泽市", True), ("西岭市", True), ("西岭高新区", True), ("石桥县", False)):
        assert (name in page) is shown, name
    assert "与前一名" not in page  # the gap would tell the score of one that is not published
    book = words(west.get(href("export", round.pk)))
    assert "东泽市" in book and "石桥县" not in book and "日志第" in book
    notice = west.get(href("notice", round.pk))
    assert notice.status_code == 403 or "石桥县" not in words(notice)
    office = sign_in(course.person("office"))
    whole = text_of(
        budget.get(office, f"{href('result', round.pk)}?unit={course.regions['west'].pk}", "races:result")
    )
    assert "石桥县" in whole and "与前一名石桥县差" in whole
    assert "石桥县" in words(office.get(href("export", round.pk)))
    assert Noted.objects.filter(act="export.make").count() == 2


def test_every_point_links_to_its_value(course: Course, sign_in: Any) -> None:
    round = course.published()
    page = text_of(
        budget.get(
            sign_in(course.person("county_head")), href("unit", round.pk, course.regions["county"].pk), "races:unit"
        )
    )  # fmt: skip
    for code in ("rd_intensity", "high_tech", "contracts"):
        assert reverse("figures:value", args=[course.regions["county"].pk, code, "2026Q3"]) in page
    assert "统计局，首次公布" in page and "填报!C3" in page and "年度方案" in page
    assert "怎样上升一位" in page


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("list", ()), ("race", ("race",)), ("edit", ("race",)), ("round_new", ("race",)), ("rules", ("race",)),
        ("round", ("round",)), ("check", ("round",)), ("entries", ("round",)), ("versions", ("round",)), ("sure", ("round",)),
    ],
)  # fmt: skip
def test_the_offices_pages_within_their_queries(
    course: Course, sign_in: Any, name: str, about: tuple[str, ...]
) -> None:
    round = course.confirming()
    ids = {"race": course.race.pk, "round": round.pk}
    page = budget.get(sign_in(course.person("office")), href(name, *(ids[a] for a in about)), f"races:{name}")
    assert "赛马" in text_of(page) and text_of(page).count("<h1") == 1


def test_the_editor_tells_lines_and_shows_who_would_stand_where(course: Course, sign_in: Any) -> None:
    office = sign_in(course.person("office"))
    check = href("rules_check", course.race.pk)
    wrong = RULES.replace("weight: 40\n    indicators", "weight: 41\n    indicators").replace(
        "min_max", "minmax"
    )
    told = text_of(office.post(check, {"text": wrong}))
    assert "第14行" in told and "minmax" in told and "有" in told
    good = text_of(office.post(check, {"text": RULES}))
    assert "规则可以使用" in good and "2026年三季度" in good and "东泽市" in good
    before = course.race.rules.count()
    answer = office.post(href("rules", course.race.pk), {"text": wrong, "why": "改"})
    assert answer.status_code == 200 and "minmax" in text_of(answer) and course.race.rules.count() == before


def test_a_race_is_set_up_through_its_forms(course: Course, sign_in: Any) -> None:
    office = sign_in(course.person("office"))
    form = {
        "unit": course.unit("province").pk, "name": "新赛马", "participants": "甲类：东泽市、西岭市\n乙类：石桥县、没有县",
        "confirm_days": 5, "red_top": 1, "black_bottom": 0, "praise_first": 1,
    }  # fmt: skip
    assert "没有这些地区：没有县" in text_of(office.post(href("new"), form))
    from luodi.office.figures import acts as figures
    from luodi.office.journal.record import SYSTEM

    for code, name in (("rd_increase", "R&D经费增量"), ("tech_sme", "科技型中小企业入库"), ("specialised", "专精特新中小企业"),
                       ("rd_activity", "规上工业研发活动覆盖率"), ("rd_institution", "规上工业研发机构覆盖率"), ("platform", "省级以上创新平台"),
                       ("projects", "揭榜挂帅和重大项目"), ("teams", "人才团队")):  # fmt: skip
        figures.add_indicator(SYSTEM, code=code, name=name)
    answer = office.post(href("new"), {**form, "participants": "甲类：东泽市、西岭市\n乙类：石桥县"})
    assert answer.status_code == 303, text_of(answer)
    made = Race.objects.get(name="新赛马")
    assert [(p.region.name, p.group) for p in made.participants.all()] == [
        ("东泽市", "甲类"), ("西岭市", "甲类"), ("石桥县", "乙类"),
    ]  # fmt: skip
    assert "甲类：东泽市、西岭市" in text_of(office.get(href("edit", made.pk)))


def test_the_first_page_says_whose_move_it_is(course: Course, sign_in: Any) -> None:
    round = course.confirming()
    head, west, office = (sign_in(course.person(k)) for k in ("county_head", "west_head", "office"))
    asked = "请核对石桥县的数据，确认或者申诉"
    home = text_of(head.get("/"))
    assert asked in home and href("unit", round.pk, course.regions["county"].pk) in home
    assert "石桥县" not in text_of(west.get("/")) and asked not in text_of(office.get("/"))
    acts.appeal(
        course.person("county_head"), round, course.regions["county"], Indicator.objects.get(code="high_tech"),
        claimed="50", reason="登记机构漏计", name="认定文件.pdf", data=b"%PDF-1.4\n" + b"x" * 400,
    )  # fmt: skip
    name = Indicator.objects.get(code="high_tech").name
    assert f"石桥县对“{name}”的申诉，请裁定" in text_of(office.get("/"))
    acts.confirm(course.person("west_head"), round, course.regions["west"])
    assert "请核对西岭市" not in text_of(west.get("/"))
    with clock.at(DAY + dt.timedelta(days=30)):
        assert asked not in text_of(head.get("/"))  # the deadline is over


def test_steps_by_their_buttons(course: Course, sign_in: Any) -> None:
    office = sign_in(course.person("office"))
    round = course.begin()

    def press(do: str, **given: str) -> str:
        answer = office.post(href("step", round.pk, do), given, follow=True)
        return text_of(answer)

    assert "不能冻结数据" in press("freeze")
    assert "已开放确认申诉" in press("confirm", due="2026-10-19")
    assert "新的截止日期要晚于" in press("extend", due="2026-10-18", why="放假")
    assert "没有这一步" in press("nothing")
    with clock.at(DAY + dt.timedelta(days=10)):
        assert "数据已冻结" in press("freeze")
        assert "已计分" in press("compute")
        assert "会议名称" in press("meet", met_on="2026-10-22")
        assert "已登记会议审议" in press("meet", met_on="2026-10-22", meeting="第3次会议")
        assert "已公布，通报已生成" in press("publish")
    version = course.fresh(round).versions.first()
    assert version is not None and version.notice is not None
    paper = words(office.get(href("notice", round.pk)))
    assert "的通报" in paper and "东泽市" in paper and "石桥县" not in paper  # first and last alone
    assert "表扬" in words(office.get(href("praise", round.pk)))
    assert "校验码一致" in text_of(office.post(f"{href('proof', round.pk)}?version=1", follow=True))
    assert "已重算为第3版" in press("recompute", why="更正", rules=str(course.race.rules.get().pk))


def test_how_sure_the_places_are(course: Course, sign_in: Any) -> None:
    round = course.published()
    version = round.versions.first()
    assert version is not None
    study = acts.order_study(course.person("office"), version, draws=1000, weights=100, queue=False)
    assert study_version.func(study.pk) == "done"
    row = Study.objects.get(pk=study.pk)
    zone = next(r for r in row.result["rows"] if r["unit"] == "西岭高新区")
    assert zone["low"] == zone["high"] == 4 and zone["last"] == 1.0  # last in everything
    page = text_of(sign_in(course.person("leader")).get(href("sure", round.pk)))
    assert row.result["sensitivity"] and "位次主要取决于什么" in page
    assert "位次区间" in page and "西岭高新区" in page and "抽样1,000次" in page
    twice = acts.order_study(course.person("office"), version, draws=1000, weights=100, queue=False)
    study_version.func(twice.pk)
    assert Study.objects.get(pk=twice.pk).result == row.result
    assert Round.objects.get(pk=round.pk).state == "published"
