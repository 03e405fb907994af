"""From documents to the papers' plain values: the rows of a task list and its further sheets."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from luodi.finding.findings import AgendaItem, Meeting, PolicyTerm, Span, Target, Task
from luodi.papers.table import Cell, Column, Sheet
from luodi.papers.tasklist import TaskList, TaskRow
from luodi.reading.text import Sure

if TYPE_CHECKING:
    from luodi.api import Document

TITLE = "任务清单"
ON_LISTS = ("concrete", "direction")
"""The levels that stand on a list unless others are asked for; a stance is no task to keep."""

COMPARATORS = {">=": "不低于", "<=": "不超过", "=": "", None: ""}
KINDS = {
    "heard": "听取",
    "approved": "审议通过",
    "briefed": "通报",
    "commended": "表扬",
    "spoke": "发言",
    "signed": "签约",
}
TERMS = {"amount": "金额", "rate": "比例", "cap": "上限", "period": "期限"}

_SOURCE = Column("source", "来源", "text", 12, 24)
_QUOTE = Column("quote", "原文", "text", 24, 50)
_PLACE = Column("place", "出处", "text", 12, 20)
_WHY = Column("why", "认定规则", "text", 10, 20, show="folded")

TARGET_COLUMNS = (
    _SOURCE,
    Column("kind", "类别", "label", 6, 6),
    Column("indicator", "指标", "text", 16, 32),
    Column("baseline", "基期值", "number", 8, 12),
    Column("value", "目标值", "number", 8, 12),
    Column("upper", "上限值", "number", 8, 12, show="filled"),
    Column("unit", "单位", "label", 6, 10),
    Column("comparator", "关系", "label", 8, 8),
    Column("due", "期限", "label", 10, 12),
    Column("owners", "责任单位", "text", 12, 20, show="filled"),
    _QUOTE,
    _PLACE,
    _WHY,
)
MEETING_COLUMNS = (
    _SOURCE,
    Column("meeting", "会议", "text", 14, 26),
    Column("date", "日期", "date", 12, 12),
    Column("kind", "事项", "label", 8, 10),
    Column("by", "单位或人员", "text", 12, 26),
    Column("subject", "内容", "text", 20, 44),
    _QUOTE,
    _PLACE,
    _WHY,
)
TERM_COLUMNS = (
    _SOURCE,
    Column("kind", "类别", "label", 6, 6),
    Column("value", "数额", "number", 8, 12),
    Column("unit", "单位", "label", 6, 10),
    Column("per", "频次", "label", 6, 8, show="filled"),
    Column("beneficiary", "对象", "text", 14, 30),
    _QUOTE,
    _PLACE,
    _WHY,
)


def task_list(
    documents: Sequence[Document], levels: Iterable[str], made_on: dt.date, failures: Sequence[str] = ()
) -> TaskList:
    """The list of all tasks of the asked levels, numbered through, with its further sheets."""
    wanted = frozenset(levels)
    rows: list[TaskRow] = []
    for document in documents:
        lister = Lister(document)
        for task in document.findings.tasks:
            if task.level.value in wanted:
                rows.append(lister.row(task, len(rows) + 1))
    return TaskList(
        title=TITLE,
        made_on=made_on,
        rows=tuple(rows),
        documents=tuple(title_of(d) for d in documents),
        sheets=tuple(_sheets(documents, failures)),
    )


class Lister:
    """Makes rows of one document's tasks; knows which goals and doubts lie in a task's words."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.goals = Stretches((t.span, t) for t in document.findings.targets if not t.fact)
        self.doubts = Stretches(((m.start, m.end), m) for m in document.marks if m.sure is Sure.CHECK)

    def row(self, task: Task, number: int) -> TaskRow:
        """One task as a row: what the document says, nothing more; what a person should check is a note."""
        document = self.document
        return TaskRow(
            number=number,
            action=task.action,
            section=task.section[0] if task.section else "",
            item=" / ".join(task.section[1:]),
            source=source_of(document),
            level=task.level.value,
            target="；".join(goal(t) for t in self.goals.over(task.span)),
            lead=task.owners,
            supporting=task.support,
            responsible=task.responsible,
            liaison=task.liaison,
            due_text=task.due.text or "",
            due_date=task.due.date,
            recur=task.due.every or task.due.recur or "",
            note="；".join(self.notes(task)),
            why=task.why,
            quote=slice_of(document, task.span),
            place=place_of(document, task.span),
        )

    def notes(self, task: Task) -> Iterator[str]:
        """What a person should know before trusting the row."""
        if task.context and not task.owners:
            yield f"责任单位推定：{'、'.join(task.context)}"
        if task.listed:
            yield f"责任清单另列：{'、'.join(task.listed)}"
        if task.unresolved:
            yield f"单位簿中没有：{'、'.join(task.unresolved)}"
        if doubts := len(self.doubts.over(task.span)):
            yield f"请核对：原文有 {doubts} 处存疑"


T = TypeVar("T")


class Stretches(Generic[T]):
    """Things with spans, found by the stretch of text they lie over.

    >>> Stretches([((0, 2), "a"), ((4, 6), "b"), ((5, 9), "c")]).over((1, 5))
    ['a', 'b']
    """

    def __init__(self, entries: Iterable[tuple[Span, T]]) -> None:
        self.entries = sorted(entries, key=lambda entry: entry[0])
        self.starts = [span[0] for span, _ in self.entries]
        self.longest = max((span[1] - span[0] for span, _ in self.entries), default=0)

    def over(self, span: Span) -> list[T]:
        first = bisect_left(self.starts, span[0] - self.longest)
        last = bisect_left(self.starts, span[1])
        return [entry for place, entry in self.entries[first:last] if place[1] > span[0]]


