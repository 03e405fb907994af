"""PDF: lines become paragraphs again, tables rows, page numbers go."""

from __future__ import annotations

import io
import zlib

import pytest
from source_makers import PARAGRAPH, pdf

from luodi.reading.errors import ReadError
from luodi.reading.sources import load_bytes
from luodi.reading.sources import pdf as reader

WIDTH = 28  # characters of 16 points a line, from 72 to 520
BODY = PARAGRAPH * 3


def lines(text: str, top: float = 700, indent: int = 2) -> list[tuple[float, float, float, str]]:
    """A paragraph set as officials do: two blanks, then lines to the right margin."""
    broken = [text[: WIDTH - indent]]
    rest = text[WIDTH - indent :]
    broken += [rest[i : i + WIDTH] for i in range(0, len(rest), WIDTH)]
    return [(72 + 16 * indent * (n == 0), top - 28 * n, 16, line) for n, line in enumerate(broken)]


def test_paragraphs_over_lines_and_pages_without_numbers_and_heads() -> None:
    first, last = lines(BODY), lines("第二段。" + BODY, 560)
    head = (200, 800, 10, "云川市科技创新委员会文件")
    pages = [
        [head, (184, 760, 22, "关于印发方案的通知"), *first, *last[:3], (280, 40, 14, "— 1 —")],
        [
            head,
            *[(x, 740 - 28 * n, size, text) for n, (x, _, size, text) in enumerate(last[3:])],
            (280, 40, 14, "— 2 —"),
        ],
        [head, *lines("一、总则", 700), *lines("落实责任。", 672), (280, 40, 14, "— 3 —")],
    ]
    source = load_bytes("a.pdf", pdf(pages))
    assert source.raw.split("\n") == [
        "关于印发方案的通知",
        BODY,
        "第二段。" + BODY,
        "一、总则",
        "落实责任。",
        "",
    ]
    assert source.meta["running_heads"] == "云川市科技创新委员会文件" and source.meta["pages"] == "3"
    assert str(source.place(0)) == "第1页"
    assert str(source.place(source.raw.index("一、总则") - 3)) == "第2页"
    assert str(source.place(len(source.raw) - 3)) == "第3页"


def test_title_over_two_lines() -> None:
    pages = [
        [
            (94, 760, 22, "云川市科技创新委员会办公室关于印发"),
            (182, 730, 22, "工作推进方案的通知"),
            *lines(BODY),
        ]
    ]
    assert load_bytes("a.pdf", pdf(pages)).raw.startswith(
        "云川市科技创新委员会办公室关于印发工作推进方案的通知\n"
    )


def test_ruled_table_with_a_unit_beside_two_tasks() -> None:
    xs, ys = (72, 122, 322, 522), (700, 670, 640, 600)
    rules = "".join(f"{xs[0]} {y} m {xs[-1]} {y} l S\n" for y in ys if y != 640)
    rules += f"72 640 m 322 640 l S\n{''.join(f'{x} 600 m {x} 700 l S ' for x in xs)}"
    cells = [
        (74, 680, "序号"),
        (124, 680, "任务"),
        (324, 680, "责任单位"),
        (74, 650, "1"),
        (124, 650, "建平台"),
        (324, 650, "市科技局"),
    ]
    cells += [(74, 625, "2"), (124, 625, "一二三四五六七八九十一二"), (124, 609, "育企业")]
    page = [*lines(PARAGRAPH, 800), *[(x, y, 16.0, text) for x, y, text in cells], *lines("完。", 560)]
    source = load_bytes("a.pdf", pdf([page], rules))
    assert source.raw.split("\n")[1:] == [
        "序号\t任务\t责任单位",
        "1\t建平台\t市科技局",
        "2\t一二三四五六七八九十一二育企业\t市科技局",
        "完。",
        "",
    ]


def test_blank_scanned_locked_and_damaged() -> None:
    pypdf = pytest.importorskip("pypdf")
    good = pdf([lines(BODY)])
    with pytest.raises(ReadError, match="损坏"):
        load_bytes("a.pdf", good[:900])
    with pytest.raises(ReadError, match="没有文字"):
        load_bytes("a.pdf", pdf([[]]))
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
    )
    scanned = pdf([[]], "q 500 0 0 700 0 0 cm /I Do Q\n").replace(
        b"/Font << /F 3 0 R >>", b"/XObject << /I 5 0 R >>"
    )
    scanned = scanned.replace(b"5 0 obj\n<< ", b"5 0 obj\n" + image)
    with pytest.raises(ReadError, match="扫描件，没有文字层"):
        load_bytes("a.pdf", scanned)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(good))
    writer.encrypt("x", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(ReadError, match="已加密"):
        load_bytes("a.pdf", out.getvalue())


def test_stream_that_unpacks_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_STREAM", 1_000_000)
    bomb = zlib.compress(bytes(3_000_000))
    data = b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + bomb + b"\nendstream"
    with pytest.raises(ReadError, match="炸弹"):
        load_bytes("a.pdf", data)
