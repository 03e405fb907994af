"""Passages: the stretches of running text and the table rows that findings are read from."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from luodi.finding import dates, lexicon, owners
from luodi.finding.clauses import trim
from luodi.finding.findings import Due, Span
from luodi.reading.document import Block, Document


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch of running text, responsibility lists excluded, or one row of a table.

    `kind`: prose, row. `role`: what its section is for: goals (工作目标), facts (a review of what
    was done), work (what is to be done), closing (附则), preamble (before the first section).
    """

    start: int
    end: int
    kind: str
    role: str
    block: int  # index of its block in the document
    path: tuple[str, ...] = ()  # the headings it stands under, outermost first
    duty: owners.Duty = owners.NO_DUTY
    calendar: dates.Calendar = dates.Calendar()
    cells: tuple[Span, ...] = ()
    head: tuple[str, ...] = ()  # column names, for rows
    period: str | None = None  # what its figures were measured for: YYYY-MM-DD or YYYY


# What a section is for, told from its heading; the first rule that fits decides.
ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    # 附则, 其他规定: when it starts to apply and who explains it
    ("closing", re.compile(r"附则|施行日期")),
    # 下步要求, 下一步打算: what is to be done, whatever else the heading says
    (
        "work",
        re.compile(
            r"下一?步|下阶段|下半年|任务|举措|措施|要求|打算|安排|保障|部署|计划|议定|事项|实施步骤|支持|推进"
        ),
    ),
    # 工作目标, 总体要求 is 要求 by its words and goals by use, so it stands in _GOALS below
    # 一、总体情况, 存在问题, 工作成效: a review
    (
        "facts",
        re.compile(
            r"总体情况|基本情况|进展|成效|成绩|回顾|存在|问题|排名|形势|现状|亮点|做法|情况$|工作开展|主要特点|结果|短板|不足|原因"
        ),
    ),
)
_GOALS = re.compile(r"目标|总体要求|指导思想|基本原则|总体思路|发展愿景|工作思路")
_GOAL_TASKS = re.compile(r"目标任务分解|目标责任|任务目标分解")


_NUMBER = re.compile(
    r"^(?:第?[一二三四五六七八九十\d]+[、.．，条]|（[一二三四五六七八九十\d]+）|[一二三四五六七八九十]是)\s*"
)


def role_of(path: tuple[str, ...]) -> str:
    """The role of the innermost section whose heading tells; work where none does."""
    for heading in reversed(path):
        if heading.endswith("。"):
            continue  # a lead sentence says what its paragraph says, not what its section is for
        words = _NUMBER.sub("", heading)
        if _GOALS.search(heading) and not _GOAL_TASKS.search(heading):
            return "goals"
        if lexicon.opens_with_verb(words, 0, len(words)):
            continue  # 补齐检验检测短板 names a work, whatever nouns it holds
        for role, pattern in ROLES:
            if pattern.search(heading):
                return role
    return "work" if path else "preamble"


_NARRATES = re.compile(r"会议(?:听取|指出|认为|强调)")
_IGNORED = re.compile(r"[\s。；;，,、：:（）()〔〕【】\[\]]+")
_TITLE_YEAR = re.compile(r"(?<![—\-~～至－])(20\d\d)(?=年)(?!年?[—\-~至－])")


def calendar_of(document: Document, meeting: dt.date | None = None) -> dates.Calendar:
    """The document's own year: its date's, or a later one its title names (2026年工作要点)."""
    published = document.masthead.published
    named = [int(y) for y in _TITLE_YEAR.findall(document.masthead.title or "")]
    years = ([published.year] if published else []) + ([max(named)] if named else [])
    return dates.Calendar(max(years) if years else None, published, meeting, _effective(document.string))


_FROM = re.compile(r"自(20\d\d)年(\d{1,2})月(\d{1,2})日起?(?:正式)?(?:施行|实施|执行|生效)")


def _effective(text: str) -> dt.date | None:
    """The day a paper applies from: 本措施自2025年6月1日起施行."""
    found = _FROM.search(text)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def passages(document: Document, meeting: dt.date | None = None) -> tuple[Passage, ...]:
    """What to read, in order, each piece with its section, its responsibility list, its year."""
    return _Builder(document, calendar_of(document, meeting)).build()


