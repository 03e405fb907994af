"""What the ledger's pages share: who asks, one act and its answer, errors beside the fields they are about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]


def me(request: HttpRequest) -> Person:
    """The signed-in person; the middleware lets nobody else through."""
    if not isinstance(request.user, Person):
        raise PermissionDenied(_("请先登录。"))
    return request.user


def found(rows: QuerySet[M], **wanted: Any) -> M:
    """The row, or "no such page": what a person may not see does not exist for them."""
    row = rows.filter(**wanted).first()
    if row is None:
        raise Http404(_("没有这一项，或不在您的范围内。"))
    return row


def posts_only(view: View) -> View:
    """For addresses of buttons: somebody who follows one as a link is told so, and nothing happens."""

    @wraps(view)
    def only(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return view(request, *args, **kwargs)

    return only


def sentences(error: Exception) -> list[str]:
    """What a refusal or a validation error says to the person, each sentence once."""
    if isinstance(error, ValidationError):
        return list(dict.fromkeys(str(m) for m in error.messages))
    return [str(error)]


def put_errors(form: forms.Form, error: Exception) -> None:
    """Lay an act's errors beside the fields of the form they are about, the rest above the form."""
    form.is_valid()  # makes sure there is a place for errors
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for name, found_errors in error.error_dict.items():
            for one in found_errors:
                for text in one.messages:
                    form.add_error(name if name in form.fields else None, str(text))
        return
    for text in sentences(error):
        form.add_error(None, text)


def after(request: HttpRequest, to: str, said: str = "", *, level: int = messages.SUCCESS) -> HttpResponse:
    """Send the person on after a POST (303: the next request is a GET), with a word about what happened."""
    if said:
        messages.add_message(request, level, said)
    answer = HttpResponseRedirect(to)
    answer.status_code = 303
    return answer


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page a form names as its way back, if it is one of ours."""
    page = request.POST.get("back") or request.GET.get("back") or ""
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if ours else otherwise


def button(
    request: HttpRequest, to: str, said: str, act: Callable[..., Any], *args: Any, **kwargs: Any
) -> HttpResponse:
    """One button, one act: done, or why not, told on the page the person comes back to."""
    try:
        act(me(request), *args, **kwargs)
    except (Refusal, ValidationError) as error:
        return after(request, to, " ".join(sentences(error)), level=messages.ERROR)
    return after(request, to, said)


def part(request: HttpRequest, template: str, context: dict[str, Any]) -> SafeString:
    """A part of a page made by itself."""
    return render_to_string(template, context, request)


def go(name: str, *args: Any) -> str:
    """The address of a page by its name."""
    return reverse(name, args=args)
