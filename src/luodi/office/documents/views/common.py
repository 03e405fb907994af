"""What the pages share."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from luodi.office.documents.models import Document, Finding
from luodi.office.units.models import Person

HEAVY = ("text", "reading")


def person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def document_or_404(request: HttpRequest, pk: int, *, light: bool = True) -> Document:
    """The document if the person may see it; without its text, which may be megabytes."""
    rows = Document.objects.visible_to(person(request)).select_related("unit", "file", "uploaded_by")
    return get_object_or_404(rows.defer("text") if light else rows, pk=pk)


def finding_or_404(request: HttpRequest, pk: int) -> Finding:
    rows = Finding.objects.visible_to(person(request)).select_related(
        "document__unit", "task", "decided_by", "parent"
    )
    return get_object_or_404(rows.defer("document__text"), pk=pk)


def said(error: ValidationError) -> str:
    """Every sentence of a refusal."""
    return " ".join(str(m) for m in error.messages)


def tell(request: HttpRequest, error: ValidationError) -> None:
    for message in error.messages[:20]:
        messages.error(request, message)


def desk_url(document_id: int, *, passage: str = "", finding: int | None = None) -> str:
    address = reverse("documents:review", args=[document_id])
    if passage and passage != "1":
        address += f"?passage={quote(passage)}"
    return address + (f"#f{finding}" if finding else "")


def back_to_desk(request: HttpRequest, document_id: int, finding: int | None = None) -> HttpResponse:
    return redirect(desk_url(document_id, passage=request.POST.get("passage", ""), finding=finding))


def is_htmx(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def numbers(given: Iterable[str]) -> list[int]:
    """Ids out of an address; what is no number is left out."""
    return [int(n) for n in given if n.isascii() and n.isdigit() and len(n) < 18][:500]