class _Builder:
    """Lists apply to the text before them in the same item, or to all under their heading."""

    def __init__(self, document: Document, calendar_: dates.Calendar) -> None:
        self.text, self.blocks, self.calendar = document.string, document.blocks, calendar_
        self.first = owners.first_leads(self.text)
        self.heading_duty: dict[int, owners.Duty] = {}
        self.found: list[Passage] = []
        self.paths: list[tuple[int, ...]] = []  # of each passage, as block indices
        self.own: list[bool] = []

    def build(self) -> tuple[Passage, ...]:
        columns = _Columns(self.text, self.blocks)
        for index, block in enumerate(self.blocks):
            if block.kind == "heading":
                self._heading(index, block)
            elif block.kind == "paragraph":
                self._paragraph(index, block)
            elif block.kind == "row":
                names = columns.names(block)
                duty = columns.duty(block, names, self._calendar(block.path), self.first)
                self._add(index, block.start, block.end, block.path, duty, "row", block.cells, names)
        self._bare_headings()
        return tuple(sorted((self._inherit(i) for i in range(len(self.found))), key=lambda p: p.start))

    def _calendar(self, path: tuple[int, ...]) -> dates.Calendar:
        """A heading that names a later year than the document's governs what stands under it."""
        for index in reversed(path):
            named = dates.year_named(self.text, self.blocks[index].start, self.blocks[index].end)
            if named and self.calendar.year and named > self.calendar.year:
                return replace(self.calendar, year=named)
        return self.calendar

    def _lists(self, start: int, end: int, path: tuple[int, ...]) -> list[owners.Duty]:
        return owners.find_lists(self.text, start, end, self._calendar(path), self.first)

    def _heading(self, index: int, block: Block) -> None:
        for duty in self._lists(block.start, block.end, block.path):
            known = self.heading_duty.get(index)
            self.heading_duty[index] = known.merged(duty) if known else duty

    def _paragraph(self, index: int, block: Block) -> None:
        lists = self._lists(block.start, block.end, block.path)
        start = _after_label(self.text, block)
        if lists and not _IGNORED.sub("", self.text[start : lists[0].span[0]]) and len(lists) == 1:
            rest = _IGNORED.sub("", self.text[lists[0].span[1] : block.end])
            if not rest:
                self._list_alone(block.path, lists[0])
                return
        at = start
        for duty in lists:
            self._add(index, at, duty.span[0], block.path, duty)
            self._backwards(block.path, duty)
            at = max(at, duty.span[1])
        self._add(index, at, block.end, block.path, None)

    def _add(
        self,
        index: int,
        start: int,
        end: int,
        path: tuple[int, ...],
        duty: owners.Duty | None,
        kind: str = "prose",
        cells: tuple[Span, ...] = (),
        head: tuple[str, ...] = (),
    ) -> None:
        start, end = trim(self.text, start, end)
        if not _IGNORED.sub("", self.text[start:end]):
            return
        headings = tuple(self._words(i) for i in path)
        role = role_of(headings) if path or not self._numbered(index) else "work"
        self.found.append(
            Passage(
                start,
                end,
                kind,
                role,
                index,
                headings,
                duty or owners.NO_DUTY,
                self._calendar(path),
                cells,
                head,
            )
        )
        self.paths.append(path)
        self.own.append(duty is not None)

    def _numbered(self, index: int) -> bool:
        """Numbered itself, or behind the first numbered block: the paper's body has begun."""
        return any(b.label for b in self.blocks[: index + 1] if b.kind in ("heading", "paragraph"))

    def _words(self, index: int) -> str:
        block = self.blocks[index]
        return self.text[block.start : block.end].strip()

    def _list_alone(self, path: tuple[int, ...], duty: owners.Duty) -> None:
        """A list on its own line: for the text before it in the item; a second line adds to the first."""
        reached, block = False, None
        series = len(path) > 0 and self.blocks[path[-1]].level >= 2
        for at in range(len(self.found) - 1, -1, -1):
            passage = self.found[at]
            if self.paths[at][: len(path)] != path or passage.kind == "row":
                break
            if self.own[at] and (passage.duty.span[1] < passage.start or reached):
                break
            if block is not None and passage.block != block and not (series or self.blocks[block].label):
                break
            if block is not None and passage.block != block and _NARRATES.match(self.text, passage.start):
                break
            known = passage.duty
            self.found[at] = replace(passage, duty=known.merged(duty) if self.own[at] else duty)
            self.own[at] = reached = True
            block = passage.block
        if not reached and path:
            known = self.heading_duty.get(path[-1])  # type: ignore[assignment]
            self.heading_duty[path[-1]] = known.merged(duty) if known else duty

    def _backwards(self, path: tuple[int, ...], duty: owners.Duty) -> None:
        """A list at the end of an item's last paragraph holds for its earlier ones, if none has its own."""
        if not path:
            return
        earlier = [i for i in range(len(self.found) - 1) if self.paths[i] == path]
        if (
            earlier
            and not any(self.own[i] for i in earlier)
            and not any(self.blocks[self.found[i].block].label for i in earlier)
        ):
            for i in earlier:
                self.found[i] = replace(self.found[i], duty=duty)
                self.own[i] = True

    def _bare_headings(self) -> None:
        """A heading with nothing under it is no heading but a task (C4)."""
        used = {i for path in self.paths for i in path}
        for index, block in enumerate(self.blocks):
            inner = any(index in b.path for b in self.blocks if b.kind in ("row", "heading"))
            if block.kind == "heading" and index not in used and not inner and block.path:
                lists = self._lists(block.start, block.end, block.path)
                end = lists[0].span[0] if lists else block.end
                self._add(
                    index, _after_label(self.text, block), end, block.path, self.heading_duty.get(index)
                )

    def _inherit(self, at: int) -> Passage:
        """A passage without a list of its own takes that of the nearest heading over it."""
        if not self.own[at]:
            for index in reversed(self.paths[at]):
                if index in self.heading_duty:
                    return replace(self.found[at], duty=self.heading_duty[index])
        return self.found[at]


