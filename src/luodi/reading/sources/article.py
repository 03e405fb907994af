"""Which lines of a web page are the article: trafilatura chooses, we keep the places.

trafilatura returns text without offsets, so its lines are looked up among the visible lines:
exactly (blanks and table bars aside), then by similarity. It is made for news the world over
and drops what it takes for clutter, among it tables, signatures and the lines between a title
and its text; those are kept here by rules of their own. When it finds nothing, nothing is aside.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from luodi.reading.sources.visible import Line

REASON = "网页正文之外（导航、页脚、相关链接等）"
NOISE = re.compile(r"[\s|\u200b\ufeff]+|^[-•*·]\s*")
SIMILAR = 0.9  # of two lines that are the same but for a few characters
COMPARISONS = 250_000
LEAST = 10  # characters below which similarity means nothing
# What stands between title and text, or after it, and belongs to the paper.
BELONGS = re.compile(
    r"来源|发布(?:时间|日期|机构|单位)|成文日期|发文(?:机关|字号|日期)|索引号|文号|作者|记者|编辑|责编|审核|日期|时间"
    r"|〔\s*(?:19|20)\d\d\s*〕|(?:19|20)\d\d\s*(?:年|-|/|\.)\s*\d{1,2}|附件|印发|抄送|[办局厅委府组会院部]$"
)
CLOSING_LINES = 6  # lines after the article among which a signature or date may stand
MOSTLY = 0.6  # share of a line inside links that makes it a list of links


def aside(lines: list[Line], html: str, meta: dict[str, str]) -> tuple[tuple[int, int, str], ...]:
    """Raw intervals of the lines (with their line ends) that are not the article."""
    chosen = _chosen(html)
    if not chosen:
        return ()
    keep = _match(lines, chosen)
    if not any(keep):
        return ()
    _widen(lines, keep, meta)
    found, at = [], 0
    for line, kept in zip(lines, keep, strict=True):
        size = len(line.text) + 1
        if not kept:
            found.append((at, at + size, REASON))
        at += size
    return tuple(found)


def _chosen(html: str) -> list[str]:
    """The article's lines as trafilatura sees them; none if it fails or finds nothing."""
    import trafilatura

    try:
        text = trafilatura.extract(
            html, include_comments=False, include_tables=True, deduplicate=False, with_metadata=False
        )
    except Exception:  # its own errors on odd pages; the page is read without its advice
        return []
    return [plain for line in (text or "").split("\n") if (plain := _plain(line))]


def _plain(text: str) -> str:
    return NOISE.sub("", text)


def _match(lines: list[Line], chosen: list[str]) -> list[bool]:
    """For each visible line, whether trafilatura chose it."""
    exact = set(chosen)
    long = [c for c in chosen if len(c) >= LEAST]
    joined = "\n".join(chosen)
    # Comparing every line with every other is for pages, not for books.
    close = len(long) * len(lines) <= COMPARISONS
    keep = []
    for line in lines:
        plain = _plain(line.text)
        kept = plain in exact
        if not kept and len(plain) >= LEAST:
            # It joins lines that a <br> parts, and parts lines we join.
            kept = plain in joined
            kept = kept or (close and any(c in plain and len(c) > 0.8 * len(plain) for c in long))
            kept = kept or (close and any(_similar(plain, c) for c in long))
        keep.append(kept and not (line.chrome and _links(line)))
    return keep


def _similar(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 0.2 * len(a):
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.quick_ratio() >= SIMILAR and matcher.ratio() >= SIMILAR


def _links(line: Line) -> bool:
    return line.linked > MOSTLY * len(line.text.strip())


def _widen(lines: list[Line], keep: list[bool], meta: dict[str, str]) -> None:
    """Keep what trafilatura drops but a paper needs: title, byline, tables, signature."""
    first, last = keep.index(True), len(keep) - 1 - keep[::-1].index(True)
    for index in range(first, last + 1):
        keep[index] |= not (lines[index].chrome or _links(lines[index]))
    title = _title(lines, first, meta)
    if title is not None:
        keep[title] = True
        for index in range(title + 1, first):
            if not _links(lines[index]) and BELONGS.search(lines[index].text):
                keep[index] = True
    for index in range(last + 1, min(last + 1 + CLOSING_LINES, len(lines))):
        line = lines[index]
        if line.chrome or _links(line) or not (line.row or BELONGS.search(line.text)):
            break
        keep[index] = True


def _title(lines: list[Line], first: int, meta: dict[str, str]) -> int | None:
    """The line above the text that is the page's title: a heading, or what `meta` says."""
    named = [_plain(meta[key]) for key in ("headline", "title") if key in meta]
    for index in range(first - 1, -1, -1):
        plain = _plain(lines[index].text)
        if _links(lines[index]) or len(plain) < 5:
            continue
        if lines[index].tag in ("h1", "h2") or any(n.startswith(plain) or plain == n for n in named):
            return index
    return None
