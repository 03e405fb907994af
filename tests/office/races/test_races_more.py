"""Several findings explained at once, papers with the journal's number, best cases, rules that compare two by two."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.urls import reverse
from tests.office.answers import body, parts
from tests.office.races.conftest import FIGURES, RULES, Course, put_figures

from luodi.office.files import store
from luodi.office.journal import clock
from luodi.office.journal.models import Entry as Noted
from luodi.office.journal.record import SYSTEM
from luodi.office.races import acts, explaining, lifting
from luodi.office.races.findingwords import WORDS, words
from luodi.office.races.models import CheckLine, Round, Study, Version
from luodi.office.races.papers import notice_of
from luodi.office.races.studying import study_version

pytestmark = pytest.mark.django_db


def href(name: str, *args: Any) -> str:
    return reverse(f"races:{name}", args=args)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def doubtful(course: Course) -> Round:
    """A round in which two units lack a target and one figure is twenty times last year's."""
    from luodi.office.figures import acts as figures

    put_figures(course, "2025Q3", {k: (v[0], v[1], v[2], v[4], v[4]) for k, v in FIGURES.items()})
    wild = figures.Row("rd_intensity", course.regions["zone"], "2026Q3", "24")
    figures.record_values(SYSTEM, course.unit("province"), [wild])
    gone = [figures.Goal("high_tech", course.regions[k], "2026Q3", None) for k in ("east", "west")]
    figures.set_targets(SYSTEM, course.unit("province"), gone)
    return course.begin()


def test_several_findings_of_one_kind_are_explained_in_one_act(course: Course, sign_in: Any) -> None:
    round = doubtful(course)
    missing = list(round.checks.filter(rule="missing", level=CheckLine.Level.SERIOUS))
    jump = round.checks.filter(rule="jump").first()
    assert len(missing) == 2 and jump is not None
    office, here = sign_in(course.person("office")), href("check", round.pk)
    page = text_of(office.get(here))
    for rule in ("missing", "jump"):
        assert str(words(rule).means) in page and str(words(rule).do) in page
    assert reverse("figures:value", args=[course.regions["zone"].pk, "rd_intensity", "2026Q3"]) in page
    before = Noted.objects.count()
    mixed = text_of(office.post(here, {"line": [missing[0].pk, jump.pk], "why": "属实"}, follow=True))
    assert "一次只能说明同一类问题" in mixed
    assert "请先勾选" in text_of(office.post(here, {"why": "属实"}, follow=True))
    assert Noted.objects.count() == before and not round.checks.exclude(explained="").exists()
    told = text_of(office.post(here, {"line": [x.pk for x in missing], "why": "市本级不下达"}, follow=True))
    assert "2处的说明已记下" in told and "市本级不下达" in told
    assert {x.explained for x in round.checks.filter(rule="missing", level="serious")} == {"市本级不下达"}
    entry = Noted.objects.get(act="races.explain_all")
    told = json.loads(entry.payload)
    assert told["count"] == 2 and len(told["findings"]) == 2
    assert sign_in(course.person("leader")).post(here, {"line": [jump.pk], "why": "属实"}).status_code == 303
    assert not CheckLine.objects.get(pk=jump.pk).explained  # a leader reads, the office explains


def test_every_kind_the_engine_tells_has_its_words() -> None:
    from pathlib import Path

    from luodi.racing import checking

    source = "".join(p.read_text("utf-8") for p in Path(checking.__file__).parent.glob("*.py"))
    kinds = set(re.findall(r'Finding\(\s*"([a-z]+)"', source))
    kinds |= set(re.findall(r'_finding\(\s*values,\s*leaf,\s*i,\s*"([a-z]+)"', source))
    assert len(kinds) >= 10 and kinds <= WORDS.keys(), kinds - WORDS.keys()


