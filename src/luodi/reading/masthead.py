"""The masthead: title, 文号, issuing body or outlet, date and kind, each with its place.

Read from the head and the foot of the paper; what a web page says around it comes in as
`PageFacts`. Nothing is guessed: a date without a year on the document or its page is none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from luodi.reading.document import Masthead
from luodi.reading.kinds import kind_of
from luodi.reading.lines import (
    DATE,
    DATE_FORM,
    GENRE_END,
    NUMBER,
    ORGAN,
    OUTLET,
    RELEASED,
    Line,
    date_in,
    is_addressee,
    is_byline,
    is_date,
    is_meta,
    is_particular,
    is_speaker,
    issued,
    lines_of,
    number_in,
    signed,
)
from luodi.reading.numbering import label_at

Span = tuple[int, int]

LONGEST_TITLE = 90
HEAD_LINES = 16


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says about the paper on it: in lines that were cut, or in its markup."""

    title: str | None = None
    number: str | None = None
    outlet: str | None = None
    published: dt.date | None = None


def masthead(text: str, facts: PageFacts | None = None) -> Masthead:
    """What the head and foot of a paper say about it.

    >>> paper = "砚州市科技局关于开展调研的通知\\n砚科〔2025〕3号\\n各区：\\n请报名。\\n砚州市科技局\\n2025年3月4日"
    >>> m = masthead(paper)
    >>> m.title, m.number, m.source, m.published.isoformat(), m.kind
    ('砚州市科技局关于开展调研的通知', '砚科〔2025〕3号', '砚州市科技局', '2025-03-04', 'notice')
    """
    facts = facts or PageFacts()
    lines = list(lines_of(text))
    spans: dict[str, Span] = {}
    title = _title(lines, facts, spans)
    body = _body_start(lines, spans.get("title"))
    number = _number(lines[:body], title, spans) or facts.number
    signature = _signature(lines, body, spans)
    kind = kind_of(title, number, [line.text for line in lines], body, signature is not None)
    source = facts.outlet or _outlet(lines, body, spans)
    above = _over_the_title(lines, spans.get("title"))
    if kind == "meeting_news":
        source = source or _dateline_outlet(lines, body)
    elif kind == "speech":
        source = None if signature is None else source or signature
    else:
        source = signature or _issuer(title) or source or _head_issuer(lines[:body], spans)
        if source is None and above is not None:
            source = above.text
            spans["source"] = above.start, above.end
    published = facts.published or _published(lines, body, spans)
    return Masthead(title, number, source, published, kind, spans)


# ---- title ---------------------------------------------------------------------------------

# 砚州市人民政府文件 · 科技创新专报: the letterhead, not the title of what follows.
_LETTERHEAD = re.compile(
    r"[^，。]{2,24}(?:文件|简报|专报|快报|动态|参考|要情|工作信息|呈阅件|情况通报|工作通报)"
)
# 会 议 纪 要, 专 题 会 议 纪 要, 工 作 简 报: the kind of paper in spaced letters, under the body's name.
_SPACED = re.compile(
    r"(?:[\u4e00-\u9fff][\s　]+){1,9}(?:纪[\s　]+要|简[\s　]+报|专[\s　]+报|通[\s　]+报|快[\s　]+报|动[\s　]+态|信[\s　]+息|要[\s　]+情|参[\s　]+考)"
)
_WIDE = re.compile(r"^(?:[\u4e00-\u9fff][\s　]+){2,}[\u4e00-\u9fff]$|(?:文[\s　]+件|纪[\s　]+要)$")
# 某某委员会办公室会议纪要: the head of a whole series of minutes
_SERIES_HEAD = re.compile(
    r"[^，。关第]{2,30}(?:委员会|领导小组|联席会议|办公室|政府|局|厅|委)(?:专题|工作|办公|常务|全体)?(?:会议)?纪要"
)
# A title that is broken here goes on in the next line.
_BROKEN = re.compile(r"(?:关于|印发|转发|的|和|与|及|暨|、|——)$")
_GLUE = (("《", "》"), ("“", "”"), ("（", "）"), ("(", ")"))


