"""What the pages of this app share: the person, pages of fifty, one act for each form sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from luodi.office.journal.models import Entry
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal

SIZE = 50
T = TypeVar("T")
Row = TypeVar("Row", bound=Model)


@dataclass
class Page:
    """Fifty rows of a list, and what stands before and after."""

    rows: list[Any]
    number: int
    total: int

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number * SIZE < self.total


def me(request: HttpRequest) -> Person:
    """The person who asks; pages of this app are for people alone."""
    if not isinstance(request.user, Person):
        raise Refusal(_("请先登录。"))
    return request.user


def page_of(request: HttpRequest, rows: QuerySet[Any] | list[Any]) -> Page:
    asked = request.GET.get("page", "1")
    total = len(rows) if isinstance(rows, list) else rows.count()
    last = max(1, -(-total // SIZE))
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return Page(list(rows[(number - 1) * SIZE : number * SIZE]), number, total)


def found(rows: QuerySet[Row], pk: int, what: str) -> Row:
    """The row, if the person may see it; what is out of scope and what does not exist look the same."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404(_("没有这个%s，或不在您的范围内。") % what)
    return row


def acted(form: forms.Form, function: Callable[[], T]) -> tuple[bool, T | None]:
    """Call an act; what it will not accept is shown in the form that asked for it."""
    try:
        return True, function()
    except ValidationError as error:
        add_errors(form, error)
        return False, None


def add_errors(form: forms.Form, error: ValidationError) -> None:
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)


def done(request: HttpRequest, text: str, to: str, *args: Any) -> HttpResponse:
    messages.success(request, text)
    return redirect(to, *args)


def post_act(
    request: HttpRequest, function: Callable[[], Any], text: str, to: str, *args: Any
) -> HttpResponse:
    """An act behind one button: done and said, or refused and said, and back to the page."""
    try:
        function()
    except ValidationError as error:
        for line in error.messages:
            messages.error(request, line)
        return redirect(to, *args)
    return done(request, text, to, *args)


def form_page(
    request: HttpRequest,
    form: forms.Form,
    run: Callable[[], Any],
    *,
    title: str,
    button: str,
    then: Callable[[Any], tuple[Any, ...]],
    said: str,
    crumbs: list[tuple[Any, Any]],
    note: str = "",
    danger: bool = False,
) -> HttpResponse:
    """A page with one form and the act it stands for."""
    if request.method == "POST" and form.is_valid():
        ok, value = acted(form, run)
        if ok:
            return done(request, said, *then(value))
    context = {
        "form": form,
        "title": title,
        "button": button,
        "crumbs": crumbs,
        "note": note,
        "danger": danger,
    }
    return render(request, "units/form.html", context)


def history(subject: Model, limit: int = 30) -> list[Entry]:
    """The latest acts about something the person may see."""
    return list(Entry.objects.about(subject).order_by("-number")[:limit])
