"""What the pages of this app share: a round or race within sight, one button one act, files and their mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from luodi.office.files import store
from luodi.office.files.models import StoredFile
from luodi.office.journal.clock import now
from luodi.office.ledger import acts as ledger
from luodi.office.ledger.views.tools import after, found, me, posts_only, put_errors, sentences
from luodi.office.races.models import Race, Round, Version
from luodi.office.races.queries import Sight, sight_of, version_for
from luodi.office.units.models import Person
from luodi.office.units.scope import BUSINESS, Refusal
from luodi.office.web.filters import moment
from luodi.papers.ledgerbook import Mark
from luodi.racing import RaceError

__all__ = [
    "after", "business", "found", "me", "posts_only", "put_errors", "sentences",
]  # fmt: skip


def business(request: HttpRequest) -> Person:
    """Whoever sees business data; administrators and auditors do not."""
    person = me(request)
    if not person.has(*BUSINESS):
        raise Refusal(_("您没有查看赛马的角色。"))
    return person


def race_for(person: Person, pk: int) -> Race:
    return found(Race.objects.visible_to(person).select_related("unit"), pk=pk)


def round_for(person: Person, pk: int) -> Round:
    return found(Round.objects.visible_to(person).select_related("race__unit", "rules"), pk=pk)


def number_of(request: HttpRequest) -> int | None:
    """The version asked for by its number."""
    text = request.GET.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def version_or_404(request: HttpRequest, person: Person, round: Round) -> tuple[Sight, Version]:
    sight = sight_of(person, round.race)
    version = version_for(sight, round, number_of(request))
    if version is None:
        from django.http import Http404

        raise Http404(_("没有这一版结果，或者还没有公布。"))
    version.round = round
    return sight, version


def office_only(person: Person, race: Race, doing: str) -> None:
    """Pages of the office that runs the race; others are told why not."""
    person.scope.require(race.unit.path, "office", doing=doing)


def posted(
    request: HttpRequest,
    form: BaseForm,
    to: str,
    said: str,
    do: Callable[..., Any],
    *args: Any,
    **kwargs: Any,
) -> HttpResponse | None:
    """Run an act with a form's cleaned values; its errors are laid beside the fields."""
    try:
        do(me(request), *args, **kwargs)
    except RaceError as error:
        for fault in error.faults[:50]:
            form.add_error("text" if "text" in form.fields else None, str(fault))
        return None
    except (Refusal, ValidationError) as error:
        put_errors(cast("Form", form), error)
        return None
    return after(request, to, said)


def told(request: HttpRequest, to: str, error: Exception) -> HttpResponse:
    """Back to a page with what was wrong."""
    return after(request, to, " ".join(sentences(error)), level=messages.ERROR)


def errors_of(request: HttpRequest, form: BaseForm, to: str) -> HttpResponse:
    """Back to a page that has several forms, with the faults of the one that was sent."""
    said = "；".join(
        (f"{form.fields[name].label}：" if name in form.fields else "") + "；".join(str(e) for e in errors)
        for name, errors in form.errors.items()
    )
    return after(request, to, said, level=messages.ERROR)


def round_href(round: Round) -> str:
    return reverse("races:round", args=[round.pk])


def marked(person: Person, what: str, sentence: str, count: int, kind: str) -> Mark:
    """The journal's entry first, then the file with its number: nothing leaves unnoted."""
    entry = ledger.record_export(person, what=what, sentence=sentence, count=count, format=kind)
    return Mark(person.name, moment(now()), entry.number)


def stored(file: StoredFile, name: str) -> HttpResponse:
    """Exactly what was uploaded; never shown in the browser as a page."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(
        store.read(file),
        content_type="application/octet-stream",
        headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"},
    )