def _title(lines: Sequence[Line], facts: PageFacts, spans: dict[str, Span]) -> str | None:
    wanted = _squeezed(facts.title) if facts.title else None
    if wanted:
        for line in lines:
            if _squeezed(line.text) == wanted:
                spans["title"] = line.start, line.end
                return line.text
        glued = [line for line in lines if facts.title and line.text.endswith(facts.title)]
        if glued and facts.title:
            spans["title"] = glued[-1].end - len(facts.title), glued[-1].end
            return facts.title
    candidates = _title_lines(lines)
    first = next(iter(candidates), None)
    if first is None:
        return facts.title
    at = candidates[_behind_letterhead(lines, candidates)]
    last, words = at, _unspaced(lines[at].text)
    if last + 1 in candidates and _is_letterhead_of(words, lines[last + 1].text):
        last += 1  # 某某办公室 over 会 议 纪 要, and no title below: both together are the title
        words += _unspaced(lines[last].text)
    while last + 1 in candidates and last - at < 3 and _goes_on(words, lines[last + 1].text):
        last += 1
        words += lines[last].text
    spans["title"] = lines[at].start, lines[last].end
    return words


def _behind_letterhead(lines: Sequence[Line], candidates: Sequence[int]) -> int:
    """Which candidate is the title: the first that is no letterhead over another one."""
    first, *below = (lines[at].text for at in candidates)
    if not below:
        return 0
    if _is_letterhead_of(first, below[0]):  # 某某办公室 over 会 议 纪 要
        return 2 if len(below) > 1 and _titles(below[1]) else 0
    if _SPACED.fullmatch(first):
        return 1 if _titles(below[0]) else 0
    if _LETTERHEAD.fullmatch(_unspaced(first)) and "关于" not in first:
        return 1
    # 某某办公室会议纪要 over a number and 某某办公室第三次会议纪要: the running head of a series
    apart = candidates[1] > candidates[0] + 1
    return 1 if apart and _SERIES_HEAD.fullmatch(_unspaced(first)) and _titles(below[0]) else 0


def _is_letterhead_of(words: str, following: str) -> bool:
    """The body's name over its kind of paper in spaced letters."""
    return _SPACED.fullmatch(following) is not None and _is_body_name(words)


def _titles(words: str) -> bool:
    return GENRE_END.search(words) is not None and _SPACED.fullmatch(words) is None


def _unspaced(words: str) -> str:
    """会 议 纪 要 is written wide for its looks; blanks between words stay."""
    return _squeezed(words) if _WIDE.search(words) else words


def _over_the_title(lines: Sequence[Line], title: Span | None) -> Line | None:
    """The body named alone at the very top, over the kind of paper and the title."""
    if title is None or len(lines) < 2 or lines[0].end > title[0]:
        return None
    return lines[0] if _is_letterhead_of(lines[0].text, lines[1].text) else None


def _title_lines(lines: Sequence[Line]) -> list[int]:
    """Lines of the head that could be (part of) a title, before the text begins."""
    found: list[int] = []
    for at, line in enumerate(lines[:HEAD_LINES]):
        words = line.text
        if (
            is_meta(words)
            or number_in(words)
            or (found and is_speaker(words) and not _SPACED.fullmatch(words))
            or _is_margin(words)
            or signed(words)
        ):
            continue
        if is_addressee(words) or "\t" in words or len(words) > LONGEST_TITLE:
            break
        if line.sentence and not (
            words[-1] in "！？" and len(words) <= 40 and not found and at + 1 < len(lines)
        ):
            break
        label = label_at(words)
        if label is not None and label.series not in ("first", "is", "must"):
            break
        found.append(at)
    return found


# What stands above a title: copy number, urgency, 签发人.
_MARGIN = re.compile(
    r"(?:(?:份号|№|No\.?)?\s*\d{4,8}|特急|加急|特提|平急|签发人[：:].*|内部资料.{0,12}|.{0,8}注意保存|（?公开）?)"
)


