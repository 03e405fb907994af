"""Ruled tables of a PDF page as rows of cells."""

from __future__ import annotations

from typing import Any

from luodi.reading.sources.lines import one_line
from luodi.reading.sources.pdflines import GAP, Row, unbroken

Box = tuple[float, float, float, float]
PADDING = 8.0  # points between a cell's lines and its text, both sides together, at least


def tables(page: Any) -> tuple[list[Row], list[Box]]:
    """Rows of the tables pdfplumber is sure of, and the boxes they fill.

    Sure is a grid of at least two rows and two columns drawn with lines and holding text:
    a frame around a heading or the red line under a letterhead is none.
    """
    rows: list[Row] = []
    boxes: list[Box] = []
    if len(page.edges) < 6:
        return rows, boxes
    for table in page.find_tables():
        grid = table.rows
        if len(grid) < 2 or max(len(row.cells) for row in grid) < 2:
            continue
        read = _read(page, grid)
        if sum(bool(cell) for cells in read for cell in cells) < 3:
            continue
        boxes.append(table.bbox)
        for row, cells in zip(grid, read, strict=True):
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                rows.append(Row(cells, row.bbox[1]))
    return rows, boxes


def _read(page: Any, grid: Any) -> list[list[str]]:
    """The text of each cell; a cell over several rows is repeated in each of them."""
    read: list[list[str]] = []
    for number, row in enumerate(grid):
        cells: list[str] = []
        for column, box in enumerate(row.cells):
            if box is not None:
                cells.append(_text(page, box))
                continue
            above = next(
                (
                    r
                    for r in range(number - 1, -1, -1)
                    if column < len(grid[r].cells) and grid[r].cells[column]
                ),
                None,
            )
            reaches = above is not None and grid[above].cells[column][3] >= row.bbox[3] - 1
            cells.append(read[above][column] if reaches and above is not None else "")
        read.append(cells)
    return read


def _text(page: Any, box: Box) -> str:
    """A cell's text: lines broken for want of room are joined, others kept apart by a blank."""
    inside = page.filter(lambda item: item["object_type"] == "char" and holds(box, item))
    lines = inside.extract_text_lines(return_chars=True, strip=True, x_tolerance_ratio=GAP)
    text, before = "", None
    for line in lines:
        size = line["chars"][0]["size"]
        if before is not None:
            # Both sides count, because a cell may be centred.
            room = (box[2] - box[0]) - (before["x1"] - before["x0"]) - PADDING
            latin = text[-1:].isascii() and text[-1:].isalnum() and line["text"][:1].isalpha()
            joined = room < (unbroken(line["text"]) + 0.6) * size and not (
                latin and line["text"][0].isascii()
            )
            text += "" if joined else " "
        text += line["text"]
        before = line
    return one_line(text)


def holds(box: Box, item: Any) -> bool:
    """Is the middle of a character in a box? Its edges may stick out."""
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= x < box[2] and box[1] <= y < box[3])
