"""Tasks that say nearly what a finding says: so that nobody is told the same thing twice.

Candidates come from the full-text index when a document is read (one question for each finding, in the
worker); tasks opened since are looked at when the desk asks. What is shown is asked of the ledger in
the person's name, and scored on what the task says today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q

from luodi.office.documents import limits
from luodi.office.documents.models import Document, Finding
from luodi.office.ledger.models import Task, TaskState
from luodi.office.search import index
from luodi.office.search.bigrams import tokens
from luodi.office.units.models import Person

CANDIDATES = 12  # of the index, for each finding
RECENT = 400  # tasks opened since the reading that are looked at besides
COMPARED = 400  # characters of each text that are compared


@dataclass(frozen=True)
class Piece:
    """A stretch of one of two texts: the same in both, or its own."""

    text: str
    same: bool


@dataclass(frozen=True)
class Near:
    """A task beside a finding: how alike, and both texts with what differs."""

    task: Task
    score: float
    ours: list[Piece]
    theirs: list[Piece]

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def pairs(text: str) -> frozenset[str]:
    return frozenset(t for t in tokens(text[:COMPARED]) if len(t) > 1)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient over pairs of characters: 1 for the same words, 0 for none in common.

    >>> round(likeness(pairs("新增高新技术企业50家"), pairs("全年新增高新技术企业60家以上")), 2)
    0.7
    """
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def prepare(document_pk: int) -> None:
    """Note for each open finding which tasks may be near. Derived; made anew with every reading."""
    found = list(
        Finding.objects.filter(
            document_id=document_pk, kind=Finding.Kind.TASK, state=Finding.State.OPEN
        ).exclude(level="stance")
    )
    for finding in found:
        finding.data["near"] = index.similar("task", finding.action, CANDIDATES)
    Finding.objects.bulk_update(found, ["data"], batch_size=200)


def beside(person: Person, document: Document, findings: Sequence[Finding]) -> dict[int, list[Near]]:
    """For open findings the nearest tasks the person may see, by finding; two questions to the ledger."""
    wanted = [f for f in findings if f.state == Finding.State.OPEN and f.reviewable]
    noted = {pk for f in wanted for pk in f.data.get("near", ())}
    if not wanted:
        return {}
    visible = Task.objects.visible_to(person).exclude(state=TaskState.ENDED).select_related("lead", "plan")
    since = Q(created_at__gte=document.read_at or document.uploaded_at)
    tasks = {t.pk: t for t in visible.filter(since).order_by("-pk")[:RECENT]}
    for at in range(0, len(noted), 800):
        some = sorted(noted)[at : at + 800]
        tasks |= {t.pk: t for t in visible.filter(pk__in=some)}
    known = {pk: pairs(t.title) for pk, t in tasks.items()}
    return {f.pk: near for f in wanted if (near := _nearest(f, tasks, known))}


def _nearest(finding: Finding, tasks: dict[int, Task], known: dict[int, frozenset[str]]) -> list[Near]:
    ours = pairs(finding.action)
    scored = [
        (score, pk)
        for pk, theirs in known.items()
        if (score := likeness(ours, theirs)) >= limits.NEAR and tasks[pk].source_id != finding.pk
    ]
    scored.sort(key=lambda s: (-s[0], s[1]))
    return [
        Near(tasks[pk], score, *differences(finding.action, tasks[pk].title))
        for score, pk in scored[: limits.NEAR_SHOWN]
    ]


def differences(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts cut where they part.

    >>> ours, theirs = differences("新增高企60家", "新增高企50家")
    >>> [p.text for p in ours if not p.same], [p.text for p in theirs if not p.same]
    (['6'], ['5'])
    """
    one, other = one[:COMPARED], other[:COMPARED]
    ours, theirs = [], []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if a < b:
            ours.append(Piece(one[a:b], tag == "equal"))
        if c < d:
            theirs.append(Piece(other[c:d], tag == "equal"))
    return ours, theirs