def _is_margin(words: str) -> bool:
    return _MARGIN.fullmatch(words) is not None


def _goes_on(words: str, following: str) -> bool:
    if any(words.count(a) > words.count(b) for a, b in _GLUE) or _BROKEN.search(words):
        return True
    return "关于" in words and not GENRE_END.search(words) and GENRE_END.search(following) is not None


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def _body_start(lines: Sequence[Line], title: Span | None) -> int:
    """The first line of the text: the first that is a sentence, or bears a number, after the head."""
    for at, line in enumerate(lines):
        if title and title[0] <= line.start < title[1]:
            continue
        if is_meta(line.text) or (is_addressee(line.text) and at < HEAD_LINES):
            continue
        if line.sentence or len(line.text) > LONGEST_TITLE or label_at(line.text) or "\t" in line.text:
            return at
    return len(lines)


# ---- number --------------------------------------------------------------------------------


def _number(head: Sequence[Line], title: str | None, spans: dict[str, Span]) -> str | None:
    """The 文号 as written: on a line of its own, among particulars, or in brackets after the title."""
    found: list[tuple[Line, Span]] = []
    for line in head:
        own = number_in(line.text)
        if own:
            found.insert(0, (line, own))
            break
        match = NUMBER.search(line.text)
        if match and (line.text != title or line.text[match.end() :].strip() in ("）", ")", "")):
            found.append((line, match.span()))
    if not found:
        return None
    line, (start, end) = found[0]
    spans["number"] = line.start + start, line.start + end
    return line.text[start:end]


# ---- who issued it -------------------------------------------------------------------------


def _signature(lines: Sequence[Line], body: int, spans: dict[str, Span]) -> str | None:
    """Who signs: right above a date below the text, several when they issue jointly; else the imprint."""
    for at in range(body, len(lines)):
        if is_date(lines[at].text):
            first = at
            while first - 1 > body and at - first < 8 and _is_body_name(lines[first - 1].text):
                first -= 1
            if first < at:
                spans["source"] = lines[first].start, lines[at - 1].end
                return "、".join(line.text for line in lines[first:at])
        both = signed(lines[at].text)
        if both and ORGAN.search(both["body"].strip()):
            spans["source"] = lines[at].start, lines[at].start + both.end("body")
            return both["body"].strip()
    for line in (*reversed(lines[body:]), *lines[1:body]):
        imprint = issued(line.text)
        if imprint and imprint["body"].strip():
            spans["source"] = line.start + imprint.start("body"), line.start + imprint.end("body")
            return imprint["body"].strip()
    return None


def _is_body_name(words: str) -> bool:
    return (
        len(words) <= 40
        and not is_particular(words)
        and not is_date(words)
        and ORGAN.search(words) is not None
    )


def _issuer(title: str | None) -> str | None:
    """砚州市人民政府 of '砚州市人民政府关于…'."""
    if named := _ISSUER_YEAR.match(title or ""):
        return named["body"]
    issuer = (title or "").partition("关于")[0].strip()
    return issuer if issuer and title and "关于" in title and ORGAN.search(issuer) else None


# 某市科技创新工作领导小组2024年工作要点
_ISSUER_YEAR = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,28}(?:领导小组|委员会|办公室|人民政府|政府|厅|局|委|管委会))20\d\d年"
)


def _head_issuer(head: Sequence[Line], spans: dict[str, Span]) -> str | None:
    """The body or bodies named on a line between title and date: `某市科技局　某市财政局`."""
    for line in head[1:]:
        both = signed(line.text)
        words = both["body"].strip() if both else line.text
        if "，" not in words and all(_is_body_name(part) for part in words.split()):
            spans["source"] = line.start, line.start + len(words)
            return words
    return None