def test_papers_carry_the_journals_number(course: Course, sign_in: Any) -> None:
    round = course.published()
    office = sign_in(course.person("office"))
    version = round.versions.select_related("rules").get(number=2)
    issued = notice_of(round, version)
    Version.objects.filter(pk=version.pk).update(notice=store.put(issued)[0])
    for name in ("notice", "praise"):
        paper = parts(body(office.get(href(name, round.pk))))
        number = Noted.objects.filter(act="export.make").order_by("-number")[0].number
        assert f"日志第{number}号" in re.sub(r"<[^>]+>", "", paper), name
    assert "日志第" not in parts(issued)  # as it was issued, it stays


def test_best_cases_and_what_hangs_on_one_indicator(course: Course, sign_in: Any) -> None:
    round = course.published()
    version = round.versions.first()
    assert version is not None
    study = acts.order_study(course.person("office"), version, draws=1000, queue=False)
    assert study_version.func(study.pk) == "done"
    found = Study.objects.get(pk=study.pk).result
    best = {r["unit"]: r["place"] for r in found["best"]["rows"]}
    assert best["东泽市"] == 1 and best["西岭高新区"] == 4  # last in everything, whatever the weights
    names = {r["name"] for r in found["without"]["rows"]}
    assert names == {"R&D强度", "高企净增", "技术合同增速"}
    page = text_of(sign_in(course.person("office")).get(href("sure", round.pk)))
    assert "各单位最有利的权重" in page and "怎样调整也进不了前3名" in page
    assert "去掉一个指标，位次变多少" in page and 'id="without-chart"' in page
    assert sign_in(course.person("county_head")).get(href("sure", round.pk)).status_code == 403


@pytest.mark.parametrize(("how", "word"), [("copeland", "科普兰"), ("outranking", "优势权重")])
def test_rules_that_compare_two_by_two_show_no_sums(
    course: Course, sign_in: Any, how: str, word: str
) -> None:
    text = RULES.replace("ties:", f"weights: points\naggregation: {how}\nties:").replace('"1"', '"2"')
    acts.set_rules(course.person("office"), course.race, text=text, why="改办法")
    round = course.published()
    office = sign_in(course.person("office"))
    page = text_of(office.get(href("result", round.pk)))
    assert word in page and "得分构成</th>" not in page and 'class="bar"' not in page
    unit = text_of(office.get(href("unit", round.pk, course.regions["east"].pk)))
    assert word in unit and "百分制" in unit and 'id="contribution"' in unit
    paper = re.sub(r"<[^>]+>", "", parts(body(office.get(href("notice", round.pk))), properties=False))
    assert "第1名" in paper and "研发投入（40）" not in paper
    assert office.get(href("export", round.pk)).status_code == 200


def test_a_bonus_is_part_of_why_a_place_moved(course: Course) -> None:
    course.published()
    with clock.at(dt.datetime(2027, 1, 11, 9, 0)):
        put_figures(course, "2026Q4")
        office = course.person("office")
        round = acts.open_round(
            office, course.race, period="2026Q4", rules=course.race.rules.first(), collect_due=clock.today()
        )  # fmt: skip
        acts.add_entry(
            office, round, course.regions["west"], "国家级平台", count=2, why="获批", name="批文.pdf", data=b"%PDF"
        )  # fmt: skip
        acts.check_round(office, round)
        version = acts.open_confirmation(office, round)
        made = explaining.told(version, "西岭市")
    assert "得分增加10.00分" in made["why"] and "国家级平台多得10.00分" in made["why"], made["why"]


def test_races_and_indicators_are_found_by_name(course: Course, sign_in: Any) -> None:
    course.confirming()
    office, west = sign_in(course.person("office")), sign_in(course.person("west_head"))
    page = text_of(office.get("/search/?q=技术合同"))
    assert reverse("figures:indicator", args=["contracts"]) in page
    assert href("race", course.race.pk) in text_of(office.get("/search/?q=季度赛马"))
    assert href("round", course.race.rounds.get().pk) in text_of(office.get("/search/?q=三季度"))
    assert href("race", course.race.pk) in text_of(west.get("/search/?q=季度赛马"))  # it takes part
    east = sign_in(course.person("finance_liaison"))  # of a unit that does not, before anything is published
    assert href("race", course.race.pk) not in text_of(east.get("/search/?q=季度赛马"))
    auditor = text_of(sign_in(course.person("auditor")).get("/search/?q=技术合同"))
    assert reverse("figures:indicator", args=["contracts"]) not in auditor