def title_of(document: Document) -> str:
    return document.masthead.title or document.name


SHORT_TITLE = 22  # characters a narrow column shows in two lines


def source_of(document: Document) -> str:
    """Where a task comes from, short enough for every row: the number, else the title's core.

    The whole title stands once, above the list.
    """
    if document.masthead.number:
        return document.masthead.number
    title = title_of(document)
    core = re.search(r"《[^《》]+》", title)
    short = core[0] if core else title
    return short if len(short) <= SHORT_TITLE else short[: SHORT_TITLE - 1] + "…"


def slice_of(document: Document, span: Span) -> str:
    return document.string[span[0] : span[1]]


def place_of(document: Document, span: Span) -> str:
    """File and place in the raw source, in the words of its format."""
    return f"{document.name} {document.source.place(document.text.cite(*span)[0])}"


def goal(target: Target) -> str:
    """A target in words.

    >>> goal(Target("高新技术企业", 450, "家", ">=", False, (0, 1)))
    '高新技术企业不低于450家'
    >>> goal(Target("成交额", -3.5, "%", "+", False, (0, 1)))
    '成交额下降3.5%'
    """
    value, name = target.value, target.indicator.replace(" ", "")
    if value is None:
        return name
    if target.comparator == "+":
        rise, fall = ("高", "低") if "比" in name else ("增长", "下降")
        return f"{name}{fall if value < 0 else rise}{number(abs(value))}{target.unit}"
    if target.comparator == "x":
        return f"{name}{number(value)}倍" if target.unit == "倍" or value != 2 else f"{name}翻番"
    upper = f"—{number(target.upper)}" if target.upper is not None else ""
    return f"{name}{COMPARATORS.get(target.comparator, '')}{number(value)}{upper}{target.unit}"


def number(value: float | int) -> str:
    """A figure as papers write it: in 万 or 亿 where it comes out evenly.

    >>> number(12000), number(1860000000), number(2.05), number(20.0), number(12345)
    ('1.2万', '18.6亿', '2.05', '20', '12345')
    """
    for scale, word in ((10**8, "亿"), (10**4, "万")):
        if abs(value) >= scale and value % (scale // 100) == 0:
            return f"{value / scale:g}{word}"
    return str(int(value)) if value == int(value) else repr(value)


def _sheets(documents: Sequence[Document], failures: Sequence[str]) -> Iterator[Sheet]:
    targets = tuple(_target(d, t) for d in documents for t in d.findings.targets)
    yield Sheet("目标指标", TARGET_COLUMNS, targets)
    meetings = tuple(line for d in documents for line in _meetings(d))
    yield Sheet("会议议题", MEETING_COLUMNS, meetings)
    if terms := tuple(_term(d, t) for d in documents for t in d.findings.terms):
        yield Sheet("政策条款", TERM_COLUMNS, terms)
    yield Sheet.plain("说明", ("文件", "项目", "内容"), _remarks(documents, failures))


def _target(document: Document, target: Target) -> tuple[Cell, ...]:
    words = {"+": "增长", "x": "倍数"} | {k: v or "等于" for k, v in COMPARATORS.items() if k}
    return (
        source_of(document),
        "已完成" if target.fact else "目标",
        target.indicator,
        target.baseline,
        target.value,
        target.upper,
        target.unit,
        words.get(target.comparator or "", ""),
        target.due or "",
        "、".join(target.owners),
        *_words(document, target),
    )


def _meetings(document: Document) -> Iterator[tuple[Cell, ...]]:
    """One line for each meeting, then one for each item heard, approved, …"""
    for meeting in document.findings.meetings:
        people = "、".join(f"{a.post or ''}{a.name}" for a in meeting.attendees)
        chaired = f"{'、'.join(meeting.chair)}（主持）" if meeting.chair else ""
        yield (
            source_of(document),
            meeting.name,
            meeting.date,
            "会议",
            chaired,
            f"出席：{people}" if people else "",
            *_words(document, meeting),
        )
    for item in document.findings.agenda:
        kind = KINDS.get(item.kind, item.kind)
        by = "、".join(item.by)
        yield (source_of(document), "", None, kind, by, item.subject or "", *_words(document, item))


def _term(document: Document, term: PolicyTerm) -> tuple[Cell, ...]:
    return (
        source_of(document),
        TERMS.get(term.kind, term.kind),
        term.value,
        term.unit,
        term.per or "",
        term.beneficiary or "",
        *_words(document, term),
    )


def _words(document: Document, found: Target | Meeting | AgendaItem | PolicyTerm) -> tuple[str, str, str]:
    return slice_of(document, found.span), place_of(document, found.span), found.why


def _remarks(documents: Sequence[Document], failures: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """How each file was read: what was repaired, cut or could not be told."""
    for document in documents:
        source = document.source
        charset = f"，编码 {source.charset}" if source.charset else ""
        yield document.name, "读取", f"按 {source.format} 读取{charset}"
        if note := source.meta.get("suffix_note"):
            yield document.name, "后缀", note
        for mark in document.marks:
            step = mark.step
            word = "请核对" if mark.sure is Sure.CHECK else "已修复"
            others = f"，也可能是 {'、'.join(step.edit.alternatives)}" if step.edit.alternatives else ""
            place = source.place(step.raw_start)
            yield document.name, word, f"{place}：“{step.before}”→“{step.after}”{others}。{step.edit.why}"
        for cut in document.cuts:
            yield (
                document.name,
                "删去",
                f"{source.place(cut.raw_start)}：“{cut.before.strip()}”。{cut.edit.why}",
            )
        for note in document.findings.notes:
            yield document.name, "备注", note
    for failure in failures:
        name, _, reason = failure.partition("：")
        yield name, "未读", reason
