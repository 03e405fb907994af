"""What of documents, findings and tasks can be searched, and how a hit is shown."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from luodi.office.documents.models import Document, Finding
from luodi.office.ledger.models import Task
from luodi.office.search.kinds import Kind, register


def _task_texts() -> Iterator[tuple[int, str]]:
    rows = Task.objects.values_list("pk", "code", "title", "measures_text", "source_number")
    return ((pk, "\n".join(words)) for pk, *words in rows.iterator(chunk_size=2000))


def _document_texts() -> Iterator[tuple[int, str]]:
    rows = Document.objects.filter(state=Document.State.READ)
    for d in rows.iterator(chunk_size=20):
        yield d.pk, "\n".join((d.name, d.title, d.number, d.issuer, d.text))


def _finding_texts() -> Iterator[tuple[int, str]]:
    rows = Finding.objects.values_list("pk", "action", "quote")
    return ((pk, f"{action}\n{quote}") for pk, action, quote in rows.iterator(chunk_size=2000))


def _task_page(task: Task) -> str | None:
    try:
        return reverse("ledger:task", args=[task.pk])
    except NoReverseMatch:
        return None


def register_kinds() -> None:
    register(
        Kind(
            "task", _("任务"), 10,
            visible=Task.objects.visible_to,
            texts=_task_texts,
            title=lambda task: f"{task.code} {task.title}"[:120],
            href=_task_page,
            note=lambda task: f"{task.lead} · {task.get_state_display()}",
            field="title",
            related=("lead",),
        ),
        Kind(
            "document", _("文件"), 20,
            visible=Document.objects.visible_to,
            texts=_document_texts,
            title=str,
            href=lambda document: reverse("documents:detail", args=[document.pk]),
            note=lambda document: " · ".join(filter(None, (document.number, document.issuer))),
            field="text",
            defer=("text", "reading"),
        ),
        Kind(
            "finding", _("文件中的事项"), 30,
            visible=Finding.objects.visible_to,
            texts=_finding_texts,
            title=lambda finding: str(finding)[:120],
            href=lambda finding: reverse("documents:finding", args=[finding.pk]),
            note=lambda finding: f"{finding.get_state_display()} · {finding.document}",
            field="quote",
            related=("document",),
            defer=("data", "document__text", "document__reading"),
        ),
    )  # fmt: skip
