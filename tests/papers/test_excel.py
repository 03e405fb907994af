"""The workbook, read back with another library, and what strangers' text can do to it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.papers import TASK_COLUMNS, Column, Sheet, TaskList, TaskRow, csvfile, excel
from luodi.papers.safe import EXCEL_LIMIT, formula_like, visible

DAY = dt.date(2025, 4, 5)
TITLES = [column.title for column in TASK_COLUMNS]
FIRST = 4  # title, line under it, header

DANGEROUS = [
    '=HYPERLINK("http://example.invalid","点击")',
    "=1+1",
    "+86 931",
    "-5%",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    " =1",
    "{=1}",
    "=cmd|'/c calc'!A0",
]


def open_(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def one(text: str) -> TaskList:
    return TaskList("清单", DAY, (TaskRow(1, text, quote=text),))


def cell(data: bytes, title: str, row: int = FIRST) -> openpyxl.cell.Cell:
    return open_(data).worksheets[0].cell(row, TITLES.index(title) + 1)


def test_every_row_comes_back(tasks: TaskList) -> None:
    sheet = open_(excel.to_bytes(tasks))["任务清单"]
    assert sheet["A1"].value == tasks.title
    assert [c.value for c in sheet[3]] == TITLES
    rows = list(sheet.iter_rows(min_row=FIRST, values_only=True))
    assert len(rows) == len(tasks.rows)
    for row, task in zip(rows, tasks.rows, strict=True):
        got = dict(zip(TITLES, row, strict=True))
        assert (got["序号"], got["任务内容"], got["原文"]) == (task.number, task.action, task.quote)
        assert got["牵头单位"] == "、".join(task.lead)
        assert got["完成时限（原文）"] == (task.due_text or None)
        date = got["完成时限（日期）"]
        assert (date.date() if date else None) == task.due_date


def test_the_words_and_their_place_stand_last() -> None:
    assert TITLES[-2:] == ["原文", "出处"]


def test_page_header_and_filters(tasks: TaskList) -> None:
    for sheet in open_(excel.to_bytes(tasks)).worksheets:
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize) == ("landscape", 9)
        assert (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)  # one page wide is the default
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")
        assert sheet.auto_filter.ref.startswith("A3:")
        assert "&P" in sheet.oddFooter.center.text
        assert sheet["A4"].alignment.wrap_text


def shown(data: bytes) -> list[str]:
    """The titles of the columns that are not folded away."""
    sheet = open_(data).worksheets[0]
    hidden = {i for d in sheet.column_dimensions.values() if d.hidden for i in range(d.min, d.max + 1)}
    return [title for i, title in enumerate(TITLES, 1) if i not in hidden]


def test_columns_that_say_nothing_are_folded_but_keep_their_letter(tasks: TaskList) -> None:
    folded = {"具体措施", "责任人", "联络员", "任务来源", "认定规则"}
    assert shown(excel.to_bytes(tasks)) == [title for title in TITLES if title not in folded]
    other = TaskRow(99, "报送总结", source="另一份文件", responsible=("张三",))
    more = shown(excel.to_bytes(replace(tasks, rows=(*tasks.rows, other))))
    assert set(TITLES) - set(more) == folded - {"任务来源", "责任人"}


def test_rows_are_tall_enough_for_their_words() -> None:
    long = one("完成云澜实验室一期主体工程建设并投入使用，" * 12)
    sheet = open_(excel.to_bytes(long)).worksheets[0]
    characters_a_line = sheet.column_dimensions["F"].width * 7 / (excel.BODY_SIZE * 96 / 72)
    needed = len(long.rows[0].action) / characters_a_line * 13
    assert needed < sheet.row_dimensions[FIRST].height < 2 * needed


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_runs(text: str) -> None:
    data = excel.to_bytes(one(text))
    got = cell(data, "任务内容")
    assert (got.data_type, got.value) == ("s", visible(text))
    assert got.quotePrefix == formula_like(visible(text))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_codes_keep_their_zeros() -> None:
    got = cell(excel.to_bytes(one("000123456789012345")), "任务内容")
    assert (got.value, got.number_format) == ("000123456789012345", "@")


def test_a_long_text_is_cut_and_says_so() -> None:
    value = cell(excel.to_bytes(one("文" * 40_000)), "任务内容").value
    assert len(value) == EXCEL_LIMIT and value.endswith("……（已截断，共40000字）")


def test_what_excel_cannot_hold_becomes_text() -> None:
    column = Column("value", "值", "number")
    values = (10**20, float("nan"), dt.date(1899, 1, 1), True, None, 0.3, dt.date(2025, 6, 5))
    sheet = Sheet("数", (column,), tuple((v,) for v in values))
    page = open_(excel.to_bytes(TaskList("清单", DAY, sheets=(sheet,))))["数"]
    got = [page.cell(FIRST + i, 1).value for i in range(len(values))]
    assert got == ["1" + "0" * 20, "nan", "1899-01-01", "是", None, 0.3, dt.datetime(2025, 6, 5)]


def test_large_figures_can_be_read() -> None:
    rows = ((2025,), (1_860_000_000,), (12000.5,))
    sheet = Sheet("数", (Column("value", "值", "number"),), rows)
    page = open_(excel.to_bytes(TaskList("清单", DAY, sheets=(sheet,))))["数"]
    formats = [page.cell(FIRST + i, 1).number_format for i in range(3)]
    assert formats == ["General", "#,##0", "General"]


def test_sheet_names_excel_would_refuse() -> None:
    names = ["任务清单", "a/b:c*?", "'" * 3, "长" * 40, "长" * 40, "History", "", "\x00"]
    sheets = tuple(Sheet.plain(name, ["项目"], [["x"]]) for name in names)
    got = open_(excel.to_bytes(TaskList("清单", DAY, sheets=sheets))).sheetnames
    assert len(got) == len({n.casefold() for n in got}) == len(names) + 1
    assert all(0 < len(n) <= 31 and not re.search(r"[\[\]:*?/\\]", n) for n in got)


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1: 2 cells for 1 columns"):
        Sheet.plain("说明", ["项目"], [["a", "b"]])


def test_an_empty_list_is_a_file_all_the_same() -> None:
    assert cell(excel.to_bytes(TaskList("清单", DAY)), "序号", row=3).value == "序号"


ANY_TEXT = st.text(st.characters(), max_size=60)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_comes_back_as_text(action: str, title: str) -> None:
    tasks = TaskList(title, DAY, (TaskRow(1, action, source=title),))
    got = cell(excel.to_bytes(tasks), "任务内容")
    assert got.value in (visible(action), visible(action) or None)
    assert got.data_type in ("s", "n") and (got.data_type == "s" or got.value is None)
    rows = list(csv.reader(io.StringIO(csvfile.to_bytes(tasks).decode("utf-8-sig"), newline="")))
    assert rows[1][TITLES.index("任务内容")].removeprefix("'") == visible(action).removeprefix("'")


@given(ANY_TEXT)
def test_visible_text_is_harmless_and_stays_so(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]", shown
    )


def test_csv_opens_as_utf8_and_runs_nothing(tasks: TaskList) -> None:
    data = csvfile.to_bytes(replace(tasks, rows=(TaskRow(1, "=1+1", due_date=DAY), *tasks.rows)))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert (rows[0]["任务内容"], rows[0]["完成时限（日期）"]) == ("'=1+1", "2025-04-05")
    assert [row["原文"] for row in rows[1:]] == [task.quote for task in tasks.rows]


def test_equal_lists_are_equal_files(tasks: TaskList, tmp_path: Path) -> None:
    data = excel.to_bytes(tasks)
    time.sleep(1.1)
    excel.write(tasks, tmp_path / "清单.xlsx")
    assert (tmp_path / "清单.xlsx").read_bytes() == data
    buffer = io.BytesIO()
    csvfile.write(tasks, buffer)
    assert buffer.getvalue() == csvfile.to_bytes(tasks)


def test_the_writers_are_loaded_only_when_needed() -> None:
    code = (
        "import sys, luodi.papers.excel, luodi.papers.word; print({'xlsxwriter', 'docx'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_libreoffice_keeps_text_as_text(convert: Callable[[Path, str], Path], tmp_path: Path) -> None:
    path = tmp_path / "危险.xlsx"
    rows = tuple(TaskRow(i, text) for i, text in enumerate(DANGEROUS, 1))
    excel.write(TaskList("清单", DAY, rows), path)
    sheet = openpyxl.load_workbook(convert(path, "xlsx")).worksheets[0]
    for number, text in enumerate(DANGEROUS):
        got = sheet.cell(FIRST + number, TITLES.index("任务内容") + 1)
        assert (got.data_type, got.value) == ("s", visible(text))
