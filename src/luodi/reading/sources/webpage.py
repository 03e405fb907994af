"""Web pages: the visible text is the raw text; the markup is how it got there.

The page's own words about itself go into `meta`: `title`, and author, date, source, keywords
and the like where `<meta>` states them. Which lines are the article is asked of trafilatura
and noted in `aside`; nothing is removed here.
"""

from __future__ import annotations

import email
import email.policy
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser

from luodi.reading.document import Place, Source
from luodi.reading.errors import ReadError
from luodi.reading.sources.article import aside
from luodi.reading.sources.charset import Decoded
from luodi.reading.sources.offsets import Bytes
from luodi.reading.sources.plain import text_of
from luodi.reading.sources.visible import Page

STATED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})|<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w-]{2,20})""",
    re.I,
)
BLANKS = " \t\n\r\f"  # the blanks that HTML collapses
PLAIN_RUN = re.compile(r"[^ \t\n\r\f&<>\"'\xa0“”‘’—…·©®™×]{1,40}")
# What pages call it -> what we call it. The first one present wins.
FACTS = {
    "author": ("author", "article:author", "byl", "contentauthor", "dc.creator"),
    "date": (
        "pubdate",
        "publishdate",
        "article:published_time",
        "firstpublishedtime",
        "date",
        "dc.date",
        "createdate",
    ),
    "source": ("contentsource", "source", "mediaid", "article:source", "dc.source"),
    "keywords": ("keywords",),
    "headline": ("articletitle", "og:title", "dc.title"),
    "site": ("sitename", "og:site_name"),
    "column": ("columnname",),
}


def read(name: str, data: bytes) -> Source:
    """A page, or one saved with its pictures as MHTML. No visible text is a ReadError."""
    page: bytes = data
    charset: str | None = None
    if (saved := _saved(name, data)) is not None:
        page, charset = saved
    stated = STATED.search(page[:4096])
    decoded = text_of(name, page, charset or (_group(stated) if stated else None))
    tree = LexborHTMLParser(decoded.text)
    meta = _meta(tree)
    if decoded.note:
        meta["charset_note"] = decoded.note
    if tree.root is None:
        raise ReadError(name, "网页里没有可见的文字", "请确认保存的是完整网页")
    walked = Page(tree.root)
    raw = "".join(f"{line.text}\n" for line in walked.lines)
    if not raw.strip():
        raise ReadError(name, "网页里没有可见的文字", "请用浏览器打开后另存为完整网页或复制成文本")
    locate = _locator(raw, walked, decoded, page if saved is None else None)
    outside = aside(walked.lines, decoded.text, meta)
    return Source(name, "html", raw, decoded.charset, locate=locate, meta=meta, aside=outside)


def _group(found: re.Match[bytes]) -> str:
    return (found[1] or found[2]).decode("ascii")


def _saved(name: str, data: bytes) -> tuple[bytes, str | None] | None:
    """The page inside an MHTML file and the charset its header states."""
    if not re.match(rb"[\w-]+:\s", data[:200]) or b"MIME-Version" not in data[:4096].replace(
        b"Mime", b"MIME"
    ):
        return None
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload:
                return payload, part.get_content_charset()
    raise ReadError(name, "保存的网页（mht）里没有正文", "请用浏览器重新保存为完整网页")


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    """`<title>` and what `<meta>` says, on one line each."""
    found: dict[str, str] = {}
    title = tree.css_first("title")
    if title is not None and (text := _squeezed(title.text(deep=True))):
        found["title"] = text
    stated: dict[str, str] = {}
    for tag in tree.css("meta"):
        key = (tag.attributes.get("name") or tag.attributes.get("property") or "").lower().strip()
        value = _squeezed(tag.attributes.get("content") or "")
        if key and value:
            stated.setdefault(key, value)
    for fact, names in FACTS.items():
        present = [stated[n] for n in names if n in stated]
        if present:
            found[fact] = present[0]
    return found


def _squeezed(text: str) -> str:
    return " ".join(text.split())[:500]


def _locator(raw: str, page: Page, decoded: Decoded, data: bytes | None) -> Callable[[int], Place]:
    """Line, column and, where the text node can be found in the source, the byte.

    Text nodes are searched in the source one after the other, at the first question. A page
    inside an MHTML file is encoded once more: its bytes are not offered.
    """
    line_starts, starts, nodes = array("l", [0]), array("l"), array("l")
    at = 0
    for line in page.lines:
        for piece, number in line.pieces:
            starts.append(at)
            nodes.append(number)
            at += len(piece)
        at += 1
        line_starts.append(at)
    found: list[int] = []
    table = Bytes(data, decoded) if data is not None else None

    def locate(at: int) -> Place:
        row = bisect_right(line_starts, at) - 1
        byte = None
        if table is not None and starts:
            if not found:
                found.extend(_search(page.nodes, decoded.text))
            index = max(bisect_right(starts, at) - 1, 0)
            number = nodes[index]
            if number >= 0 and found[number] >= 0:
                shown = raw[starts[index] : at]
                # CR LF is one character of the raw text, as in `Bytes`.
                char = _follow(decoded.text, found[number], page.nodes[number], shown, raw[at : at + 1])
                byte = table.at(char - decoded.text.count("\r\n", 0, char)) if char is not None else None
        return Place(row + 1, at - line_starts[row] + 1, byte)

    return locate


def _search(nodes: list[str], source: str) -> list[int]:
    """For each text node the offset of its first visible character in the source, or -1."""
    found, at = [], 0
    for node in nodes:
        visible = node.strip(BLANKS)
        # What an entity may stand for breaks the search; the first run without any is looked up.
        run = PLAIN_RUN.search(visible)
        place = source.find(run[0], at) if run else -1
        if run is None or place < 0:
            found.append(-1)
            continue
        at = place + len(run[0])
        found.append(_back(source, place, visible[: run.start()]))
    return found


def _back(source: str, place: int, before: str) -> int:
    """From a run's place back over the characters before it, which may be entities; or -1."""
    for sign in reversed(before):
        if sign == " ":
            while place > 0 and source[place - 1] in BLANKS:
                place -= 1
        elif source.endswith(sign, 0, place):
            place -= 1
        elif source.endswith(";", 0, place) and (start := source.rfind("&", max(place - 12, 0), place)) >= 0:
            place = start
        else:
            return -1
    return place


def _follow(source: str, start: int, node: str, shown: str, char: str) -> int | None:
    """Walk source and shown text side by side; where `char` stands after `shown`, or None."""
    # `shown` may lack the blanks at the front of the node that no browser shows.
    at, wanted = start, (shown + char).lstrip(BLANKS)
    place = start
    for sign in wanted:
        if sign == " ":
            space = re.compile(r"[ \t\n\r\f]*").match(source, at)
            place, at = at, space.end() if space and space.end() > at else at + 1
            continue
        place = at
        if source.startswith(sign, at):
            at += 1
        elif source.startswith("&", at) and (end := source.find(";", at, at + 12)) > 0:
            at = end + 1
        else:
            return None
    return place if node else None
