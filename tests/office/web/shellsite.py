"""A site of nothing but the shell: its gallery, a refusal, a fault, and a place drafts are posted to."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

DRAFTS: list[dict[str, list[str]]] = []
POSTED: list[dict[str, list[str]]] = []

MIDDLEWARE = [
    "luodi.office.web.middleware.RequestId",
    "luodi.office.web.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tests.office.web.shellsite.Somebody",
    "django.contrib.messages.middleware.MessageMiddleware",
]


class Somebody:
    """Everybody is the same signed-in person; no database is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person: Any = SimpleNamespace(
            pk=7, name="张三<b>", unit="甲市\u202e科技局", post="科长", is_authenticated=True
        )
        request.user = person
        return self.get_response(request)


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("只读：不在本单位范围。<script>alert(1)</script>")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("no")


def fault(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("口令 hunter2")


PIECES = """{% extends "web/base.html" %}{% import "web/ui.html" as ui with context %}
{% block title %}局部刷新{% endblock %}
{% block page %}{{ ui.page_head("局部刷新") }}
<p id="place">原样</p>
<button class="button" id="good" hx-post="/_gallery/post/" hx-target="#place">发送</button>
<button class="button" id="asked" hx-post="/_gallery/post/" hx-target="#place" data-confirm="发送？">问过再发</button>
<button class="button" id="refused" hx-post="/refuse/" hx-target="#place">无权</button>
{% endblock %}"""


def pieces(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["jinja"].from_string(PIECES).render({}, request))


@csrf_protect
def draft(request: HttpRequest) -> HttpResponse:
    DRAFTS.append({k: request.POST.getlist(k) for k in request.POST})
    if "bad" in request.POST.get("title", ""):
        return JsonResponse({"detail": "已经提交，不能再改"}, status=409)
    return HttpResponse(status=204)


@csrf_protect
def post(request: HttpRequest) -> HttpResponse:
    files = [f"{f.name}:{f.size}" for f in request.FILES.getlist("evidence")]
    POSTED.append({**{k: request.POST.getlist(k) for k in request.POST}, "files": files})
    return HttpResponse("收到", content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("_gallery/draft/", draft),
    path("_gallery/post/", post),
    path("", include("luodi.office.web.urls")),
    path("pieces/", pieces),
    path("refuse/", refuse),
    path("suspicious/", suspicious),
    path("fault/", fault),
]
_errors = "luodi.office.web.errors."
handler400, handler403 = _errors + "bad_request", _errors + "forbidden"
handler404, handler500 = _errors + "not_found", _errors + "server_error"
