"""Page chrome and injected advertising: cut from the article, but kept as steps.

How it comes about: an official paper or a news item is copied or cloned together with the
page around it: menus, breadcrumbs, the date-and-source line, buttons, links to other
articles, the footer, and on hacked pages rows of search words. Example: '当前位置：首页 >
要闻', '上一篇：…', '版权所有：…'.

What is cut is whole lines (a part only where advertising or a button is glued to a line of
the article), each with its reason, all in one pass, so that a cut can be taken back. A text
with nothing on it that only a web page has comes back untouched, its own number, date and
source lines included.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from luodi.reading.chrome import (
    BYLINE,
    CARD,
    CREDITS,
    HOTLINE,
    ORIGINAL,
    REPEAT,
    SHORT,
    SPAM,
    TOOLS,
    TRAILING,
    Label,
    label_of,
    linked,
    original_title,
    proves_page,
)
from luodi.reading.document import Source
from luodi.reading.errors import ReadError
from luodi.reading.lines import (
    DATE,
    NUMBER,
    ORGAN,
    OUTLET,
    RELEASED,
    Line,
    date_in,
    is_addressee,
    is_attachment_head,
    is_attachment_item,
    is_date,
    is_meta,
    number_in,
    opens_attachments,
    signed,
)
from luodi.reading.masthead import PageFacts
from luodi.reading.page import Page, pages_lines, squeezed
from luodi.reading.spam import glued
from luodi.reading.text import Edit, Text


@dataclass(frozen=True, slots=True)
class Article:
    """The text without its page, and what the page said about it."""

    text: Text
    facts: PageFacts


def cut(source: Source, text: Text) -> Article:
    """Cut everything that is not the paper. A page without any text of its own is a ReadError."""
    lines = pages_lines(text.string)
    labels = [label_of(line) for line in lines]
    _mark_aside(source, text, lines, labels)
    if not proves_page(labels, lines):
        return Article(text.edit(_advertising(lines, range(len(lines)))), _stated(source))
    # On a page even a lone 收藏 is a button.
    labels = [replace(TOOLS, proof=True) if label and label.name == TOOLS.name else label for label in labels]
    page = Page(lines, labels, _named(source))
    article = page.article()
    if article is None:
        raise ReadError(
            source.name, "只有网站栏目，没有正文", "请打开文章页面后重新保存，或复制正文另存为文本"
        )
    kept = _kept(page, *article)
    edits = [*_whole_lines(text.string, page, kept), *_parts_of_lines(page, kept, article[1])]
    facts = _facts(source, page, kept, article)
    return Article(text.edit(edits), facts)


# ---- which lines stay ------------------------------------------------------------------------


def _mark_aside(source: Source, text: Text, lines: Sequence[Line], labels: list[Label | None]) -> None:
    """Lines that the format's own library calls no part of the article, unless they look like its head or foot."""
    starts = [start for start, _, _ in source.aside]
    for at, line in enumerate(lines):
        raw = text.cite(line.start, line.start + 1)[0]
        index = bisect_right(starts, raw) - 1
        if index < 0 or not source.aside[index][0] <= raw < source.aside[index][1]:
            continue
        paper = (
            number_in(line.text) or is_date(line.text) or signed(line.text) or opens_attachments(line.text)
        )
        named = any(squeezed(line.text) == name for name in _named(source))
        if labels[at] is None and not paper and not named:
            labels[at] = Label("aside", "chrome", source.aside[index][2])


def _named(source: Source) -> tuple[str, ...]:
    return tuple(squeezed(source.meta[key]) for key in ("headline", "title") if source.meta.get(key))


@dataclass(frozen=True, slots=True)
class _Kept:
    lines: frozenset[int]
    title: tuple[int, int] | None
    repeats: frozenset[int]


def _kept(page: Page, first: int, last: int) -> _Kept:
    """The title, the head between title and text, the text, and the foot of an official paper."""
    title = page.title(first, last)
    keep = {at for at in range(first, last + 1) if not _is_proof(page.labels[at])}
    top = first
    if title is not None:
        keep.update(range(*title))
        if title[0] < first:
            top = title[0]
            while top and title[0] - top < 3 and _belongs_above(page, top - 1):
                top -= 1
    elif first and is_addressee(page.lines[first - 1].text):
        top = first - 1
    names = {squeezed(page.lines[at].text) for at in keep if title and title[0] <= at < title[1]}
    repeats = {
        at for at, line in enumerate(page.lines) if at not in keep and names and squeezed(line.text) in names
    }
    meeting = any(_MEETING.match(page.lines[at].text) for at in range(top, first))
    spoken = title is not None and re.search("讲话|致辞|发言", page.lines[title[0]].text) is not None
    outlets = _outlets(page, range(top, first))
    for at in range(top, first):
        if (
            at not in repeats
            and page.lines[at].text not in outlets
            and _belongs_between(page, at, meeting, spoken)
        ):
            keep.add(at)
    keep.update(_foot(page, last, keep))
    return _Kept(frozenset(keep), title, frozenset(repeats - keep))


