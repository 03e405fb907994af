"""The review desk: one passage of a document, its findings by section, and what the office can do with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, Value
from django.db.models.functions import Substr
from django.http import HttpRequest

from luodi.office.documents import coverage, goals, near, source
from luodi.office.documents.dues import endless
from luodi.office.documents.models import Document, Finding, Passage
from luodi.office.ledger.models import Plan, Theme
from luodi.office.units.models import Person, Unit

SPLIT_AT = "，；、。,;"
REASONS = ("重复", "已经完成", "只是表态", "不属于任务", "不在职责范围", "识别有误")


@dataclass
class Card:
    """One finding as the desk shows it."""

    finding: Finding
    number: int
    leads: list[Unit]
    supporting: list[Unit]
    goals: list[Finding]
    near: list[near.Near] = field(default_factory=list)
    error: str = ""

    @property
    def no_lead(self) -> bool:
        return not self.leads

    @property
    def no_due(self) -> bool:
        f = self.finding
        return f.due is None and not f.recurs and not (f.due_text and endless(f.due_text))

    @property
    def suggested(self) -> list[str]:
        """Owners the paragraph suggests where the sentence names none (C20)."""
        if self.leads:
            return []
        data = self.finding.data
        return list(data.get("context") or data.get("listed") or [])

    @property
    def ready(self) -> bool:
        return self.finding.state == Finding.State.OPEN and not self.no_lead

    @property
    def stamp(self) -> str:
        """Which finding, as it was when shown."""
        return f"{self.finding.pk}:{self.finding.version}"


@dataclass
class Section:
    """Findings under one heading."""

    title: list[str]
    cards: list[Card]
    stances: list[Card]

    @property
    def open(self) -> int:
        return sum(c.finding.state == Finding.State.OPEN for c in self.cards)

    @property
    def concrete(self) -> list[Card]:
        """What one press accepts: checkable, undecided, with somebody to lead it."""
        return [c for c in self.cards if c.ready and c.finding.level == "concrete"]

    @property
    def stamps(self) -> str:
        return ",".join(c.stamp for c in self.concrete)


@dataclass(frozen=True)
class Tally:
    """How far the review is."""

    open: int
    accepted: int
    merged: int
    rejected: int
    coverage: coverage.Coverage

    @property
    def done(self) -> int:
        return self.accepted + self.merged + self.rejected

    @property
    def total(self) -> int:
        return self.open + self.done


@dataclass(frozen=True)
class Choice:
    """Where accepted findings go."""

    plans: list[Plan]
    plan: Plan | None
    themes: list[Theme]
    theme: Theme | None
    assign: bool


@dataclass
class Desk:
    """Everything of the page. Built with a fixed number of questions to the database."""

    document: Document
    person: Person
    passage: Passage | None
    passages: int
    text: str
    findings: list[Finding]
    tally: Tally
    choice: Choice

    @cached_property
    def may(self) -> bool:
        """Whether the person decides here, or only reads."""
        return self.person.scope.covers(self.document.unit.path, "office")

    @cached_property
    def source(self) -> source.Source:
        if self.passage is None:
            return source.Source([])
        shown = [c.finding for c in self.cards]
        return source.build(self.passage, self.text, shown, self.tally.coverage)

    @cached_property
    def cards(self) -> list[Card]:
        return cards(self.findings)

    @cached_property
    def sections(self) -> list[Section]:
        made = []
        for title, group in groupby(self.cards, key=lambda c: list(c.finding.section)):
            of_it = list(group)
            stances = [c for c in of_it if _aside(c.finding)]
            made.append(Section(title, [c for c in of_it if not _aside(c.finding)], stances))
        return made

    @cached_property
    def reading_matter(self) -> list[Finding]:
        """Meetings and agenda items: for reading, not for deciding."""
        return [f for f in self.findings if f.kind in (Finding.Kind.MEETING, Finding.Kind.AGENDA)]

    @cached_property
    def facts(self) -> list[Finding]:
        return [f for f in self.findings if f.kind == Finding.Kind.TARGET and not f.reviewable]


def _aside(finding: Finding) -> bool:
    """Attitudes nobody has decided on stand apart: never on a list by default."""
    return finding.level == "stance" and finding.state in (Finding.State.OPEN, Finding.State.REJECTED)


def build(request: HttpRequest, document: Document, person: Person) -> Desk:
    """The desk for `?passage=n`."""
    given = request.GET.get("passage", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1
    found = list(Passage.objects.filter(document=document, number=max(number, 1)))
    passage = found[0] if found else None
    text, findings = "", []
    if passage is not None:
        text = slice_of(document, passage.start, passage.end)
        findings = findings_in(document, passage)
    return Desk(
        document, person, passage,
        passages=Passage.objects.filter(document=document).count(),
        text=text,
        findings=findings,
        tally=tally(document),
        choice=choice(request, document, person),
    )  # fmt: skip


def slice_of(document: Document, start: int, end: int) -> str:
    """A part of the text, cut by the database: the whole may be megabytes."""
    cut = Substr("text", Value(start + 1), Value(end - start))
    found: str = Document.objects.filter(pk=document.pk).annotate(cut=cut).values_list("cut", flat=True).get()
    return found


def findings_in(document: Document, passage: Passage) -> list[Finding]:
    rows = (
        Finding.objects.filter(document=document, start__gte=passage.start, start__lt=passage.end)
        .select_related("task", "decided_by", "parent")
        .order_by("start", "order", "pk")
    )
    found = list(rows)
    for finding in found:
        finding.document = document
    return found


def cards(findings: Sequence[Finding], tasks_and_goals: Sequence[Finding] | None = None) -> list[Card]:
    """Cards for what is to be decided; a goal that measures a task stands on the task's card."""
    around = list(tasks_and_goals if tasks_and_goals is not None else findings)
    measured = goals.attach(
        [f for f in around if f.kind == Finding.Kind.TASK],
        [f for f in around if f.kind == Finding.Kind.TARGET and f.state == Finding.State.OPEN],
    )
    held = {g.pk for of_task in measured.values() for g in of_task}
    shown = [f for f in findings if f.reviewable and f.pk not in held]
    units = Unit.objects.in_bulk({pk for f in shown for pk in (*f.leads, *f.supporting)})
    return [
        Card(
            f,
            n,
            [units[pk] for pk in f.leads if pk in units],
            [units[pk] for pk in f.supporting if pk in units],
            measured.get(f.pk, [f] if f.kind == Finding.Kind.TARGET else []),
        )
        for n, f in enumerate(shown, 1)
    ]


