"""Spreadsheets: rows as people see them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from source_makers import compound, packed

from luodi.reading.errors import ReadError
from luodi.reading.sources import formats, load_bytes


def book() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("清单")
        made.add_worksheet("藏").hide()

        def shown(code: str | int) -> Any:
            return made.add_format({"num_format": code})

        sheet.merge_range("A1:F1", "2025年任务清单")
        sheet.write_row("A3", ["序号", "任务", "责任单位", "时限", "目标", "编号"])
        sheet.write_row("A4", [1, "建平台\n二期"])
        sheet.merge_range("C4:C5", "市科技局")
        sheet.write_datetime("D4", dt.datetime(2025, 6, 1), shown('yyyy"年"m"月"'))
        sheet.write("E4", 0.15, shown("0%"))
        sheet.write("F4", 7, shown("000"))
        sheet.write_row("A5", [2, "育企业"])
        sheet.write_datetime("D5", dt.datetime(2025, 6, 30), shown(14))
        sheet.write("E5", 12.0)
        sheet.write_string("F5", "=1+1")
        sheet.write_row("A6", [3, "合计", "", "", 0.1 + 0.2])
        sheet.write_datetime("D6", dt.datetime(2025, 12, 31), shown(57))
    return out.getvalue()


def test_workbook() -> None:
    source = load_bytes("a.xlsx", book())
    assert source.raw.split("\n") == [
        "2025年任务清单",
        "序号\t任务\t责任单位\t时限\t目标\t编号",
        "1\t建平台 二期\t市科技局\t2025年6月\t15%\t007",
        "2\t育企业\t市科技局\t2025年6月30日\t12\t=1+1",
        "3\t合计\t\t2025年12月\t0.3",
        "",
    ]
    assert source.format == "xlsx" and source.meta["hidden_sheets"] == "藏"
    assert str(source.place(source.raw.index("育企业"))) == "工作表 清单 第5行 B列"
    assert str(source.place(source.raw.index("12月") - 5)) == "工作表 清单 第6行 D列"


def test_two_sheets_and_a_header_of_two_rows() -> None:
    made = openpyxl.Workbook()
    first = made.active
    assert first is not None
    first.append(["序号", "责任单位", None])
    first.append([None, "牵头", "配合"])
    first.append([1, "甲局", "乙局"])
    first.merge_cells("A1:A2")
    first.merge_cells("B1:C1")
    second = made.create_sheet("另表")
    second["B2"] = "另"
    out = io.BytesIO()
    made.save(out)
    source = load_bytes("a.xlsx", out.getvalue())
    assert source.raw == "序号\t责任单位\n序号\t牵头\t配合\n1\t甲局\t乙局\n\n另\n"
    assert str(source.place(source.raw.index("另"))) == "工作表 另表 第2行 B列"


@pytest.mark.parametrize(("sign", "name"), [(",", "a.csv"), ("\t", "a.tsv"), (";", "a.csv"), ("\t", "a.xls")])
@pytest.mark.parametrize("codec", ["utf-8-sig", "gbk", "utf-16"])
def test_delimited(sign: str, name: str, codec: str) -> None:
    rows = ["序号,任务,责任单位", '1,"建""平台""\n二期",市科技局', "2,育企业,市工信局"]
    data = "\r\n".join(rows).replace(",", sign).encode(codec)
    source = load_bytes(name, data)
    assert source.raw == '序号\t任务\t责任单位\n1\t建"平台" 二期\t市科技局\n2\t育企业\t市工信局\n'
    assert source.format == "csv"
    assert str(source.place(source.raw.index("市工"))) == "第3行 C列"


def test_empty_and_damaged() -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with pytest.raises(ReadError, match="没有内容"):
        load_bytes("a.xlsx", out.getvalue())
    with pytest.raises(ReadError):
        load_bytes("a.xlsx", packed({"xl/workbook.xml": "<a/>"}))
    with pytest.raises(ReadError):
        load_bytes("a.xlsx", book()[:3000])


def test_a_stray_cell_far_out_is_refused_before_it_is_allocated() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "甲", "乙"
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(ReadError, match="范围过大"):
        load_bytes("a.xlsx", out.getvalue())
    assert formats.MAX_CELLS < 2**25


def test_a_file_that_makes_the_library_abort_is_a_damaged_file() -> None:
    """Cut inside its directory, an old workbook ends calamine's process, not ours."""
    data = compound("Root Entry", "Workbook")
    for size in (600, 634, len(data)):
        with pytest.raises(ReadError, match="损坏"):
            load_bytes("a.xls", data[:size] if size > 600 else data + bytes(size))