def _outlets(page: Page, lines: Iterable[int]) -> set[str]:
    """Outlets named in the head: one that also has a line of its own is no subtitle."""
    found = (OUTLET.search(page.lines[at].text) for at in lines if page.labels[at] is not None)
    return {match["outlet"] for match in found if match}


def _is_proof(label: Label | None) -> bool:
    return label is not None and label.proof


# 时间：…　地点：… at the head of minutes are the paper's own.
_MEETING = re.compile(r"(?:会议)?(?:地点|主持|议题|参加|出席|列席)")


def _belongs_above(page: Page, at: int) -> bool:
    words = page.lines[at].text
    return page.labels[at] is None and (number_in(words) is not None or words.endswith("文件"))


def _belongs_between(page: Page, at: int, meeting: bool, spoken: bool) -> bool:
    """Subtitle, speaker, date in brackets, number, addressees; not the page's own date and source."""
    words, label = page.lines[at].text, page.labels[at]
    if label is None or label is ORIGINAL:
        bare = is_date(words) and not words.startswith(("（", "(")) and not spoken
        return not bare and (label is None or len(words) > original_title(words))
    return meeting and label in (BYLINE, CARD) and words.startswith(("时间", "会议时间", "日期"))


def _foot(page: Page, last: int, keep: Iterable[int]) -> set[int]:
    """Attachments, signature, date, attendance, circulation: what stands below the text of a paper."""
    head = [page.lines[at].text for at in sorted(keep)[:8]]
    tail: list[int] = []
    listing = False
    for at in range(last + 1, len(page.lines)):
        words, label = page.lines[at].text, page.labels[at]
        if _is_proof(label):
            break
        dated = any(is_date(line.text) for line in page.lines[at + 1 : at + 4])
        mine = label in (None, CARD, HOTLINE, BYLINE) and (is_meta(words) and label is not BYLINE)
        mine = (
            mine or (listing and is_attachment_item(words)) or (label is None and signed(words) is not None)
        )
        mine = mine or (label is None and dated and ORGAN.search(words) is not None)
        mine = mine or (is_attachment_head(words) and label is None)
        listing = mine and (listing or opens_attachments(words) or is_attachment_head(words))
        if mine:
            tail.append(at)
    official = any(number_in(words) or is_addressee(words) for words in head) or any(
        is_date(page.lines[at].text) or signed(page.lines[at].text) for at in tail
    )
    return {at for at in tail if official or page.labels[at] is not HOTLINE}


# ---- edits -----------------------------------------------------------------------------------


def _whole_lines(string: str, page: Page, kept: _Kept) -> Iterator[Edit]:
    """Cuts of whole lines; neighbours with the same reason are one cut, blank lines go along."""
    lines = page.lines
    open_at, reason = -1, SHORT
    for at, line in enumerate(lines):
        if at in kept.lines:
            continue
        mine = _reason(page, kept, at)
        alone = at == 0 or "\n" in string[lines[at - 1].end : line.start]  # nothing before it on its line
        if open_at < 0:
            reason = mine
            open_at = _line_start(string, line.start) if alone else line.start
            if not alone and at - 1 in kept.lines:
                open_at = lines[at - 1].end
        inside = _line_start(string, open_at) != open_at  # a part of a line was opened
        if at + 1 == len(lines):
            stop = line.end if inside else len(string)
        elif "\n" not in string[line.end : lines[at + 1].start]:
            stop = lines[at + 1].start
        else:
            stop = line.end if inside else _line_start(string, lines[at + 1].start)
            following = None if at + 1 in kept.lines else _reason(page, kept, at + 1)
            if (
                not inside
                and following is not None
                and (following.kind, following.why) == (reason.kind, reason.why)
            ):
                continue
        yield Edit(open_at, stop, "", reason.kind, reason.why)
        open_at = -1