def card_of(finding: Finding, person: Person) -> Card:
    """One card anew, with its near tasks: what a decision answers with."""
    around = [finding]
    if finding.kind == Finding.Kind.TASK:
        first = finding.sentence_start if finding.sentence_start is not None else finding.start
        last = finding.sentence_end if finding.sentence_end is not None else finding.end
        around = list(
            Finding.objects.filter(document_id=finding.document_id, start__lte=last, end__gte=first).filter(
                Q(kind="task") | Q(kind="target", state=Finding.State.OPEN)
            )
        )
        if all(f.pk != finding.pk for f in around):
            around.append(finding)
    [card] = cards([finding], around) or [Card(finding, 0, [], [], [])]
    card.number = 0
    card.near = near.beside(person, finding.document, [finding]).get(finding.pk, [])
    return card


def tally(document: Document) -> Tally:
    """One count by state, one list for coverage."""
    reviewable = Q(kind="task") | Q(kind="target", state__in=["accepted", "merged", "rejected"])
    counted = (
        Finding.objects.filter(reviewable, document=document)
        .exclude(level="stance", state="open")
        .values_list("state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    count: dict[str, int] = dict(counted)
    return Tally(
        count.get("open", 0),
        count.get("accepted", 0),
        count.get("merged", 0),
        count.get("rejected", 0),
        coverage.of(document),
    )


def choice(request: HttpRequest, document: Document, person: Person) -> Choice:
    """The plan named in the address, else the one chosen before, else the newest running of the unit."""
    plans = list(
        Plan.objects.filter(person.scope.within("unit__path", "office"), state=Plan.State.RUNNING)
        .select_related("unit")
        .order_by("-since", "-pk")[:200]
    )
    kept: dict[str, Any] = request.session.get("desk", {})
    own = [p for p in plans if p.unit_id == document.unit_id]
    wanted = request.GET.get("plan") or kept.get("plan")
    plan = next((p for p in plans if str(p.pk) == str(wanted)), None)
    plan = plan or next(iter(own or plans), None)
    themes = list(Theme.objects.filter(plan=plan)) if plan else []
    wanted = request.GET["theme"] if "theme" in request.GET else kept.get("theme")
    theme = next((t for t in themes if str(t.pk) == str(wanted)), None)
    assign = request.GET["assign"] if "assign" in request.GET else kept.get("assign", "1")
    if any(k in request.GET for k in ("plan", "theme", "assign")):
        request.session["desk"] = {
            "plan": plan.pk if plan else None, "theme": theme.pk if theme else None, "assign": assign
        }  # fmt: skip
    return Choice(plans, plan, themes, theme, assign != "0")


def places_to_split(quote: str) -> list[int]:
    """Where a quote can be cut: behind each mark inside it."""
    return [n + 1 for n, char in enumerate(quote) if char in SPLIT_AT and 0 < n < len(quote) - 1]
