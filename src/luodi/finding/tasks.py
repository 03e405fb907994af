"""The tasks of a document, passage by passage: paragraphs, and the cells of task tables (C4).

`walk` reads a sentence clause by clause and carries owner and deadline along; `writing` makes
tasks of a clause. Here is what one passage leaves to the next, and what a table's row says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from luodi.finding.carrying import State
from luodi.finding.clauses import sentences
from luodi.finding.columns import column_kind
from luodi.finding.findings import Task
from luodi.finding.naming import Names
from luodi.finding.owners import NO_DUTY
from luodi.finding.passages import Passage
from luodi.finding.walk import SentenceWalk

_EMPTY_CELLS = frozenset(("", "——", "—", "-", "/"))
# Of several task cells the detailed one is read: 主要举措, 具体内容; the first names the task.
_DETAILED = re.compile(r"举措|措施|内容|具体|目标|要求|做法")


@dataclass
class TaskFinder:
    """Finds the tasks of one document. `kind` is the document's; `addressees` are told by 请….

    `places` are the place names of its title and bodies: what a named project is known by.
    """

    text: str
    kind: str
    names: Names
    addressees: tuple[str, ...] = ()
    places: re.Pattern[str] | None = None
    tasks: list[Task] = field(default_factory=list)

    def find(self, passages: Sequence[Passage]) -> list[Task]:
        """The tasks of all passages, in their order."""
        state = State(self.text, self.kind, self.names, self.addressees, self.places, self.tasks)
        for passage in passages:
            if passage.kind == "row":
                self._row(passage, state)
            else:
                self._prose(passage, state)
        return self.tasks

    def _prose(self, passage: Passage, state: State) -> None:
        state.enter(passage.path)
        before = len(self.tasks)
        said, carried = (state.said if self.kind == "meeting_news" else ""), None
        for sentence in sentences(self.text, passage.start, passage.end):
            said, carried = SentenceWalk(state, passage, sentence, said).read(carried)
        state.said = said
        self._pair_dues(passage, before)
        if not passage.duty.owners:
            self._name_topic(before)

    def _name_topic(self, before: int) -> None:
        """A paragraph that opens by telling one body, and names no other, means it throughout (C20)."""
        found = self.tasks[before:]
        written = {task.owners for task in found if task.owners}
        if len(written) != 1 or not found[0].owners:
            return
        for index, task in enumerate(found):
            if not task.owners:
                self.tasks[before + index] = replace(task, context=found[0].owners)

    def _row(self, row: Passage, state: State) -> None:
        """The task cells of a row: the deeds, or the task's name where no deed is written."""
        deeds = [
            (cell, name)
            for cell, name in zip(row.cells, row.head, strict=False)
            if column_kind(name) == "deed" and self.text[slice(*cell)].strip() not in _EMPTY_CELLS
        ]
        if not deeds or row.duty is NO_DUTY:
            return
        detailed = [deed for deed in deeds if _DETAILED.search(deed[1])] or deeds
        if len(detailed) > 1 and "目标" not in detailed[-1][1]:
            detailed = detailed[-1:]
        before = len(self.tasks)
        for (start, end), name in detailed:
            heading = [self.text[slice(*cell)] for cell, other in deeds if other != name]
            cell = replace(row, kind="prose", role="work", start=start, end=end, path=(*row.path, *heading))
            for sentence in sentences(self.text, start, end):
                SentenceWalk(state, cell, sentence, "").read(None)
        self._pair_dues(row, before)

    def _pair_dues(self, passage: Passage, before: int) -> None:
        """Cell '甲；乙' pairs with tasks in order (C13); tasks with their own deadline keep it."""
        dues, found = passage.duty.dues, self.tasks[before:]
        if len(dues) < 2 or not found:
            return
        order = [self.text.count("；", passage.start, task.span[0]) for task in found]
        groups = sorted(set(order))
        for index, task in enumerate(found):
            if task.due.span and passage.start <= task.due.span[0] < passage.end and task.due not in dues:
                continue
            at = groups.index(order[index]) if len(groups) == len(dues) else index
            self.tasks[before + index] = replace(task, due=dues[min(at, len(dues) - 1)])
