"""What kind of paper it is, by named rules over its title and make-up. The first that fits decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_TAIL = r"(?:[（(][^）)]{1,40}[）)])*$"  # （试行）, （2024—2026年）, （征求意见稿）

# The genre a title ends in says what it is; a notice that prints another paper is that paper.
_GENRES: tuple[tuple[str, str], ...] = (
    ("minutes", r"纪要|会议记录"),
    ("speech", r"讲话|致辞|发言|讲话稿|发言稿|讲话提纲"),
    ("list", r"清单|任务分解|分解表|任务表|责任表|责任分工|分工方案表|一览表|台账|任务分工"),
    ("plan", r"方案|计划|规划|要点|工作安排|路线图|行动|三年行动|预案|打算"),
    (
        "policy",
        r"措施|政策|办法|规定|细则|规则|意见|条例|制度|指引|指南|若干条|\d+条|[一二三四五六七八九十]+条",
    ),
    ("brief", r"专报|简报|快报|报告|汇报|动态|信息|总结|要情|参考|请示|情况|工作情况|进展"),
    ("notice", r"通知|通报|公告|通告|公报|决定|决议|函|批复|命令|公示|督办单|交办单|提示"),
)
_ENDS_IN = tuple((kind, re.compile(rf"(?:{genre}){_TAIL}")) for kind, genre in _GENRES)
# 关于印发《…》的通知, 转发…的通知
_PRINTS = re.compile(
    r"(?:印发|转发|发布|公布|下达|印送)(?:[^《]{0,30}?)《?(?P<what>.+?)》?(?:（[^）]*）)?的(?:通知|函|公告|通告)$"
)
# 科技部等九部委印发《…方案》; …会议召开; …调研…: a headline says what happened
_HEADLINE = re.compile(
    r"召开|举行|举办|开幕|闭幕|主持|出席|调研|强调|印发《|会见|启动|揭牌|落户|推进会议?$|座谈会$"
)
# 本报讯 · 中国某某网3月21日讯 · （记者 何某）
_DATELINE = re.compile(
    r"^[^，。]{0,20}(?:讯|电)[\s　（(\d据]|^.{0,60}[（(](?:本报|全媒体)?(?:记者|通讯员)|^本报讯|^据.{2,12}(?:报道|消息)"
)
# 5月23日，… 主持召开 …会议
_OPENS_AS_NEWS = re.compile(
    r"^.{0,24}(?:\d+月\d+日|\d+日|日前|近日|今天|昨日)[^。]{0,160}(?:召开|举行|主持|出席|会议|大会|座谈)"
)
_SALUTATION = re.compile(r"^(?:尊敬的)?.{0,40}(?:同志们|朋友们)[：:！!，,]")
_TASK_COLUMNS = re.compile(r"任务|责任单位|牵头|时限")


@dataclass(frozen=True, slots=True)
class _Paper:
    title: str
    number: str | None
    head: Sequence[str]  # lines above the text
    text: Sequence[str]  # lines of the text, and below
    signed: bool

    @property
    def opening(self) -> str:
        return self.text[0] if self.text else ""


def _of_headline(paper: _Paper) -> str | None:
    """A dated news opening, no number, no signature."""
    if paper.number or paper.signed or _own_genre(paper.title):
        return None
    if (
        _DATELINE.search(paper.opening)
        or _OPENS_AS_NEWS.search(paper.opening)
        or _HEADLINE.search(paper.title)
    ):
        return "meeting_news"
    return None


def _of_printed(paper: _Paper) -> str | None:
    """关于印发《…方案》的通知 is that plan, …办法 that policy, …清单 that list."""
    printed = _PRINTS.search(paper.title)
    if printed is None:
        return None
    kind = _own_genre(printed["what"])
    return kind if kind in ("plan", "policy", "list", "minutes", "speech") else None


def _of_genre(paper: _Paper) -> str | None:
    """The genre the title ends in."""
    return _own_genre(paper.title)


def _of_salutation(paper: _Paper) -> str | None:
    """同志们： above the text, or opening it: spoken."""
    if any(_SALUTATION.match(line) for line in (*paper.head, paper.opening)):
        return "speech"
    return None


def _of_table(paper: _Paper) -> str | None:
    """Mostly rows, with a column of tasks or owners: a list."""
    rows = [line for line in paper.text if "\t" in line]
    if (
        len(rows) >= 3
        and len(rows) * 2 >= len(paper.text)
        and any(_TASK_COLUMNS.search(row) for row in rows[:2])
    ):
        return "list"
    return None


def _of_resolution(paper: _Paper) -> str | None:
    """会议听取/议定 under a number of an issue (第5期): minutes."""
    if paper.number and "期" in paper.number and any(line.startswith("会议") for line in paper.text[:12]):
        return "minutes"
    return None


def _of_story(paper: _Paper) -> str | None:
    """会议指出…, 会议强调…, and nobody signs: an account of a meeting."""
    told = sum(bool(re.match(r".{0,16}(?:会议|指出|强调|要求)", line)) for line in paper.text[:20])
    return "meeting_news" if told >= 2 and not paper.number and not paper.signed else None


_RULES: tuple[Callable[[_Paper], str | None], ...] = (
    _of_printed,
    _of_genre,
    _of_salutation,
    _of_headline,
    _of_resolution,
    _of_table,
    _of_story,
)


def kind_of(title: str | None, number: str | None, lines: Sequence[str], body: int, signed: bool) -> str:
    """The kind of a paper; `body` is the first line of its text. A paper that fits no rule is a notice."""
    paper = _Paper((title or "").strip(), number, lines[:body], lines[body:], signed)
    for rule in _RULES:
        kind = rule(paper)
        if kind:
            return kind
    return "notice"


def _own_genre(title: str) -> str | None:
    """The genre a title ends in; not that of a paper it only names (…印发《…方案》)."""
    if title.endswith("》"):
        if not title.startswith("《") or title.count("《") > 1:
            return None
        title = title.strip("《》")
    for kind, ending in _ENDS_IN:
        if ending.search(title):
            return kind
    return None
