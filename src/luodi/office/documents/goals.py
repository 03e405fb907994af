"""Which goal belongs to which task: figures of a task's own sentence become its measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from luodi.office.documents.models import Finding


def attach(tasks: Iterable[Finding], goals: Iterable[Finding]) -> dict[int, list[Finding]]:
    """Goals by the task they measure: the shortest that holds their words, else the nearest of their sentence."""
    found: dict[int, list[Finding]] = defaultdict(list)
    candidates = [t for t in tasks if t.state not in (Finding.State.SPLIT, Finding.State.MERGED)]
    for goal in goals:
        if not goal.reviewable or goal.data.get("value") is None:
            continue
        holding = [t for t in candidates if t.start <= goal.start and goal.end <= t.end]
        if holding:
            best = min(holding, key=lambda t: (t.end - t.start, t.pk))
        else:
            beside = [t for t in candidates if _in_sentence(goal, t)]
            if not beside:
                continue
            best = min(beside, key=lambda t: (_gap(goal, t), t.pk))
        found[best.pk].append(goal)
    return found


def of(findings: Sequence[Finding]) -> dict[int, list[Finding]]:
    """The goals that become measures of these findings when accepted; a goal accepted itself is its own."""
    if not findings:
        return {}
    first = min(f.sentence_start if f.sentence_start is not None else f.start for f in findings)
    last = max(f.sentence_end if f.sentence_end is not None else f.end for f in findings)
    around = list(
        Finding.objects.filter(
            document_id=findings[0].document_id, kind__in=["task", "target"], start__lte=last, end__gte=first
        )
    )
    found = attach(
        [f for f in around if f.kind == Finding.Kind.TASK],
        [f for f in around if f.kind == Finding.Kind.TARGET and f.state == Finding.State.OPEN],
    )
    return found | {
        f.pk: [f] for f in findings if f.kind == Finding.Kind.TARGET and f.data.get("value") is not None
    }


def _in_sentence(goal: Finding, task: Finding) -> bool:
    start, end = task.sentence_start, task.sentence_end
    return start is not None and end is not None and start <= goal.start and goal.end <= end


def _gap(goal: Finding, task: Finding) -> int:
    """How far apart; a figure more often follows the work it measures than goes before it."""
    if goal.start < task.end and task.start < goal.end:
        return 0
    return goal.start - task.end if goal.start >= task.end else 10 + task.start - goal.end