def _outlet(lines: Sequence[Line], body: int, spans: dict[str, Span]) -> str | None:
    for line in (*lines[:body], *lines[max(body, len(lines) - 3) :]):
        match = OUTLET.search(line.text) if is_byline(line.text) else None
        if match:
            spans["source"] = line.start + match.start("outlet"), line.start + match.end("outlet")
            return match["outlet"]
    return None


_PAPER = r"[\u4e00-\u9fff]{1,10}?(?:日报|晚报|晨报|早报|时报|商报|都市报|报|新华社|通讯社|网|电视台|广播|客户端|融媒体中心)"
# 中国某某网3月21日讯 据某某晚报报道（记者 何某）
_REPRINT = re.compile(
    rf"(?P<site>{_PAPER})?\s*(?:\d{{4}}年)?(?:\d+月\d+日)?[讯电]?\s*据(?P<paper>{_PAPER})(?:报道|消息|讯)"
)
_OWN_LINE = re.compile(
    rf"(?P<paper>{_PAPER})(?:\d{{4}}年)?\d+月\d+日[讯电]|(?P<later>{_PAPER})[讯电][\s　（(]"
)


def _dateline_outlet(lines: Sequence[Line], body: int) -> str | None:
    """The outlet that the opening words name; both when one site reprints another's item."""
    opening = lines[body].text[:60] if body < len(lines) else ""
    reprint = _REPRINT.match(opening)
    if reprint:
        return f"{reprint['paper']}（{reprint['site']}转载）" if reprint["site"] else reprint["paper"]
    own = _OWN_LINE.match(opening)
    outlet = (own["paper"] or own["later"]) if own else None
    return None if outlet in ("本报", "本网", "本台", "本社") else outlet


# ---- when ----------------------------------------------------------------------------------

_DATELINE = re.compile(rf"[^，。]{{0,16}}?(?P<date>{DATE_FORM})[讯电]")


def _published(lines: Sequence[Line], body: int, spans: dict[str, Span]) -> dt.date | None:
    """Release date; else the date of the imprint; else that of the signature; else the one under the title."""
    found: list[tuple[int, int, int, dt.date]] = []  # order of preference, then where
    for at, line in enumerate(lines):
        dated = _dated(line.text, at < body)
        if dated:
            preference, start, end = dated
            date = date_in(line.text[start:end])
            if date:
                found.append((preference, line.start + start, line.start + end, date))
        if at == body and not dated:
            dateline = _DATELINE.match(line.text)
            date = date_in(dateline["date"]) if dateline else None
            if dateline and date:
                found.append(
                    (5, line.start + dateline.start("date"), line.start + dateline.end("date"), date)
                )
    if not found:
        return None
    _, start, end, date = min(found, key=lambda entry: entry[:2])
    spans["published"] = start, end
    return date


# 时间：2026年4月9日下午: when a meeting was held, not when its paper came out
_HELD = re.compile(r"(?:会议)?(?:时间|日期)[：:].*(?:上午|下午|晚|全天|[点时]\d{0,2})")


def _dated(words: str, above: bool) -> tuple[int, int, int] | None:
    """How good the date of a line is (0 best) and where it stands; None for a line of text."""
    if len(words) > 120 or not DATE.search(words):
        return None
    released = RELEASED.search(words)
    if released and (above or is_byline(words)) and not words.startswith(("会议时间", "时间")):
        return 0, *released.span("date")
    match = DATE.search(words)
    assert match is not None
    if is_byline(words) and not _HELD.match(words):
        return 1, *match.span()
    imprint = issued(words)
    if imprint:
        return 2, *imprint.span("date")
    if is_date(words):
        return (4 if above else 3), *match.span()
    both = signed(words)
    if both and not above:
        return 3, *both.span("date")
    if above and is_letterhead_date(words):
        return 4, *match.span()
    return None


def is_letterhead_date(words: str) -> bool:
    """`市科创办编　2025年4月2日`, `第5期　　2025年4月2日`: a short line of the head that ends in a date."""
    return len(words) <= 50 and re.search(rf"{DATE_FORM}[）)]?$", words) is not None and "，" not in words