def test_a_commendation_is_picked_from_the_race_and_the_registers(course: Course, sign_in: Any) -> None:
    from luodi.office.figures import honours

    def earned(unit: Any, since: dt.date, until: dt.date) -> list[honours.Honour]:
        assert unit == course.race.unit and (since, until) == (dt.date(2026, 7, 1), dt.date(2026, 9, 30))
        return [honours.Honour("a", "甲企业", "东泽市", "获认定", "证书一"), honours.Honour("b", "乙企业")]

    round = course.published()
    office, here = sign_in(course.person("office")), href("commend", round.pk)
    held = dict(honours._SOURCES)
    honours.register("tried", "试登记", earned)
    try:
        page = text_of(office.get(here))
        assert "甲企业" in page and "试登记" in page and "新获省级以上认定的企业和平台" in page
        first = course.regions["east"].pk
        assert f'value="race|{first}"' in page and "办结销号任务的单位" in page
        sent = office.post(href("praise", round.pk), {"pick": [f"race|{first}", "tried|a", "tried|unknown"]})
        paper = re.sub(r"<[^>]+>", "", parts(body(sent)))
        assert "东泽市" in paper and "甲企业" in paper and "证书一" in paper and "乙企业" not in paper
        assert "日志第" in paper
        assert "没有可以表扬的单位" in text_of(office.post(href("praise", round.pk), {}, follow=True))
    finally:
        honours._SOURCES.clear()
        honours._SOURCES.update(held)
    assert sign_in(course.person("county_head")).get(here).status_code == 403


def test_what_lifts_a_unit_names_nobody_whose_score_is_not_published(course: Course, sign_in: Any) -> None:
    """First and last are published: the third learns what reaches the first, nothing of the second."""
    round = course.published()
    west = href("unit", round.pk, course.regions["west"].pk)
    theirs = text_of(sign_in(course.person("west_head")).get(west))
    assert "怎样上升一位" in theirs and "单靠一个指标" in theirs
    assert "石桥县" not in theirs and "前一名" not in theirs
    assert "排在前面最近的是" in theirs
    assert "公布单位平均" in theirs and "全部平均" not in theirs, (
        "a mean of all would tell the one not published"
    )
    version = round.versions.latest("number")
    over_second, over_first = (
        lifting.one_place(version, "西岭市", who) for who in (None, {"东泽市", "西岭市"})
    )
    assert over_second is not None and over_first is not None
    assert "东泽市" in over_first["sub"] and "石桥县" in over_second["sub"]
    assert {r.name: r.needs for r in over_first["rows"]} != {r.name: r.needs for r in over_second["rows"]}
    nobody = lifting.one_place(version, "西岭市", {"西岭市"})
    assert nobody is not None and not nobody["rows"] and not nobody["mix"] and "没有公布" in nobody["sub"]
    whole = text_of(sign_in(course.person("office")).get(west))
    assert "前一名石桥县" in whole and "全部平均" in whole


def test_the_list_says_what_waits_for_the_head(course: Course, sign_in: Any) -> None:
    round = course.confirming()
    mine = course.regions["county"]
    head, here = sign_in(course.person("county_head")), href("list")
    page = text_of(head.get(here))
    assert "轮到您办" in page and href("unit", round.pk, mine.pk) in page and "西岭市" not in page
    assert "轮到您办" not in text_of(sign_in(course.person("county_liaison")).get(here))
    acts.confirm(course.person("county_head"), round, mine)
    assert "轮到您办" not in text_of(head.get(here))
