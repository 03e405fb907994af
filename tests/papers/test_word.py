"""The table paper, read back: its XML against the standard, its words against the list."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.papers import TaskList, TaskRow, word
from luodi.papers.gongwen import Paper
from luodi.papers.safe import visible
from luodi.papers.wordstyles import FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG

DAY = dt.date(2025, 6, 5)


def open_(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def notice() -> Document:
    paper = Paper("通知", DAY)
    paper.letterhead("云澜市科学技术局文件", "云科〔2025〕6号", signer="张三")
    paper.title("关于印发重点任务清单的通知")
    paper.addressee("各县（市、区）人民政府")
    paper.body("现将清单印发给你们，请认真抓好落实。")
    for level, text in enumerate(("一、总体要求", "（一）目标", "1.指标", "（1）口径"), 1):
        paper.heading(text, level)
    paper.attachments(["重点任务清单", "目标指标分解表。"])
    paper.signature("云澜市科学技术局", DAY)
    paper.remark("此件公开发布")
    paper.imprint("市委办公室", "云澜市科学技术局办公室", DAY)
    return open_(paper.to_bytes())


@pytest.fixture(scope="module")
def paper(tasks: TaskList) -> Document:
    return open_(word.to_bytes(tasks, label="附件1"))


def attributes(element: object, path: str) -> dict[str, str]:
    (found,) = element.xpath(path)  # type: ignore[attr-defined]
    return {key.rpartition("}")[2]: value for key, value in found.attrib.items()}


def style(document: Document, name: str) -> object:
    return document.styles[name].element


def line(document: Document, text: str) -> object:
    return next(p for p in document.paragraphs if p.text == text)._p


# ---- the page (5.1, 5.2) -------------------------------------------------------------------


def test_upright_page(notice: Document) -> None:
    section = notice.sections[0]._sectPr
    assert attributes(section, "./w:pgSz") == {"w": "11906", "h": "16838"}
    margins = attributes(section, "./w:pgMar")
    # 37, 35, 28, 26 mm, to the nearest twip
    assert [margins[k] for k in ("top", "bottom", "left", "right")] == ["2098", "1984", "1587", "1474"]
    grid = {"type": "linesAndChars", "linePitch": "579", "charSpace": "-849"}
    assert attributes(section, "./w:docGrid") == grid


def test_turned_page(paper: Document) -> None:
    (section,) = paper.sections
    size = attributes(section._sectPr, "./w:pgSz")
    assert (size["orient"], size["w"], size["h"]) == ("landscape", "16838", "11906")
    margins = attributes(section._sectPr, "./w:pgMar")
    # the upright margins, turned with the sheet: binding edge on top, foot at the left
    assert [margins[k] for k in ("top", "bottom", "left", "right")] == ["1587", "1474", "1984", "2098"]


def test_a_turned_page_after_upright_ones() -> None:
    paper = Paper("通知", DAY)
    paper.body("见附件。")
    paper.landscape()
    paper.attachment_head("附件", "清单")
    first, second = open_(paper.to_bytes()).sections
    assert (first.page_width < first.page_height, second.page_width > second.page_height) == (True, True)
    assert not second.footer.is_linked_to_previous
    assert first.footer.paragraphs[0].text == "— 1 —"


def test_22_lines_of_28_characters_fit(notice: Document) -> None:
    spacing = attributes(style(notice, "Normal"), "./w:pPr/w:spacing")
    assert (spacing["line"], spacing["lineRule"]) == ("579", "exact")
    tracking = int(attributes(style(notice, "Normal"), "./w:rPr/w:spacing")["val"])
    assert 22 * 579 <= 225 / 25.4 * 1440 < 23 * 579
    assert 28 * (320 + tracking) <= 156 / 25.4 * 1440 < 29 * (320 + tracking)


# ---- page numbers (7.5) --------------------------------------------------------------------


def test_page_numbers_odd_right_even_left(notice: Document) -> None:
    assert notice.settings.odd_and_even_pages_header_footer
    section = notice.sections[0]
    for footer, edge in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert paragraph.text == "— 1 —"
        assert attributes(paragraph._p, "./w:pPr/w:jc") == {"val": edge}
        assert attributes(paragraph._p, "./w:pPr/w:ind")[f"{edge}Chars"] == "100"
        assert [t.text for t in paragraph._p.xpath(".//w:instrText")] == [" PAGE "]
        kinds = [e.get(qn("w:fldCharType")) for e in paragraph._p.xpath(".//w:fldChar")]
        assert kinds == ["begin", "separate", "end"]
        assert all(run.font.size.pt == 14 and run.font.name == SONGTI for run in paragraph.runs)


def test_page_numbers_of_turned_pages_stand_at_the_left_edge(paper: Document) -> None:
    section = paper.sections[0]
    for footer, y in ((section.footer, 154), (section.even_page_footer, 28)):
        place = attributes(footer._element, ".//w:tblpPr")
        assert (place["vertAnchor"], place["horzAnchor"]) == ("page", "page")
        assert int(place["tblpX"]) == pytest.approx(22 * 56.69, abs=1)
        assert int(place["tblpY"]) == pytest.approx(y * 56.69, abs=1)
        assert attributes(footer._element, ".//w:textDirection") == {"val": "tbRl"}
        assert len(footer._element.xpath(".//w:instrText")) == 1


# ---- fonts and paragraphs (7.2, 7.3) -------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "font", "size"),
    [
        ("Normal", FANGSONG, 16),
        ("公文标题", XIAOBIAOSONG, 22),
        ("公文正文", FANGSONG, 16),
        ("Heading 1", HEITI, 16),
        ("Heading 2", KAITI, 16),
        ("Heading 3", FANGSONG, 16),
        ("Heading 4", FANGSONG, 16),
        ("公文附件标注", HEITI, 16),
        ("公文版记", FANGSONG, 14),
    ],
)
def test_fonts_are_named_for_every_script(notice: Document, name: str, font: str, size: int) -> None:
    fonts = attributes(style(notice, name), "./w:rPr/w:rFonts")
    assert {fonts[script] for script in ("ascii", "hAnsi", "eastAsia")} == {font}
    assert notice.styles[name].font.size.pt == size


def test_runs_name_their_fonts_too(notice: Document) -> None:
    for paragraph in notice.paragraphs:
        for run in paragraph.runs:
            fonts = attributes(run._r, "./w:rPr/w:rFonts")
            assert len({fonts[script] for script in ("ascii", "hAnsi", "eastAsia")}) == 1
    (title,) = line(notice, "关于印发重点任务清单的通知").xpath("./w:r/w:rPr/w:rFonts/@w:eastAsia")
    assert title == XIAOBIAOSONG


def test_missing_fonts_have_an_alternative(tasks: TaskList) -> None:
    with zipfile.ZipFile(io.BytesIO(word.to_bytes(tasks))) as parts:
        table = parts.read("word/fontTable.xml").decode()
    assert f'<w:font w:name="{FANGSONG}"><w:altName w:val="仿宋"/>' in table


def test_body_and_headings_are_two_characters_in(notice: Document) -> None:
    for name in ("公文正文", "Heading 1", "Heading 2", "Heading 3", "Heading 4"):
        assert attributes(style(notice, name), "./w:pPr/w:ind") == {
            "firstLineChars": "200",
            "firstLine": "630",
        }


def test_letterhead(notice: Document) -> None:
    mark = line(notice, "云澜市科学技术局文件")
    assert attributes(mark, "./w:pPr/w:spacing")["before"] == "1984"  # 35 mm
    assert attributes(style(notice, "公文标志"), "./w:rPr/w:color") == {"val": "FF0000"}
    number = line(notice, "　云科〔2025〕6号\t签发人：张三")
    rule = attributes(number, "./w:pPr/w:pBdr/w:bottom")
    assert rule == {"val": "single", "sz": "8", "space": "11", "color": "FF0000"}  # 4 mm below
    assert number.xpath("./w:r[last()]/w:rPr/w:rFonts/@w:eastAsia") == [KAITI]  # type: ignore[attr-defined]


def test_the_order_of_the_schema(notice: Document) -> None:
    """Word refuses a file whose paragraph properties stand in another order."""
    order = [
        "pStyle", "keepNext", "keepLines", "widowControl", "pBdr", "tabs", "overflowPunct", "autoSpaceDE",
        "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc", "outlineLvl",
    ]  # fmt: skip
    for properties in (*notice.element.body.xpath("//w:pPr"), *notice.styles.element.xpath("//w:pPr")):
        tags = [child.tag.rpartition("}")[2] for child in properties]
        assert tags == sorted(tags, key=order.index)


def test_addressee_attachments_and_signature(notice: Document) -> None:
    words = [p.text for p in notice.paragraphs]
    assert "各县（市、区）人民政府：" in words
    assert words.index("2.目标指标分解表") == words.index("附件：1.重点任务清单") + 1
    assert attributes(line(notice, "附件：1.重点任务清单"), "./w:pPr/w:ind") == {
        "left": "1890",
        "hanging": "1260",
    }
    name, date = (
        float(attributes(line(notice, text), "./w:pPr/w:ind")["rightChars"]) / 100
        for text in ("云澜市科学技术局", "2025年6月5日")
    )
    # name of 8 characters, date of 6: both end two from the right, the date begins two further in
    assert (name, date) == (2, 2)


def test_a_date_longer_than_the_name_stands_two_from_the_right() -> None:
    paper = Paper("报告", DAY)
    paper.signature("科技局", DAY)
    document = open_(paper.to_bytes())
    assert attributes(line(document, "2025年6月5日"), "./w:pPr/w:ind")["rightChars"] == "200"
    assert attributes(line(document, "科技局"), "./w:pPr/w:ind")["rightChars"] == "700"


def test_imprint_stands_at_the_foot_between_rules(notice: Document) -> None:
    table = notice.tables[-1]
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：市委办公室。",
        "云澜市科学技术局办公室\t2025年6月5日印发",
    ]
    assert attributes(table._tbl, "./w:tblPr/w:tblpPr")["tblpYSpec"] == "bottom"
    rules = {
        side: attributes(table._tbl, f".//w:tblBorders/w:{side}")["sz"]
        for side in ("top", "insideH", "bottom")
    }
    assert rules == {"top": "8", "insideH": "6", "bottom": "8"}


# ---- the list ------------------------------------------------------------------------------


def test_label_on_the_first_line_title_on_the_third(paper: Document, tasks: TaskList) -> None:
    assert [p.text for p in paper.paragraphs[:3]] == ["附件1", "", tasks.title]


def test_the_head_repeats_and_rows_stay_whole(paper: Document) -> None:
    (table,) = paper.tables
    rows = table._tbl.tr_lst
    assert [len(row.xpath("./w:trPr/w:tblHeader")) for row in rows[:3]] == [1, 0, 0]
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    assert sum(int(w) for w in table._tbl.xpath("./w:tblGrid/w:gridCol/@w:w")) == pytest.approx(
        225 * 56.69, abs=8
    )


def test_every_task_with_its_words(paper: Document, tasks: TaskList) -> None:
    (table,) = paper.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["序号", "重点任务", "任务内容", "牵头单位", "配合单位", "完成时限", "原文与出处"]
    bands = [row[0] for row in rows[1:] if len(set(row)) == 1]
    assert bands == list(dict.fromkeys(task.section for task in tasks.rows))
    printed = [row for row in rows[1:] if len(set(row)) > 1]
    for row, task in zip(printed, tasks.rows, strict=True):
        assert row[0].rstrip("△○") == str(task.number)
        assert row[2].split("\n")[0] == task.action
        assert (row[3], row[4]) == ("、".join(task.lead), "、".join(task.supporting))
        assert task.place in row[6]
        assert task.quote in row[6] or (task.quote == task.action and "原文同任务内容" in row[6])
    assert printed[0][5] == "2025年6月底前\n2025年6月30日"
    assert printed[7][0] == "8△" and "△" in paper.paragraphs[-2].text


def test_rows_of_another_document_do_not_stand_under_its_chapters() -> None:
    rows = (
        TaskRow(1, "召开会议", section="一、组织", source="甲方案"),
        TaskRow(2, "报送总结", source="乙纪要"),
        TaskRow(3, "开展评估", section="二、评估", source="乙纪要"),
        TaskRow(4, "公布结果", source="乙纪要"),
    )
    (table,) = open_(word.to_bytes(TaskList("清单", DAY, rows))).tables
    first = [row.cells[0].text for row in table.rows]
    assert first == ["序号", "甲方案", "一、组织", "1", "乙纪要", "2", "二、评估", "3", "（未列章节）", "4"]


def test_equal_lists_are_equal_files(tasks: TaskList) -> None:
    data = word.to_bytes(tasks)
    time.sleep(2.1)  # a zip counts time in steps of two seconds
    assert word.to_bytes(tasks) == data
    assert word.to_bytes(replace(tasks, made_on=DAY)) != data


def test_no_content_controls_and_few_styles(tasks: TaskList) -> None:
    with zipfile.ZipFile(io.BytesIO(word.to_bytes(tasks))) as parts:
        assert b"w:sdt" not in parts.read("word/document.xml")
        assert parts.read("word/styles.xml").count(b"<w:style ") < 25


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_stands_in_its_cell(text: str) -> None:
    tasks = TaskList(text, DAY, (TaskRow(1, text, section=text, item="项", quote="“原文”"),))
    (table,) = open_(word.to_bytes(tasks, label=text)).tables
    assert table.rows[-1].cells[2].text == visible(text)
