"""Each request's acts carry its id; a form sent twice is answered with what was already done."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from luodi.office.journal.record import AlreadyDone
from luodi.office.journal.record import request as journal_request


class Journalled:
    """Sets the journal's context; `once` comes from the form or the Idempotency-Key header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        once = request.headers.get("Idempotency-Key")
        if not once and request.method == "POST" and not request.path.startswith("/api/"):
            once = request.POST.get("once")
        with journal_request(getattr(request, "id", ""), (once or "")[:64]):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, AlreadyDone):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": str(error), "entry": error.entry.number}, status=409)
        messages.info(request, str(error))
        return redirect(request.headers.get("Referer") or "/")
