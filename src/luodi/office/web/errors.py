"""Pages for what went wrong: what happened, why, and what to do. Named in the site's urls and settings."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    context["request_id"] = getattr(request, "id", "")
    return render(request, f"web/{status}.html", context, status=status)


def _reason(error: Exception | None) -> str:
    """The text of a refusal, as the act that refused wrote it; nothing where it wrote nothing."""
    text = str(error.args[0]) if error is not None and error.args else ""
    return text if len(text) < 500 else text[:500] + "…"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    """Says why: 'only what is in your scope' is an answer, a bare 403 is not."""
    return _page(request, 403, reason=_reason(exception))


def not_found(request: HttpRequest, exception: Http404 | None = None) -> HttpResponse:
    reason = _reason(exception)
    # The resolver's own words are for programmers, and name every address of the site.
    return _page(request, 404, reason="" if "tried" in reason or "matches the given" in reason else reason)


def server_error(request: HttpRequest) -> HttpResponse:
    """Must work when nothing else does: no database, no person."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    log.warning("csrf: %s at %s", reason, request.path)
    context = {
        "reason": _("页面停留过久，或在另一个窗口重新登录过。"),
        "request_id": getattr(request, "id", ""),
    }
    return render(request, "web/csrf.html", context, status=403)
