"""The API put together: routers, what every failure answers, the schema."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as Refused
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as Invalid

from luodi.office import apidocs
from luodi.office.documents.api import router as documents
from luodi.office.journal.record import AlreadyDone
from luodi.office.ledger.api import routers as ledger
from luodi.office.units.access import Token
from luodi.office.units.api import router as units
from luodi.office.web.rest import Problem, Reader, absent, body_of, faults_of, from_act

log = logging.getLogger(__name__)

DESCRIPTION = """程序用的接口：读写文件、审核事项、任务、月报，与页面同一套规则，每一步都记入日志。

**令牌**：在“访问令牌”页生成，放在请求头 `Authorization: Bearer luodi_…` 中。令牌代表本人：只看得到本人范围内的，
办得了本人角色能办的；每个接口还要令牌有相应权限。
**列表**：`limit` 至多200；把答复中的 `next` 放入 `cursor` 取下一页。
**修改**：带上读到的 `version`；期间有人改过则答409，重读后再办。请求头 `Idempotency-Key` 使重发不会重复办理。
**数与日期**：小数写成字符串，日期写成 `2026-06-30`，时间带时区。
**出错**：见 Error，`detail` 是给人看的话，`fields` 逐项列出问题。"""

api = NinjaAPI(
    title="落地接口",
    version="1",
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    parser=Reader(),
)
api.add_router("", units)
api.add_router("", documents)
for one in ledger:
    api.add_router("", one)


def answer(request: HttpRequest, problem: Problem, entry: int | None = None) -> HttpResponse:
    response = JsonResponse(body_of(problem, request, entry), status=problem.status)
    if problem.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="luodi"'
    return response


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return answer(request, error)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return answer(request, Problem(401, "unauthenticated", "没有令牌，或令牌不对、已停用、已到期。"))


@api.exception_handler(Invalid)
def _invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    return answer(request, Problem(422, "invalid", "内容不符合要求，见fields。", faults_of(error.errors)))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return answer(request, from_act(error))


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return answer(request, Problem(403, "forbidden", str(error)[:500] or "您不能办理此事。"))


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer(request, absent())


@api.exception_handler(AlreadyDone)
def _done(request: HttpRequest, error: AlreadyDone) -> HttpResponse:
    return answer(request, Problem(409, "done", str(error)), error.entry.number)


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return answer(request, Problem(413, "too_large", "正文过大。"))


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
@api.exception_handler(UnreadablePostError)
def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return answer(request, Problem(400, "unreadable", "请求读不懂，请核对正文的格式。"))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    # The framework wraps whatever the reader of bodies raised.
    if isinstance(error.__cause__, Problem):
        return answer(request, error.__cause__)
    status = error.status_code if error.status_code < 500 else 400
    return answer(request, Problem(status, "unreadable", "请求读不懂，请核对正文的格式。"))


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api: %s %s", request.method, request.path, exc_info=error)
    return answer(
        request, Problem(500, "failed", "系统出错，没有办成。请稍后再试；仍然不行请把请求编号告诉管理员。")
    )


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The OpenAPI document, made once."""
    return apidocs.finished(dict(api.get_openapi_schema(path_prefix="/api/v1/")))


def openapi(request: HttpRequest) -> HttpResponse:
    """The schema names every route: whoever asks has a key or has signed in."""
    try:
        Token()(request)
    except Problem as problem:
        return answer(request, problem)
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False})


def docs(request: HttpRequest) -> HttpResponse:
    return apidocs.page(request, schema())


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that is none: a program wants the same shape of answer there too."""
    return answer(request, Problem(404, "not_found", "没有这个接口，请核对地址（末尾不带斜线）。"))


urls: tuple[list[URLPattern], str, str] = (
    [
        path("v1/openapi.json", openapi, name="openapi"),
        path("docs", docs, name="docs"),
        *[path("v1/" + "", _p) if False else _p for _p in []],
    ],
    "apidocs",
    "apidocs",
)
