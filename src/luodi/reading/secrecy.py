"""Is a file marked 秘密, 机密 or 绝密? Such a file is refused before anything of it is kept.

A marking is not a word of the text: it stands at the head of the paper, on a line of its
own, beside the copy number, after 密级：, or before ★ and a term. 商业秘密, 保守国家秘密
and 机密级计算机 in running text are words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from luodi.reading.document import Source
from luodi.reading.errors import SecretError
from luodi.reading.text import Text

# 秘密 · 机 密 · 绝　密, simplified or traditional.
_MARK = re.compile(r"(?:[绝絕]|[机機]|[秘祕])[ \t　\xa0]{0,4}密")
_PLAIN = {"绝": "绝密", "絕": "绝密", "机": "机密", "機": "机密", "秘": "秘密", "祕": "秘密"}

HEAD_LINES = 15  # how many lines, not counting blank ones, are the head of a paper

_BLANK = r"[ \t　\xa0]"
_STAR = r"[★☆✩✭⭐]"
# A term: 5年 · 6个月 · 长期 · 2030年12月31日 · 至启用前
_TERM = rf"(?:{_STAR}|[*＊·—-])?{_BLANK}*(?:[\d一二三四五六七八九十]{{1,4}}{_BLANK}*(?:年|个月|月|日|天)|长期|永久|启用前|公开前)?"
# Copy numbers and degrees of urgency may stand on the line of a mark: № 000012　机密　特急
_COMPANY = rf"(?:(?:份号|编号|份|[Nn][Oo][.．]?|№|第)?{_BLANK}*[：:]?{_BLANK}*\d{{1,8}}{_BLANK}*(?:号|份)?|特急|加急|特提|平急|急件)"
_OPEN, _CLOSE = r"[【\[［（(〔]", r"[】\]］）)〕]"

_Rule = Callable[
    [str, int, int, bool], bool
]  # line, where the mark starts and ends in it, is it in the head?


def _starred(line: str, start: int, end: int, head: bool) -> bool:
    """机密★5年, wherever it stands, unless it is quoted: 标有“机密★”字样."""
    if line[:start].count("“") > line[:start].count("”"):
        return False
    return re.compile(rf"{_BLANK}*(?:{_STAR}|[*＊]{_BLANK}*\d)").match(line, end) is not None


_LABELLED = re.compile(
    rf"(?:密{_BLANK}*级(?:标识|标志)?|(?:保密|秘密|涉密)等级|密级和保密期限){_BLANK}*(?:[：:]{_BLANK}*|{_BLANK}+|$)$"
)


def _labelled(line: str, start: int, end: int, head: bool) -> bool:
    """密级：机密, as a particular of the paper or a cell of its head."""
    label = _LABELLED.search(line[:start])
    if label is None or line[: label.start()].rstrip(" \t　\xa0（(|")[-1:].isalpha():
        return False
    return re.match(rf"级?{_TERM}{_BLANK}*(?:$|[\s|）)，,；;。])", line[end:]) is not None


_ALONE_BEFORE = re.compile(rf"{_BLANK}*(?:{_COMPANY}{_BLANK}*)*{_OPEN}?{_BLANK}*")
_ALONE_AFTER = re.compile(
    rf"(?:级|件|级?文件|级?资料)?{_BLANK}*{_TERM}{_BLANK}*{_CLOSE}?(?:{_BLANK}*{_COMPANY})*{_BLANK}*[。！!]?"
)


def _alone(line: str, start: int, end: int, head: bool) -> bool:
    """On a line of its own, or with nothing beside it but a copy number, a term, 特急."""
    return (
        _ALONE_BEFORE.fullmatch(line[:start]) is not None and _ALONE_AFTER.fullmatch(line[end:]) is not None
    )


def _bracketed(line: str, start: int, end: int, head: bool) -> bool:
    """【机密】关于…的报告, …的报告（秘密）: at either end of a line of the head."""
    if not head or not re.search(rf"{_OPEN}{_BLANK}*$", line[:start]):
        return False
    after = re.match(rf"级?{_TERM}{_BLANK}*{_CLOSE}", line[end:])
    before = line[:start].rstrip()[:-1].strip()
    return after is not None and (not before or not line[end + after.end() :].strip())


def _apart(line: str, start: int, end: int, head: bool) -> bool:
    """Set apart by blanks in a short line of the head: 砚州市科技局文件　　机密."""
    if not head or len(line) > 40 or "。" in line or "，" in line:
        return False
    clear = not line[:start].strip() or line[start - 1].isspace()
    return clear and re.match(rf"级?{_TERM}(?:\s|$)", line[end:]) is not None


_RULES: tuple[_Rule, ...] = (_starred, _labelled, _alone, _bracketed, _apart)


def secrecy(text: str) -> str | None:
    """The marking of a paper as 秘密, 机密 or 绝密; None when it bears none.

    >>> secrecy("机密★5年\\n关于某事的报告"), secrecy("严禁泄露商业秘密和国家秘密。")
    ('机密', None)
    """
    for match, line, at, head in _candidates(text):
        if any(rule(line, at, at + len(match), head) for rule in _RULES):
            return _PLAIN[match[0]]
    return None


def _candidates(text: str) -> Iterator[tuple[str, str, int, bool]]:
    """Each place where a mark could be: its words, its line, where in the line, in the head?"""
    head_end = -1
    for match in _MARK.finditer(text):
        if head_end < 0:
            head_end = _head_end(text)
        start = max(text.rfind("\n", 0, match.start()), match.start() - 400) + 1
        stop = text.find("\n", match.end(), match.end() + 400)
        line = text[start : stop if stop >= 0 else match.end() + 400]
        yield match[0], line, match.start() - start, match.start() < head_end


def _head_end(text: str) -> int:
    at = seen = 0
    while seen < HEAD_LINES and at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        seen += bool(text[at:stop].strip())
        at = stop + 1
    return at


def check_secrecy(source: Source, text: Text | None = None) -> None:
    """Refuse a marked file: by its raw text, what its format says of it, its repaired text."""
    for words in (source.raw, *source.meta.values(), text.string if text else ""):
        mark = secrecy(words)
        if mark:
            raise SecretError(
                source.name,
                f"标有密级“{mark}”，不予读取，内容没有保留",
                "涉密文件请按保密规定在涉密设备上处理",
            )
