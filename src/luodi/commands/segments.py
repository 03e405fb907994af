"""A repaired text cut into pieces at every mark, so that marks may overlap and nothing nests wrongly.

Both explanations (terminal and HTML) print these pieces; only the dress differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from luodi.commands.listing import KINDS, goal
from luodi.finding.findings import Task
from luodi.papers.tasklist import LEVELS
from luodi.reading.text import Step, Sure

if TYPE_CHECKING:
    from luodi.api import Document

REPAIRED, CHECK = "repaired", "check"
WORDS = {
    "concrete": "具体任务",
    "direction": "方向任务",
    "stance": "表态",
    "goal": "目标",
    "fact": "数据",
    "meeting": "会议",
    "agenda": "议题",
    "due": "时限",
    REPAIRED: "已修复",
    CHECK: "请核对",
}
"""Every mark by its style and its word: a mark is never told by colour alone."""


@dataclass(frozen=True, slots=True)
class Note:
    """A marked stretch of the text: its style (a key of `WORDS`), a short label and a sentence."""

    start: int
    end: int
    style: str
    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between two marks' edges; `opens` are the notes that begin here, `inside` all that hold."""

    start: int
    end: int
    inside: tuple[Note, ...]
    opens: tuple[Note, ...]
    closes: tuple[Note, ...]


def notes_of(document: Document) -> list[Note]:
    """All marks of a document in the order of the text: findings by kind, then repairs."""
    found = document.findings
    notes: list[Note] = []
    for number, task in enumerate(found.tasks, 1):
        level = task.level.value
        notes.append(Note(*task.span, level, f"任务{number} {LEVELS[level]}", _task_says(task)))
        if task.due.span:
            notes.append(Note(*task.due.span, "due", "时限", _due_says(task)))
    for number, target in enumerate(found.targets, 1):
        style = "fact" if target.fact else "goal"
        due = f"，期限 {target.due}" if target.due else ""
        notes.append(
            Note(*target.span, style, f"{WORDS[style]}{number}", f"{goal(target)}{due}（{target.why}）")
        )
    for meeting in found.meetings:
        chair = f"，{'、'.join(meeting.chair)}主持" if meeting.chair else ""
        notes.append(Note(*meeting.span, "meeting", "会议", f"{meeting.name}{chair}（{meeting.why}）"))
    for item in found.agenda:
        kind = KINDS.get(item.kind, item.kind)
        by = f"{'、'.join(item.by)}：" if item.by else ""
        notes.append(Note(*item.span, "agenda", f"议题 {kind}", f"{by}{item.subject or kind}（{item.why}）"))
    for mark in document.marks:
        style = CHECK if mark.sure is Sure.CHECK else REPAIRED
        notes.append(Note(mark.start, mark.end, style, WORDS[style], repair_says(mark.step)))
    unique = {(n.start, n.end, n.style, n.says): n for n in notes if n.start < n.end}
    return sorted(unique.values(), key=lambda n: (n.start, -n.end, n.style))


def segments(length: int, notes: list[Note]) -> Iterator[Segment]:
    """The text [0, length) in pieces, each with the notes that hold over it.

    >>> note = Note(1, 3, "goal", "目标1", "")
    >>> [(s.start, s.end, len(s.inside)) for s in segments(4, [note])]
    [(0, 1, 0), (1, 3, 1), (3, 4, 0)]
    """
    opening: dict[int, list[Note]] = {}
    closing: dict[int, list[Note]] = {}
    for note in notes:
        opening.setdefault(note.start, []).append(note)
        closing.setdefault(note.end, []).append(note)
    edges = sorted({0, length, *opening, *closing})
    inside: list[Note] = []
    for start, end in pairwise(edges):
        gone = {id(note) for note in closing.get(start, ())}
        inside = [note for note in inside if id(note) not in gone] + opening.get(start, [])
        yield Segment(
            start, end, tuple(inside), tuple(opening.get(start, ())), tuple(reversed(closing.get(end, ())))
        )


def repair_says(step: Step) -> str:
    """What was done to the source here, and what else it might have been."""
    others = f"，也可能是 {'、'.join(step.edit.alternatives)}" if step.edit.alternatives else ""
    return f"原为“{step.before}”{others}。{step.edit.why}"


def _task_says(task: Task) -> str:
    parts = [task.action]
    if task.owners:
        parts.append(f"牵头：{'、'.join(task.owners)}")
    if task.support:
        parts.append(f"配合：{'、'.join(task.support)}")
    if task.due:
        parts.append(_due_says(task))
    return "；".join(parts) + f"（{task.why}）"


def _due_says(task: Task) -> str:
    day = f"（{task.due.date.isoformat()}）" if task.due.date else ""
    return f"时限：{task.due.text}{day}"
