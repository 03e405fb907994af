"""What a file is, by its content: the suffix only decides between kinds of plain text.

Offices rename files, and systems export an HTML table as `.xls` or a page as `.doc`, so a
suffix is a hint and never a fact.
"""

from __future__ import annotations

import re

from luodi.reading.errors import ReadError

SUFFIXES = {
    "txt": ("txt", "text"),
    "html": ("html", "htm", "shtml", "xhtml", "mht", "mhtml"),
    "docx": ("docx", "docm", "dotx", "dotm"),
    "doc": ("doc", "dot"),
    "wps": ("wps", "wpt"),
    "rtf": ("rtf",),
    "odt": ("odt", "fodt"),
    "pdf": ("pdf",),
    "xlsx": ("xlsx", "xlsm", "xltx", "xltm", "xlsb"),
    "xls": ("xls", "xlt"),
    "et": ("et", "ett"),
    "ods": ("ods",),
    "csv": ("csv", "tsv", "tab"),
}
KNOWN_SUFFIXES = frozenset(f".{suffix}" for group in SUFFIXES.values() for suffix in group)
SAVE_AS = "请另存为 docx、xlsx、pdf 或 txt 后再读"

PICTURE = "是图片，没有文字层"
# The first bytes of what cannot be read, with what it is. Masks are not needed: prefixes do.
FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", PICTURE, "请先做文字识别（OCR）"),
    (b"\xff\xd8\xff", PICTURE, "请先做文字识别（OCR）"),
    (b"GIF8", PICTURE, "请先做文字识别（OCR）"),
    (b"II*\0", PICTURE, "请先做文字识别（OCR）"),
    (b"MM\0*", PICTURE, "请先做文字识别（OCR）"),
    (b"AT&TFORM", PICTURE, "请先做文字识别（OCR）"),
    (b"7z\xbc\xaf\x27\x1c", "是压缩包", "请先解压"),
    (b"Rar!\x1a\x07", "是压缩包", "请先解压"),
    (b"\x1f\x8b\x08", "是压缩包", "请先解压"),
    (b"BZh", "是压缩包", "请先解压"),
    (b"\xfd7zXZ\0", "是压缩包", "请先解压"),
    (b"\x7fELF", "是程序文件，不是文档", SAVE_AS),
    (b"MZ\x90\0", "是程序文件，不是文档", SAVE_AS),
    (b"SQLite format 3\0", "是数据库，不是文档", SAVE_AS),
    (b"OggS", "是音频或视频，没有文字", "请先转写成文字"),
    (b"ID3", "是音频或视频，没有文字", "请先转写成文字"),
    (b"\x1aE\xdf\xa3", "是音频或视频，没有文字", "请先转写成文字"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|title|style|script)\b",
    re.I | re.S,
)
HTML_TAG = re.compile(r"</?(?:html|body|p|div|td|span|br|a|h[1-6]|li)\b[^<>]*>", re.I)
MHTML_START = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*?)*?MIME-Version:\s*1\.0", re.I)


def suffix_of(name: str) -> str:
    """The suffix without its dot, in lower case; "" if the name has none.

    >>> suffix_of("通知.DOCX"), suffix_of("2025.6.30 会议"), suffix_of("表.xls ")
    ('docx', '', 'xls')
    """
    found = re.search(r"\.([A-Za-z0-9]{1,5})\s*$", name)
    suffix = found[1].lower() if found else ""
    return "" if suffix.isdigit() else suffix


def stated(name: str) -> str | None:
    """The format a name's suffix promises; None for no suffix or one we do not know."""
    suffix = suffix_of(name)
    return next((kind for kind, group in SUFFIXES.items() if suffix and suffix in group), None)


def sniff(name: str, data: bytes) -> str:
    """The format of the content, or a ReadError for what is certainly nothing to read."""
    for magic, what, do in FOREIGN:
        if data.startswith(magic):
            raise ReadError(name, what, do)
    if data[4:8] == b"ftyp":
        heic = data[8:12] in (b"heic", b"heix", b"mif1", b"avif")
        raise ReadError(name, PICTURE if heic else "是音频或视频，没有文字", "请先转成文字")
    if (data[:2] == b"BM" and data[6:10] == b"\0" * 4) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise ReadError(name, PICTURE, "请先做文字识别（OCR）")
    if data.lstrip()[:5] == b"%PDF-" or (stated(name) == "pdf" and b"%PDF-" in data[:1024]):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed(name, data)
    if data.startswith(b"PK\x05\x06"):
        raise ReadError(name, "是空的压缩包", SAVE_AS)
    if data.startswith(OLE):
        return _compound(name, data)
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    return _textual(name, data)


def _packed(name: str, data: bytes) -> str:
    """docx, xlsx, odt …: told by the members of the package."""
    from luodi.reading.sources.zips import Package

    package = Package(name, data)
    members = package.names
    by_member = (
        ("word/", "docx"),
        ("xl/", "xlsx"),
        ("ppt/", "pptx"),
    )
    if "mimetype" in members:
        mime = package.read("mimetype")
        if b"opendocument.text" in mime:
            return "odt"
        if b"opendocument.spreadsheet" in mime:
            return "ods"
    for prefix, kind in by_member:
        if any(member.startswith(prefix) for member in members):
            if kind == "pptx":
                raise ReadError(name, "是演示文稿，不在能读的格式之内", SAVE_AS)
            return kind
    raise ReadError(name, "是压缩包", "请先解压")


def _compound(name: str, data: bytes) -> str:
    """The old Office container: what it holds is told by the names in its directory."""
    if _has_stream(data, "EncryptedPackage") or _has_stream(data, "EncryptionInfo"):
        raise ReadError(name, "文件已加密", "请用口令打开，另存为不加密的文件后再读")
    if _has_stream(data, "WordDocument"):
        return "doc"
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return "et" if stated(name) == "et" else "xls"
    if _has_stream(data, "PowerPoint Document"):
        raise ReadError(name, "是演示文稿，不在能读的格式之内", SAVE_AS)
    kind = stated(name)
    if kind in ("wps", "et"):
        return kind
    raise ReadError(name, "是认不出的旧版办公文件，或已损坏", SAVE_AS)


def _has_stream(data: bytes, stream: str) -> bool:
    """Is there a directory entry of this name? Entries are 128 bytes, name first, length at 64."""
    wanted = stream.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at >= 0:
        if at % 128 == 0 and int.from_bytes(data[at + 64 : at + 66], "little") == len(wanted):
            return True
        at = data.find(wanted, at + 1)
    return False


def _textual(name: str, data: bytes) -> str:
    """Text of some kind: a page, a saved page, old Office XML, a table, or plain."""
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head_text = head.decode("utf-16", "replace")
    else:
        head_text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if 'progid="Word.Document"' in head_text:
        return "doc-xml"
    if 'progid="Excel.Sheet"' in head_text:
        return "xls-xml"
    promised = stated(name)
    if MHTML_START.match(data[:2048]) and re.search(rb"content-type:\s*(multipart/|text/html)", head, re.I):
        return "mhtml"
    if HTML_START.match(head_text):
        return "html"
    if promised == "html" or (promised in ("doc", "xls") and HTML_TAG.search(head_text)):
        return "html"
    if promised == "odt" and "office:document" in head_text:
        return "odt"
    if promised in ("csv", "xls", "et") and not _looks_binary(head):
        return "csv"
    if promised not in (None, "txt", "csv") and _looks_binary(head):
        raise ReadError(name, f"内容不是 {suffix_of(name)} 文件，文件可能已损坏", "请重新获取该文件")
    return "txt"


def _looks_binary(head: bytes) -> bool:
    return b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
