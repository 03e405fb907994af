"""A race's papers: what may be printed and no more, numbers rounded on the page alone, names never cut at a tie."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from fractions import Fraction

import docx
import openpyxl
import pytest

from luodi.papers.racebook import race_book
from luodi.papers.racenotice import Letter, Notice, Praised, commendation, drafted, notice_bytes, praised
from luodi.papers.raceresult import Heading, RaceCell, RaceLine, RaceResult, Shown, told_lines
from luodi.papers.table import Sheet

DAY = dt.date(2026, 4, 20)
LETTER = Letter("澄川市办公室", DAY, "澄川市办公室文件", "澄办〔2026〕7号", "各县", "市委办", "澄川市办公室")


def line(unit: str, place: int | None, score: str, **more: object) -> RaceLine:
    cell = RaceCell(Fraction(3), Fraction(score), Fraction(score), where=f"Sheet1!C{place}")
    return RaceLine(unit, Fraction(score), place, base=Fraction(score), cells={"a": cell}, **more)  # type: ignore[arg-type]


def result(**more: object) -> RaceResult:
    lines = (
        line("甲县", 1, "90.005", before=2),
        line("乙县", 2, "80", commended=False),
        line("丙县", 2, "80"),
        line("丁县", 4, "70.125"),
        line("戊县", 5, "60"),
        line("己县", None, "95", remarks=("一票否决：数据弄虚作假",)),
    )
    return replace(
        RaceResult(
            "科技创新赛马",
            lines,
            (Heading("a", "研发投入", Fraction(100), source="市统计局"),),
            "2026年一季度",
        ),
        **more,  # type: ignore[arg-type]
    )


def words(notice: Notice) -> str:
    paper = docx.Document(io.BytesIO(notice_bytes(notice)))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def test_a_notice_has_its_parts_in_order() -> None:
    text = words(drafted(result(document="赛马办法"), LETTER, analysis=["总体向好。"]))
    order = [
        "澄办〔2026〕7号",
        "结果的通报",
        "各县：",
        "根据《赛马办法》",
        "一、评比结果",
        "二、情况分析",
        "三、工作要求",
    ]
    order += ["附件：", "2026年4月20日", "得分表", "甲县"]
    at = 0
    for word in order:
        at = text.index(word, at)
    assert "90.01" in text and "70.13" in text, "half up, on the page"
    assert "己县不参加本期排名：一票否决：数据弄虚作假" in text


def test_only_the_first_and_last_are_printed_when_the_rules_say_so() -> None:
    shown = Shown("first_last", 2, 1)
    assert [x.unit for x in told_lines(result(shown=shown), result().lines)] == [
        "甲县",
        "乙县",
        "丙县",
        "戊县",
    ]
    text = words(drafted(result(shown=shown), LETTER))
    assert "丁县" not in text and "己县" not in text
    assert "按规则只公布前2名和后1名" in text
    assert "戊县" not in words(drafted(result(shown=Shown("first", 1)), LETTER))


def test_nobody_is_praised_whom_a_veto_bars() -> None:
    assert [p.name for p in praised(result(), first=2)] == ["甲县", "丙县"]
    text = words(
        commendation(LETTER, "2026年一季度先进单位", [("先进县", praised(result(), first=1)), ("空", [])])
    )
    assert "先进县1个" in text and "第1名（90.01分）" in text and "空" not in text
    with pytest.raises(ValueError, match="没有可以表扬的单位"):
        commendation(LETTER, "先进", [("先进县", [])])
    assert "省重点实验室" in words(
        commendation(LETTER, "先进", [("平台", [Praised("某所", reason="省重点实验室")])])
    )


def test_the_workbook_keeps_unrounded_numbers_places_and_sources() -> None:
    data = race_book(result(bad=("C9：'约9' 不是数",)), DAY)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["成绩", "指标得分", "与平均差", "数据", "规则", "说明"]
    first = [c.value for c in book["成绩"][4]]
    assert first[:5] == [1, 2, 1, "甲县", 90.005]
    assert book["成绩"]["E4"].number_format == "0.00"
    assert book["指标得分"]["D4"].value == "=SUM(C4:C4)"
    assert "Sheet1!C1" in [c.value for c in book["数据"][4]]
    assert any("约9" in str(c.value) for row in book["说明"] for c in row)
    more = race_book(result(), DAY, sheets=[Sheet.plain("规则", ["位置"], [["=1+1"]])])
    assert openpyxl.load_workbook(io.BytesIO(more))["规则（2）"]["A4"].value == "=1+1"
    assert data == race_book(result(bad=("C9：'约9' 不是数",)), DAY), "equal results give equal bytes"
