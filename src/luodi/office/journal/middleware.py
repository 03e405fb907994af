"""Each request's acts carry its id; a form sent twice is answered with what was already done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from luodi.office.journal.record import AlreadyDone
from luodi.office.journal.record import request as journal_request


class Journalled:
    """Sets the journal's context; `once` comes from the form or the Idempotency-Key header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with journal_request(getattr(request, "id", ""), _once(request)):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, AlreadyDone):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": str(error), "entry": error.entry.number}, status=409)
        messages.info(request, str(error))
        back = _back(request)
        if request.headers.get(
            "HX-Request"
        ):  # a redirect would put the whole page where a part was asked for
            return HttpResponse(headers={"HX-Redirect": back})
        return redirect(back)


def _once(request: HttpRequest) -> str:
    """The token, bound to who sends it: nobody's key can be used up by somebody else's equal one."""
    if request.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
        return ""
    token = request.headers.get("Idempotency-Key", "")
    if not token and request.method == "POST" and not request.path.startswith("/api/"):
        token = request.POST.get("once", "")
    if not token:
        return ""
    person = getattr(getattr(request, "user", None), "pk", None)
    who = request.headers.get("Authorization", "") or str(person or "")
    return hashlib.sha256(f"{who}\0{token}".encode("utf-8", "surrogatepass")).hexdigest()


def _back(request: HttpRequest) -> str:
    """The page the form was on, if it is one of ours."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if ours else "/"
