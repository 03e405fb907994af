"""Plain text: the charset is found, named, and every character leads back to its byte."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_makers import PARAGRAPH

from luodi.reading.errors import ReadError
from luodi.reading.sources import load_bytes

TRADITIONAL = "會議強調，要加強企業主導的產學研深度融合，推動創新鏈產業鏈資金鏈人才鏈深度融合。"


@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_charset_is_told(codec: str, shown: str, ends: str) -> None:
    text = f"关于2025年工作的通知{ends}{PARAGRAPH}{ends}　附件：1.清单{ends}"
    data = text.encode(codec)
    source = load_bytes("a.txt", data)
    assert source.raw == text.replace(ends, "\n")
    assert source.charset == shown
    bare = codec.removesuffix("-sig") if codec != "utf-16" else "utf-16-le"
    for at, char in enumerate(source.raw):
        byte = source.place(at).byte
        assert byte is not None
        if char != "\n":
            assert data[byte:].startswith(char.encode(bare))


@pytest.mark.parametrize("text", [TRADITIONAL, TRADITIONAL[:7], "臺灣大學", "各縣市政府：請查照。"])
def test_big5_is_told_from_gbk(text: str) -> None:
    assert load_bytes("a.txt", text.encode("big5")).raw == text
    assert load_bytes("a.txt", text.encode("big5")).charset == "big5"


@pytest.mark.parametrize(
    "text",
    [PARAGRAPH, TRADITIONAL, "联通", "赵赟、谌贻琴、亓昕", "附件", "镕", "王喆 13912345678", "序号\t任务"],
)
def test_gbk_is_never_taken_for_another(text: str) -> None:
    assert load_bytes("a.txt", text.encode("gbk")).raw == text


@settings(max_examples=60)
@given(st.text(st.sampled_from(PARAGRAPH + "一二三四五六七八九十，。\n12ab"), min_size=1).filter(str.strip))
def test_gbk_round_trip(text: str) -> None:
    assert load_bytes("a.txt", text.encode("gbk")).raw == text


def test_lines_in_two_charsets_are_read_one_by_one() -> None:
    lines = [f"第一行，{PARAGRAPH}\n".encode(), f"第二行，{PARAGRAPH}\r\n".encode("gbk"), b"plain\n"]
    data = b"".join(lines * 3)
    source = load_bytes("a.txt", data)
    assert source.raw == f"第一行，{PARAGRAPH}\n第二行，{PARAGRAPH}\nplain\n" * 3
    assert "编码不一" in source.meta["charset_note"]
    at = source.raw.index("第二行", 100)
    assert source.place(at).byte == len(b"".join(lines * 1)) + len(lines[0])


def test_a_lost_byte_does_not_change_the_charset() -> None:
    data = (PARAGRAPH + "\n").encode("gbk") * 5
    source = load_bytes("a.txt", data[:31] + data[32:])
    assert source.charset == "gb18030"
    assert source.raw.endswith(PARAGRAPH + "\n")
    cut = (PARAGRAPH * 4).encode()[:-1]
    source = load_bytes("a.txt", cut)
    assert (source.charset, source.raw[-1]) == ("utf-8", "\ufffd")
    assert "无法解码" in source.meta["charset_note"]


def test_places_count_from_one() -> None:
    source = load_bytes("a.txt", "甲乙\r\n丙".encode())
    place = source.place(source.raw.index("丙"))
    assert (place.line, place.column, place.byte) == (2, 1, 8)


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x00\x01\x02" * 50])
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(ReadError, match="不是文本"):
        load_bytes("a.txt", data)


def test_plain_text_needs_no_library() -> None:
    heavy = "pdfplumber docx trafilatura python_calamine selectolax charset_normalizer lxml"
    code = (
        "import sys; from luodi.reading.sources import load_bytes; load_bytes('a.txt', '会议'.encode('gbk'));"
        f"assert not set({heavy.split()}) & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