def _after_label(text: str, block: Block) -> int:
    """Where a block's words begin behind its number."""
    if not block.label:
        return block.start
    at = text.find(block.label, block.start, block.end)
    if at == -1:
        return block.start
    at += len(block.label)
    while at < block.end and text[at] in " 、.．，　\t":
        at += 1
    return at


# Columns of a task table, by what their heads are called.
COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("support", re.compile(r"配合|协同|协办|参与|协助")),
    ("lead", re.compile(r"牵头(?:单位|部门|科室|处室|责任)|主要责任|主责|主办")),
    ("responsible", re.compile(r"领导|责任人|负责人")),
    ("liaison", re.compile(r"联络员|联系人|电话")),
    ("plain", re.compile(r"责任(?:单位|部门|主体|科室|处室)|单位|部门|承办|实施主体")),
    ("due", re.compile(r"时限|时间|期限|节点|完成日期|进度要求")),
    ("number", re.compile(r"^(?:序号|编号|No\.?|位次|排名)$")),
    ("note", re.compile(r"备注|说明|来源|状态|进展|问题|佐证")),
    ("deed", re.compile(r"举措|措施|内容|目标|要求|工作|事项|任务|做法|成果")),
)


def column_kind(name: str) -> str:
    for kind, pattern in COLUMNS:
        if pattern.search(name):
            return kind
    return ""


class _Columns:
    """The columns of a row, named by the table's head."""

    def __init__(self, text: str, blocks: tuple[Block, ...]) -> None:
        self.text, self.blocks = text, blocks

    def names(self, block: Block) -> tuple[str, ...]:
        if block.table_head is None:
            return ()
        return tuple(self.text[a:b].strip() for a, b in self.blocks[block.table_head].cells)

    def duty(
        self, block: Block, names: tuple[str, ...], calendar_: dates.Calendar, first: bool
    ) -> owners.Duty | None:
        parts: dict[str, list[str]] = {}
        due: tuple[Due, ...] = ()
        for name, (start, end) in zip(names, block.cells, strict=False):
            kind = column_kind(name)
            if kind in ("lead", "plain", "support", "responsible", "liaison"):
                if marked := owners.marked_names(self.text[start:end]):
                    parts.setdefault("lead", []).extend(marked[0])
                    parts.setdefault("support", []).extend(marked[1])
                else:
                    parts.setdefault(kind, []).extend(owners.split_names(self.text[start:end]))
            elif kind == "due":
                due += dates.read_slot(self.text, start, end, calendar_)
        if not parts and not due:
            return None
        lead, plain, support = parts.get("lead", []), parts.get("plain", []), parts.get("support", [])
        if lead:
            support = [*plain, *support]
        elif first:
            lead, support = plain[:1], [*plain[1:], *support]
        else:
            lead = plain
        return owners.Duty(
            (block.start, block.end),
            tuple(dict.fromkeys(lead)),
            tuple(n for n in dict.fromkeys(support) if n not in lead),
            tuple(parts.get("responsible", ())),
            tuple(parts.get("liaison", ())),
            due,
            "table columns",
        )
