"""Word: what a reader sees, in order, with the numbers that Word counts."""

from __future__ import annotations

import io

import docx
import pytest
from source_makers import W, document, p

from luodi.reading.errors import ReadError
from luodi.reading.sources import load_bytes
from luodi.reading.sources.numbering import counting


def level(number: int, kind: str, text: str, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "%1、")
    + level(1, "japaneseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimalEnclosedCircleChinese", "%4")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + level(0, "chineseCounting", "第%1条")
    + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    + '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
)


def item(text: str, num: int = 1, depth: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>')


def test_automatic_numbers() -> None:
    items = [("总体要求", 0), ("重点任务", 0), ("强化平台", 1), ("建实验室", 2), ("建中心", 2), ("育企业", 1)]
    body = "".join(item(text, 1, depth) for text, depth in items)
    body += item("申报", 1, 2) + item("先", 1, 3) + item("后", 1, 3) + item("保障", 1)
    body += item("目的", 2) + item("范围", 2) + item("细则", 2, 1) + item("重新开始", 3) + item("接着", 3)
    source = load_bytes("a.docx", document(body, numbering=NUMBERING))
    assert source.raw.split("\n")[:-1] == [
        *("一、总体要求", "二、重点任务", "（一）强化平台", "1.建实验室", "2.建中心", "（二）育企业"),
        *("1.申报", "① 先", "② 后", "三、保障", "第一条 目的", "第二条 范围", "2.1 细则"),
        *("一、重新开始", "二、接着"),
    ]
    assert "还原15处" in source.meta["numbering_note"]


def test_number_by_style_and_in_a_table_column() -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="a"><w:name w:val="标题甲"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="b">'
        '<w:name w:val="标题乙"/><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    cell = "<w:tc>{}</w:tc>".format
    rows = "".join(f"<w:tr>{cell(item('', 1, 2))}{cell(p(text))}</w:tr>" for text in ("甲", "乙"))
    body = p("总则", '<w:pStyle w:val="b"/>') + f"<w:tbl>{rows}</w:tbl>"
    source = load_bytes("a.docx", document(body, numbering=NUMBERING, styles=styles))
    assert source.raw == "一、总则\n1.\t甲\n2.\t乙\n"


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (30, "三十"), (101, "一百零一")]
)
def test_counting(number: int, words: str) -> None:
    assert counting(number) == words


def test_changes_hidden_text_fields_boxes_and_notes() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>".format
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText><w:t>码</w:t></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("果")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = (
        f"<w:p>{run('留')}<w:ins>{run('插')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>{field}<w:r><w:tab/><w:t>尾</w:t><w:br/><w:t>行</w:t></w:r></w:p>"
        f"<w:p><w:r><w:pict><w:txbxContent>{p('框内')}</w:txbxContent></w:pict></w:r>{run('锚')}"
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('前半')}</w:p>{p('后半')}"
    )
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{p("注文")}</w:footnote></w:footnotes>'
    source = load_bytes("a.docx", document(body, footnotes=notes, header=f"<w:hdr {W}>{p('内部')}</w:hdr>"))
    assert source.raw == "留插果 尾\n行\n锚\n框内\n前半后半\n注文\n"
    assert source.meta["header"] == "内部" and "删除1处" in source.meta["changes_note"]
    assert str(source.place(source.raw.index("框内"))) == "第2段 文本框 第3段"
    assert str(source.place(source.raw.index("注文"))).startswith("脚注1")


def test_tables_from_python_docx() -> None:
    made = docx.Document()
    made.add_paragraph("关于任务分工的通知")
    table = made.add_table(4, 3)
    for row, texts in enumerate(
        [["任务分工表", "", ""], ["序号", "任务", "单位"], ["1", "甲", "局"], ["2", "乙", ""]]
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(0, 2))
    table.cell(2, 2).merge(table.cell(3, 2))
    table.cell(2, 1).add_paragraph("续")
    made.add_paragraph("完")
    out = io.BytesIO()
    made.save(out)
    source = load_bytes("a.docx", out.getvalue())
    assert source.raw == "关于任务分工的通知\n任务分工表\n序号\t任务\t单位\n1\t甲 续\t局\n2\t乙\t局\n完\n"
    assert str(source.place(source.raw.index("乙"))) == "表1 第4行 第2列"
    assert str(source.place(source.raw.index("完"))) == "第2段"


def test_contents_are_aside() -> None:
    toc = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
    )
    body = f"{toc}<w:sdtContent>{p('一、总则 1')}</w:sdtContent></w:sdt>{p('一、总则')}"
    source = load_bytes("a.docx", document(body))
    assert [source.raw[a:b] for a, b, _ in source.aside] == ["一、总则 1\n"]


def test_strict_variant_and_foreign_main_part() -> None:
    data = document(p("严格")).replace(b"x", b"x")
    assert load_bytes("a.docx", data).raw == "严格\n"
    with pytest.raises(ReadError, match="没有文字"):
        load_bytes("a.docx", document(""))