def _reason(page: Page, kept: _Kept, at: int) -> Label:
    return REPEAT if at in kept.repeats else page.labels[at] or SHORT


def _line_start(string: str, at: int) -> int:
    return string.rfind("\n", 0, at) + 1


def _advertising(lines: Sequence[Line], kept: Iterable[int]) -> Iterator[Edit]:
    """Search words glued to the head or the tail of a line that stays."""
    for at in kept:
        line = lines[at]
        head, tail = glued(line.text)
        if head:
            yield Edit(line.start, line.start + head, "", SPAM.kind, SPAM.why)
        if tail:
            yield Edit(line.end - tail, line.end, "", SPAM.kind, SPAM.why)


def _parts_of_lines(page: Page, kept: _Kept, last: int) -> Iterator[Edit]:
    yield from _advertising(page.lines, sorted(kept.lines))
    for at in sorted(kept.lines):
        line = page.lines[at]
        head, tail = glued(line.text)
        words = line.text[head:]
        skip = original_title(words)
        if skip:
            yield Edit(line.start + head, line.start + head + skip, "", ORIGINAL.kind, ORIGINAL.why)
            if words[:skip].lstrip().startswith(("（", "(", "【", "[")) and words.endswith(
                ("）", ")", "】", "]")
            ):
                yield Edit(line.end - 1, line.end, "", ORIGINAL.kind, ORIGINAL.why)
        trailing = TRAILING.search(line.text) if at == last and not tail else None
        if trailing and trailing.start() >= head + skip:
            yield Edit(line.start + trailing.start(), line.end, "", CREDITS.kind, CREDITS.why)


# ---- what the page says ----------------------------------------------------------------------


def _stated(source: Source) -> PageFacts:
    """What the markup of a page states about the article."""
    outlet = source.meta.get("source")
    return PageFacts(None, None, outlet or None, date_in(source.meta.get("date", "")))


_NO_OUTLET = re.compile(
    r"(?:本站|本网|原创|网站|未知|佚名|admin|打印|字[体号]|浏览|点击|阅读|作者|发布[时日]|日期|时间|【)"
)
_CARD_NUMBER = re.compile(r"(?:发文字号|文\s?号)\s*[：:]\s*")
_CARD_TITLE = re.compile(r"(?:标\s?题|名\s?称|信息名称)\s*[：:]\s*(?P<title>[^\s|｜]{6,80})")


def _facts(source: Source, page: Page, kept: _Kept, article: tuple[int, int]) -> PageFacts:
    """Title, outlet, date and number from the cut lines: those nearest the article first."""
    stated = _stated(source)
    title = _title_words(page, kept)
    outlet, published, number = stated.outlet, stated.published, None
    near = sorted(
        (
            at
            for at, label in enumerate(page.labels)
            if at not in kept.lines and label is not None and label.kind == "meta"
        ),
        key=lambda at: min(abs(at - article[0]), abs(at - article[1]) + 0.5),
    )
    for at in near:
        words = page.lines[at].text
        found = OUTLET.search(words)
        if outlet is None and found and not _NO_OUTLET.match(found["outlet"]):
            outlet = found["outlet"].strip("【】[]（）()")
        released = RELEASED.search(words)
        if published is None and (released or DATE.search(words)):
            published = date_in(released["date"] if released else words)
        label = _CARD_NUMBER.search(words)
        match = NUMBER.match(words, label.end()) if label else None
        number = number or (match[0] if match else None)
        card = _CARD_TITLE.search(words)
        title = title or (card["title"] if card else None)
    return PageFacts(title, number, outlet, published or _date_of_link(page, kept, title))


def _title_words(page: Page, kept: _Kept) -> str | None:
    if kept.title is None:
        return None
    first = page.lines[kept.title[0]].text
    head, _ = glued(first)
    words = first[head:]
    skip = original_title(words)
    bracketed = skip and words.lstrip().startswith(("（", "(", "【", "["))
    return words[skip:].strip().rstrip("）)】]" if bracketed else "")


def _date_of_link(page: Page, kept: _Kept, title: str | None) -> dt.date | None:
    """The date beside a link to this very article, in a list on its own page."""
    wanted = squeezed(title or "")
    for at, line in enumerate(page.lines):
        if at in kept.lines or len(wanted) < 8:
            continue
        name, date = linked(line.text)
        if date and squeezed(name).startswith(wanted):
            return date_in(date)
    return None
