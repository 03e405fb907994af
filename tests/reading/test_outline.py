"""The outline: headings, lead sentences, series, tables, meta lines."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.reading.document import Block
from luodi.reading.masthead import masthead
from luodi.reading.numbering import label_at
from luodi.reading.outline import blocks

PAPERS = sorted((Path(__file__).parent.parent / "cases" / "documents" / "raw").glob("*.txt"))


def outline(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in blocks(text, masthead(text))]


def headings(text: str) -> list[str]:
    return [words for kind, words in outline(text) if kind == "heading"]


def check(text: str, found: tuple[Block, ...]) -> None:
    """In order, inside the text, every character that is not blank in exactly one block."""
    covered = [False] * len(text)
    for block in found:
        assert 0 <= block.start < block.end <= len(text)
        covered[block.start : block.end] = [True] * (block.end - block.start)
        assert text[block.start : block.end].strip() == text[block.start : block.end]
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[at].isspace() for at, yes in enumerate(covered) if not yes)
    for index, block in enumerate(found):
        assert all(above < index and found[above].kind == "heading" for above in block.path)
        assert all(block.start <= a <= b <= block.end for a, b in block.cells)
        assert block.table_head is None or found[block.table_head].kind == "head"


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_the_written_papers_are_covered(path: Path) -> None:
    text = path.read_text("utf-8")
    check(text, blocks(text, masthead(text)))


@pytest.mark.parametrize(
    ("line", "series", "level"),
    [
        ("一、总体要求", "han", 1),
        ("十二、其他", "han", 1),
        ("（三）强化攻关", "han_bracket", 2),
        ("(三)强化攻关", "han_bracket", 2),
        ("3.建设平台", "arabic", 3),
        ("3．建设平台", "arabic", 3),
        ("3、建设平台", "arabic", 3),
        ("1.2025年底前建成", "arabic", 3),
        ("（2）建设平台", "arabic_bracket", 4),
        ("③建设平台", "circled", 5),
        ("第一条　为支持创新", "article", 1),
        ("第二章 创新主体", "chapter", 1),
        ("第二，要抓落实", "nth", 6),
        ("首先，要抓落实", "first", 6),
        ("二要健全机制", "must", 7),
        ("三是抓考核", "is", 7),
    ],
)
def test_numbers_of_papers(line: str, series: str, level: int) -> None:
    label = label_at(line)
    assert label is not None and (label.series, label.level) == (series, level)


@pytest.mark.parametrize(
    "line", ["1.8万平方米", "第一次会议", "一要素", "2025年", "第一条线路", "1，2", "会议指出"]
)
def test_what_is_no_number(line: str) -> None:
    assert label_at(line) is None


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("1.实施平台提升行动。建成市级中试平台3家。", "1.实施平台提升行动。"),
        ("（一）加强组织领导。市科技局负责统筹协调。", "（一）加强组织领导。"),
        ("一、支持企业成长。对首次入库的企业奖励5万元。", "一、支持企业成长。"),
        ("（二）在平台建设上求突破。望海高新区要倒排工期。", "（二）在平台建设上求突破。"),
        ("第二，要在落实上下功夫。各县要列出清单。", "第二，要在落实上下功夫。"),
        ("一要健全工作体系。各单位都要明确专人。", "一要健全工作体系。"),
        ("（一）目标任务：到2027年，全市研发投入强度达到2.4%，建成省级平台10家。", "（一）目标任务："),
        # a task is no heading, though more follows
        ("（一）市税务局要提供企业名单。今后每年更新一次。", None),
        ("（二）某大学抓紧推荐团队，数量不少于3个。市人社局负责落实待遇。", None),
        ("1.5月底前完成摸底。市统计局配合。", None),
        ("1.由市科技局牵头制定办法。报市政府审定。", None),
        # who does it and until when spells nothing out
        ("1.出台平台管理办法。（责任单位：市科技局；完成时限：6月底前）", None),
        ("1.出台平台管理办法。责任单位：市科技局", None),
        # prose has no number
        ("要强化企业主体地位。各县要抓好落实。", None),
    ],
)
def test_headings_and_lead_sentences(line: str, heading: str | None) -> None:
    text = f"某某会议材料\n为做好工作，现作如下安排，请抓好落实。\n{line}\n"
    assert headings(text) == ([heading] if heading else [])


def test_a_number_with_nothing_under_it_is_a_paragraph() -> None:
    text = "任务安排\n为做好工作，制定本安排。\n一、工作任务\n1.制定管理办法\n2.建立工作台账\n二、工作要求\n各单位抓好落实。\n"
    assert headings(text) == ["一、工作任务", "二、工作要求"]


def test_a_responsibility_line_is_nothing_under_it() -> None:
    text = "任务安排\n为做好工作，制定本安排。\n1.制定管理办法\n责任单位：市科技局\n2.建立台账。\n（责任单位：市统计局）\n"
    assert headings(text) == []
    assert ("paragraph", "责任单位：市科技局") in outline(text)


def test_the_last_item_of_a_list_stays_like_the_others() -> None:
    text = "任务安排\n为做好工作，制定本安排。\n1.制定办法。\n2.建立台账。\n3.组织培训。\n各单位要抓好上述工作的落实。\n"
    assert headings(text) == []


def test_a_short_line_set_apart_is_a_heading() -> None:
    text = "某市科技情况\n今年以来，各项工作进展顺利。\n平台建设\n全市新建平台5家，运行良好。\n人才引育\n全市引进人才80名。\n"
    assert headings(text) == ["平台建设", "人才引育"]


def test_paths_name_the_headings_above() -> None:
    text = "方案\n为做好工作，制定本方案。\n一、任务\n（一）平台\n1.建中试平台。年内建成2家。\n（二）人才\n引进人才20名，落实待遇。\n"
    found = blocks(text, masthead(text))
    by_words = {text[b.start : b.end]: [text[found[i].start : found[i].end] for i in b.path] for b in found}
    assert by_words["年内建成2家。"] == ["一、任务", "（一）平台", "1.建中试平台。"]
    assert by_words["引进人才20名，落实待遇。"] == ["一、任务", "（二）人才"]


def test_a_series_inside_a_paragraph_is_parted() -> None:
    text = (
        "会议材料\n会议指出，存在三个问题：一是投入不足。去年投入强度只有1%。二是人才短缺；三是平台不多。\n"
    )
    assert outline(text)[1:] == [
        ("paragraph", "会议指出，存在三个问题："),
        ("heading", "一是投入不足。"),
        ("paragraph", "去年投入强度只有1%。"),
        ("paragraph", "二是人才短缺；"),
        ("paragraph", "三是平台不多。"),
    ]


@pytest.mark.parametrize(
    "words", ["统一是前提，二是结果。", "唯一要求是抓落实。", "一是关键，各单位要重视。"]
)
def test_what_is_no_series(words: str) -> None:
    assert outline(f"会议材料\n{words}\n")[1:] == [("paragraph", words)]


def test_tables_have_heads_rows_and_cells() -> None:
    text = (
        "一季度情况\n现将情况通报如下。\n序号\t任务\t责任单位\n1\t建平台\t市科技局\n2\t引人才\t\n附：说明\n"
    )
    found = blocks(text, masthead(text))
    assert [b.kind for b in found] == ["title", "paragraph", "head", "row", "paragraph", "meta"] or [
        b.kind for b in found
    ] == ["title", "paragraph", "head", "row", "row", "meta"]
    assert [text[a:b] for a, b in found[3].cells] == ["1", "建平台", "市科技局"]
    assert found[3].table_head == 2


def test_meta_lines() -> None:
    text = (
        "关于报送材料的通知\n溪科〔2025〕3号\n各县（市、区）科技局，各有关单位：\n请于6月底前报送材料。\n"
        "联系人：张某　电话：0888-3120000\n综合科　李某　（0888）3120001\n附件：1.汇总表\n2.说明\n"
        "溪陵市科学技术局\n2025年6月3日\n（此件公开发布）\n抄送：市委办公室。\n溪陵市科学技术局办公室　2025年6月3日印发\n"
    )
    kinds = [kind for kind, _ in outline(text)]
    assert kinds == ["title", "meta", "meta", "paragraph", *["meta"] * 9]


def test_an_attached_paper_has_its_own_title_and_outline() -> None:
    text = (
        "关于印发方案的通知\n各单位：\n一、请认真组织实施。\n溪陵市科技局\n2025年6月3日\n"
        "科技工作方案\n为做好工作，制定本方案。\n附件2\n任务分工表\n各单位分工见下，请抓好落实。\n"
    )
    assert [words for kind, words in outline(text) if kind == "title"] == [
        "关于印发方案的通知",
        "科技工作方案",
        "任务分工表",
    ]


def test_a_lost_break_between_paragraphs_is_found() -> None:
    text = "会议召开\n6月3日，会议召开。 会议指出，要抓落实。　会议要求，要抓考核。\n"
    assert len(blocks(text, masthead(text))) == 4


PIECES = st.sampled_from(
    [
        "一、",
        "（一）",
        "1.",
        "（1）",
        "①",
        "第一，",
        "一是",
        "二是",
        "。",
        "；",
        "：",
        "，",
        "\n",
        "\t",
        " ",
        "　",
        "市科技局要抓落实",
        "责任单位：",
        "2025年3月4日",
        "附件：",
        "——",
        "加强领导",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=200) | st.lists(PIECES, max_size=60).map("".join))
def test_any_string_is_covered_by_its_blocks(text: str) -> None:
    check(text, blocks(text, masthead(text)))
    check(text, blocks(text))


def test_a_row_may_leave_its_last_cells_empty() -> None:
    """Under a header, an empty remark at the end of a row does not end the table."""
    text = "序号\t重点任务\t牵头单位\t完成时限\t备注\n1\t制定方案\t市科技局\t6月底\n2\t召开会议\t市科协\t9月底\t需协调"
    found = blocks(text)
    assert [b.kind for b in found] == ["head", "row", "row"]
    assert {len(b.cells) for b in found} == {5}
    assert found[1].table_head == 0


ITEMS = [
    "省财政厅推进资金整合。",
    "河清大学、河清理工大学各建成技术转移机构。",
    "东泽市加快扩区报批。",
    "清源高新区引进研发机构。",
    "市统计局通报监测情况。",
    "各市报送清单。",
]
HEADS = [
    "省市联动推进改革。",
    "推动高新区提质增效。",
    "支持企业开展研发。",
    "高新区建设提速。",
    "深化与高校合作。",
    "建设科技大市场。",
    "全市科技创新工作推进情况。",
]


@pytest.mark.parametrize("words", ITEMS)
def test_a_sentence_with_a_body_and_its_verb_is_an_item(words: str) -> None:
    assert f"一、{words}" not in headings(f"某市纪要\n\n一、{words}其他部门配合做好保障。\n")


@pytest.mark.parametrize("words", HEADS)
def test_a_line_of_work_heads_its_text(words: str) -> None:
    assert f"一、{words}" in headings(f"某市纪要\n\n一、{words}市科技局要抓好落实，按月调度。\n")
