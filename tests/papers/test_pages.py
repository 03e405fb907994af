"""The pages themselves: through LibreOffice to PDF, and looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest

from luodi.papers import TaskList, excel, word
from luodi.papers.gongwen import Paper

Convert = Callable[[Path, str], Path]
POINTS = 72 / 25.4

SENTENCE = "各牵头单位要制定具体实施方案，明确路线图、时间表，压实工作责任，确保各项任务按期完成、落地见效。"


def words(page: pdfplumber.page.Page) -> str:
    return "".join(page.extract_text().split())


def test_the_word_list(tasks: TaskList, convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "任务清单.docx"
    word.write(tasks, path, label="附件1")
    with pdfplumber.open(convert(path, "pdf")) as pdf:
        pages = pdf.pages
        assert 5 <= len(pages) <= 9
        for page in pages:
            assert (page.width, page.height) == pytest.approx((297 * POINTS, 210 * POINTS), abs=1)
            if page is not pages[-1] or "序号" in words(page):
                assert "原文与出处" in words(page)  # the head, on every page
            inside = [c for c in page.chars if c["text"].strip() and c["x0"] > 30 * POINTS]
            assert max(c["x1"] for c in inside) <= (297 - 36) * POINTS
            assert max(c["bottom"] for c in inside) <= (210 - 25) * POINTS
        for number, page in enumerate(pages, 1):
            side = [c for c in page.chars if c["x1"] < 30 * POINTS and c["text"].strip()]
            assert "".join(c["text"] for c in side if c["text"].isdigit()) == str(number)
            middle = sum(c["top"] for c in side) / len(side) / page.height
            assert middle > 0.5 if number % 2 else middle < 0.5
        assert "附件1" in words(pages[0]) and tasks.title in words(pages[0])
        assert "注：" in words(pages[-1])


def test_an_upright_page_holds_22_lines_of_28_characters(convert: Convert, tmp_path: Path) -> None:
    paper = Paper("满页", dt.date(2025, 6, 5))
    paper.body(SENTENCE * 30)
    path = tmp_path / "满页.docx"
    path.write_bytes(paper.to_bytes())
    with pdfplumber.open(convert(path, "pdf")) as pdf:
        first, second, *_ = pdf.pages
        assert (first.width, first.height) == pytest.approx((210 * POINTS, 297 * POINTS), abs=1)
        lines = [line for line in first.extract_text_lines() if line["bottom"] < (297 - 35) * POINTS + 1]
        assert len(lines) == 22
        assert max(len(line["text"]) for line in lines) == 28
        assert min(line["x0"] for line in lines) >= 28 * POINTS - 1
        assert max(line["x1"] for line in lines) <= (210 - 26) * POINTS + 1
        numbers = [next(c for c in page.chars if c["text"].isdigit()) for page in (first, second)]
        assert [n["text"] for n in numbers] == ["1", "2"]
        assert numbers[0]["x0"] > first.width / 2 > numbers[1]["x0"]
        body = "".join(words(page).replace(f"—{n}—", "") for n, page in enumerate(pdf.pages, 1))
        assert body == SENTENCE * 30  # nothing lost at a line's edge


def test_the_workbook(tasks: TaskList, convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "任务清单.xlsx"
    excel.write(tasks, path)
    with pdfplumber.open(convert(path, "pdf")) as pdf:
        assert 3 <= len(pdf.pages) <= 6
        for page in pdf.pages:
            assert (page.width, page.height) == pytest.approx((297 * POINTS, 210 * POINTS), abs=1)
        assert "任务内容" in words(pdf.pages[0]) and "任务内容" in words(pdf.pages[1])  # repeated
        everything = "".join(words(page) for page in pdf.pages)
        assert f"共{len(pdf.pages)}页" in everything
        assert all(sheet.name in everything for sheet in tasks.sheets)
