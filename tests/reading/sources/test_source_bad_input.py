"""Whatever is handed in: a source, or one clear line that says what to do."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_makers import PARAGRAPH, W, compound, document, p, packed, pdf

from luodi.reading.errors import ReadError
from luodi.reading.sources import KNOWN_SUFFIXES, MAX_BYTES, load, load_bytes, zips

ENTITY = f'<!DOCTYPE x [<!ENTITY a "甲"><!ENTITY b "&a;&a;">]><w:document {W}><w:body>{p("&b;")}</w:body></w:document>'
CASES = {
    "空.txt": (b"", "文件是空的"),
    "白.txt": (" \n\t　\ufeff".encode(), "没有文字"),
    "图.docx": (b"\x89PNG\r\n\x1a\n....", "是图片，没有文字层"),
    "图.jpg": (b"\xff\xd8\xff\xe0..", "是图片，没有文字层"),
    "包.zip": (packed({"a.txt": "甲"}), "是压缩包"),
    "包.rar": (b"Rar!\x1a\x07\x00", "是压缩包"),
    "影.mp4": (b"\0\0\0\x18ftypmp42", "音频或视频"),
    "演示.pptx": (packed({"ppt/presentation.xml": "<a/>"}), "演示文稿"),
    "锁.docx": (compound("Root Entry", "EncryptedPackage", "EncryptionInfo"), "文件已加密"),
    "半.docx": (document(p(PARAGRAPH * 50))[:300], "不完整"),
    "缺.docx": (packed({"word/other.xml": "<a/>"}), "损坏"),
    "坏.docx": (packed({"word/document.xml": "<w:document"}), "损坏"),
    "深.docx": (document("<w:ins>" * 50_000 + "</w:ins>" * 50_000), "损坏"),
    "实体.docx": (packed({"word/document.xml": ENTITY}), "实体声明"),
    "弹.docx": (packed({"word/document.xml": b"0" * 80_000_000}), "炸弹"),
    "乱.docx": (bytes(range(256)), "不是 docx 文件"),
    "乱.xls": (compound("Root Entry"), "认不出"),
    "乱": (bytes(range(256)), "不是文本"),
}


@pytest.mark.parametrize("name", CASES)
def test_one_clear_line(name: str) -> None:
    data, what = CASES[name]
    with pytest.raises(ReadError, match=what) as caught:
        load_bytes(name, data)
    line = str(caught.value)
    assert line.startswith(f"{name}：") and line.endswith("。") and "\n" not in line
    assert caught.value.do


def test_bomb_that_lies_about_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(packed({"word/document.xml": b"0" * 100_000}))
    for at in (data.index(b"PK\x01\x02") + 24, 22):
        data[at : at + 4] = (50).to_bytes(4, "little")
    with pytest.raises(ReadError):
        load_bytes("a.docx", bytes(data))
    monkeypatch.setattr(zips, "MAX_UNPACKED", 100)
    with pytest.raises(ReadError, match="炸弹"):
        load_bytes("a.xlsx", packed({"xl/workbook.xml": b"0" * 101}))


def test_members_that_share_their_bytes() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<a/>")
        package.filelist.append(package.filelist[0])
    with pytest.raises(ReadError, match="炸弹"):
        load_bytes("a.docx", out.getvalue())


def test_paths(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="找不到"):
        load(tmp_path / "无.txt")
    with pytest.raises(ReadError, match="是文件夹"):
        load(tmp_path)
    if os.name == "posix":
        with pytest.raises(ReadError, match="不是普通文件"):
            load(Path(os.devnull))
    with pytest.raises(ReadError, match="无法打开"):
        load(tmp_path / "a\0b.txt")
    large = tmp_path / "大.txt"
    with large.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with pytest.raises(ReadError, match="过大（200 MB，上限 50 MB）"):
        load(large)
    assert MAX_BYTES == 50 * 1024 * 1024
    with pytest.raises(ReadError, match="过大"):
        load_bytes("a.txt", b"a" * (21 * 1024 * 1024))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_not_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("甲", "utf-8")
    path.chmod(0)
    with pytest.raises(ReadError, match="权限"):
        load(path)


@pytest.mark.skipif(os.name != "posix", reason="such names exist on POSIX file systems only")
@pytest.mark.parametrize(
    "name",
    [b"a\nb.txt", "\u202eтxt.甲.txt".encode(), "😀.txt".encode(), "通知.txt".encode("gbk"), b"\xff\xfe.txt"],
)
def test_any_file_name(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    try:
        path.write_text(PARAGRAPH, "utf-8")
    except OSError:
        pytest.skip("the file system refuses this name")
    source = load(path)
    assert source.raw == PARAGRAPH
    assert source.name.isprintable() and source.name.encode()
    if name.startswith("通".encode("gbk")):
        assert source.name == "通知.txt"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.docx", pdf([[(72, 700, 16, PARAGRAPH[:20])]]), "pdf"),
        ("a.txt", document(p(PARAGRAPH)), "docx"),
        ("a.pdf", PARAGRAPH.encode(), "txt"),
        ("a.doc", PARAGRAPH.encode("gbk"), "txt"),
        ("a.xlsx", document(p(PARAGRAPH)), "docx"),
    ],
)
def test_wrong_suffix_is_read_by_content(name: str, data: bytes, kind: str) -> None:
    source = load_bytes(name, data)
    assert source.format == kind
    assert f"内容实为 {kind}" in source.meta["suffix_note"]
    assert load_bytes("", data).meta.get("suffix_note") is None


def test_facts_of_the_file() -> None:
    source = load_bytes("a.txt", b"abc")
    assert (source.size, source.sha256[:8]) == (3, "ba7816bf")


FUZZED = sorted(KNOWN_SUFFIXES - {".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".fodt"})
STARTS = [
    b"",
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"<html>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
]
GOOD = [
    document(p(PARAGRAPH)),
    pdf([[(72, 700, 16, PARAGRAPH[:20])]]),
    PARAGRAPH.encode("gbk"),
    b"<p>a</p><td>b",
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(FUZZED), st.sampled_from(STARTS), st.binary(max_size=400))
def test_random_bytes(suffix: str, start: bytes, rest: bytes) -> None:
    check(f"a{suffix}", start + rest)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8),
    st.data(),
)
def test_damaged_files(good: bytes, changes: list[tuple[int, int]], data: st.DataObject) -> None:
    damaged = bytearray(good)
    for at, byte in changes:
        damaged[at % len(damaged)] = byte
    check("a", bytes(damaged[: data.draw(st.integers(1, len(damaged)))]))


def check(name: str, data: bytes) -> None:
    try:
        source = load_bytes(name, data)
    except ReadError as error:
        assert "\n" not in str(error)
        return
    assert source.raw.strip()
    for at in (0, len(source.raw) // 2, len(source.raw)):
        place = source.place(at)
        assert place.line >= 1 and place.column >= 1
        assert place.byte is None or 0 <= place.byte <= len(data)
    assert all(0 <= start <= end <= len(source.raw) for start, end, _ in source.aside)
