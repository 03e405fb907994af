"""Title, number, source, date and kind, on invented heads and feet and on the written papers."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.reading.lines import date_in
from luodi.reading.masthead import PageFacts, masthead

DOCUMENTS = Path(__file__).parent.parent / "cases" / "documents"
GOLD = sorted((DOCUMENTS / "gold").glob("*.json"))

BODY = "现将有关事项通知如下，请认真贯彻落实。\n"


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_the_written_papers(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    head = masthead((DOCUMENTS / "raw" / f"{path.stem}.txt").read_text("utf-8"))
    said = head.title, head.number, head.source, head.published and head.published.isoformat()
    assert said == (gold["title"], gold["number"], gold["source"], gold["published"])


@pytest.mark.parametrize(
    "number",
    [
        "溪科发〔2025〕14号",
        "溪政 [2020] 20号",
        "溪发[2011]106号",
        "（2012）3号",
        "〔2025〕第5期",
        "第5期",
        "第十二期",
        "2025年第3期",
        "溪政办函(2023)8号",
        "溪科〔 2024 〕 7 号",
    ],
)
def test_numbers_in_all_their_forms_as_written(number: str) -> None:
    text = f"关于报送材料的通知\n{number}\n各单位：\n{BODY}"
    head = masthead(text)
    assert head.number == number
    start, end = head.spans["number"]
    assert text[start:end] == number


def test_a_number_cited_in_the_text_is_not_the_papers_own() -> None:
    head = masthead("关于报送材料的通知\n各单位：\n根据溪科发〔2024〕1号文件要求，请按时报送。\n")
    assert head.number is None


def test_a_number_may_stand_in_brackets_after_the_title_or_beside_who_signs() -> None:
    assert (
        masthead(f"关于报送材料的通知（溪科发〔2025〕4号）\n各单位：\n{BODY}").number == "溪科发〔2025〕4号"
    )
    assert (
        masthead(f"关于某事的请示\n溪科〔2025〕4号　　签发人：某某\n市政府：\n{BODY}").number
        == "溪科〔2025〕4号"
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "溪陵市人民政府文件\n溪政发〔2025〕1号\n溪陵市人民政府关于支持创新的若干措施\n为支持创新，制定本措施。\n",
            None,
        ),
        (
            "关于印发\n《溪陵市2025年科技工作要点》的通知\n各单位：\n" + BODY,
            "关于印发《溪陵市2025年科技工作要点》的通知",
        ),
        ("000012\n特急\n关于紧急报送材料的通知\n各单位：\n" + BODY, "关于紧急报送材料的通知"),
        (
            "科技创新专报\n第12期\n溪陵市科创办　2025年6月10日\n上半年研发投入情况分析\n今年以来，研发投入增长较快。\n",
            "上半年研发投入情况分析",
        ),
        ("6月5日，溪陵市召开推进会，市长出席并讲话，会议研究了中试平台建设工作。\n会议要求抓好落实。\n", ""),
        ("科技创新怎么干？\n溪陵市把企业摆在中心位置，走出了一条新路子。\n", "科技创新怎么干？"),
    ],
)
def test_titles(text: str, title: str | None) -> None:
    head = masthead(text)
    assert head.title == (("溪陵市人民政府关于支持创新的若干措施" if title is None else title) or None)


@pytest.mark.parametrize(
    ("foot", "source", "published"),
    [
        ("溪陵市科学技术局\n2025年3月4日\n", "溪陵市科学技术局", "2025-03-04"),
        ("溪陵市科学技术局\n二〇二五年三月四日\n", "溪陵市科学技术局", "2025-03-04"),
        ("溪陵市科学技术局　2025年3月4日\n", "溪陵市科学技术局", "2025-03-04"),
        ("溪陵市科学技术局\n溪陵市财政局\n2025年3月4日\n", "溪陵市科学技术局、溪陵市财政局", "2025-03-04"),
        ("溪陵市科学技术局办公室　　2025年3月6日印发\n", "溪陵市科学技术局办公室", "2025-03-06"),
        (
            "中共溪陵市委\n溪陵市人民政府\n2025年12月31日\n（此件公开发布）\n",
            "中共溪陵市委、溪陵市人民政府",
            "2025-12-31",
        ),
        ("3月4日\n", None, None),
        ("2025年2月30日\n", None, None),
    ],
)
def test_who_signs_and_when(foot: str, source: str | None, published: str | None) -> None:
    head = masthead(f"关于报送材料的通知\n各单位：\n{BODY}{foot}")
    assert (head.source, head.published and head.published.isoformat()) == (source, published)


def test_dates_in_the_text_are_no_release_dates() -> None:
    head = masthead(
        "关于报送材料的通知\n各单位：\n请于2025年6月30日前报送，逾期不予受理。\n本通知自2025年7月1日起施行。\n"
    )
    assert head.published is None


def test_the_release_date_comes_before_the_signatures() -> None:
    facts = PageFacts(outlet="溪陵日报", published=dt.date(2025, 3, 8))
    head = masthead(f"关于报送材料的通知\n各单位：\n{BODY}溪陵市科技局\n2025年3月4日\n", facts)
    assert head.published == dt.date(2025, 3, 8)
    assert head.source == "溪陵市科技局"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("溪陵市科技局关于印发《2025年科技工作要点》的通知", "plan"),
        ("关于印发溪陵市中试平台管理办法的通知", "policy"),
        ("关于印发《重点任务清单》的通知", "list"),
        ("溪陵市2025年重点任务责任分解表", "list"),
        ("关于召开科技工作会议的通知", "notice"),
        ("关于表扬先进单位的通报", "notice"),
        ("溪陵市人民政府专题会议纪要", "minutes"),
        ("在全市科技大会上的讲话", "speech"),
        ("溪陵市支持科技创新若干措施（试行）", "policy"),
        ("溪陵市科技强市三年行动方案（2024—2026年）", "plan"),
        ("关于上半年科技创新工作情况的报告", "brief"),
        ("溪陵市召开科技创新推进会", "meeting_news"),
    ],
)
def test_kinds_by_title(title: str, kind: str) -> None:
    assert masthead(f"{title}\n各单位高度重视，扎实推进科技创新各项工作。\n").kind == kind


def test_news_that_names_a_plan_in_its_headline_is_news() -> None:
    text = "六部门印发《岭东省中试基地建设方案》\n本报讯（记者 某某）3月4日，省科技厅等六部门召开会议。\n会议指出，要加快建设。\n"
    assert masthead(text).kind == "meeting_news"


def test_outlets_named_by_the_dateline() -> None:
    text = (
        "某市召开推进会\n岭东新闻网3月4日讯 据云麓晚报报道（记者 某某）3月3日，云麓市召开推进会，研究工作。\n"
    )
    assert masthead(text).source == "云麓晚报（岭东新闻网转载）"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025年3月14日", (2025, 3, 14)),
        ("2025-03-14", (2025, 3, 14)),
        ("2025/3/14 08:30", (2025, 3, 14)),
        ("2025.03.14", (2025, 3, 14)),
        ("二○二五年十二月三十一日", (2025, 12, 31)),
        ("二〇二四年二月二十九日", (2024, 2, 29)),
        ("2025年13月1日", None),
        ("二〇二五年二月三十日", None),
        ("3月14日", None),
    ],
)
def test_dates(written: str, date: tuple[int, int, int] | None) -> None:
    assert date_in(written) == (dt.date(*date) if date else None)


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=200)
    | st.text(alphabet="关于通知的〔2025〕3号年月日\n：。局一、会议（） \t", max_size=120)
)
def test_any_string_has_a_masthead_inside_it(text: str) -> None:
    head = masthead(text)
    for start, end in head.spans.values():
        assert 0 <= start < end <= len(text)


SPACED = [
    # head of the paper -> title, number, source, kind
    (
        "溪州市科技创新委员会办公室\n\n会 议 纪 要\n\n〔2026〕3号\n\n溪州市科技创新委员会第二次全体会议纪要",
        ("溪州市科技创新委员会第二次全体会议纪要", "〔2026〕3号", "溪州市科技创新委员会办公室", "minutes"),
    ),
    (
        "溪州市科技创新委员会\n专　题　会　议　纪　要\n第12期\n关于研究中试平台建设的会议纪要",
        ("关于研究中试平台建设的会议纪要", "第12期", "溪州市科技创新委员会", "minutes"),
    ),
    (
        "会 议 纪 要\n溪州市产业链专班第四次调度会纪要",
        ("溪州市产业链专班第四次调度会纪要", None, None, "minutes"),
    ),
    (
        "溪州市科技局\n工 作 简 报\n第3期\n全市技术合同登记情况通报",
        ("全市技术合同登记情况通报", "第3期", "溪州市科技局", "notice"),
    ),
    # the head of a series of minutes over the title of this one
    (
        "溪州市科技创新委员会办公室会议纪要\n〔2026〕5号\n溪州市科技创新委员会第三次调度会纪要",
        ("溪州市科技创新委员会第三次调度会纪要", "〔2026〕5号", None, "minutes"),
    ),
    # no title below: body and kind of paper together are the title
    (
        "溪州市科技局办公室\n会 议 纪 要\n〔2026〕5号",
        ("溪州市科技局办公室会议纪要", "〔2026〕5号", None, "minutes"),
    ),
    ("溪州市科技局会议纪要\n〔2026〕5号", ("溪州市科技局会议纪要", "〔2026〕5号", None, "minutes")),
    (
        "溪州市人民政府文　件\n溪政发〔2025〕3号\n溪州市人民政府关于加快中试平台建设的意见",
        ("溪州市人民政府关于加快中试平台建设的意见", "溪政发〔2025〕3号", "溪州市人民政府", "policy"),
    ),
]


@pytest.mark.parametrize(("head", "said"), SPACED, ids=[said[0] for _, said in SPACED])
def test_a_letterhead_in_spaced_letters_is_no_title(head: str, said: tuple[str | None, ...]) -> None:
    found = masthead(f"{head}\n\n2026年3月4日，市长方景行主持召开会议，研究有关工作。\n")
    assert (found.title, found.number, found.source, found.kind) == said
