"""The API of the office, put together from its apps' routers; whatever goes wrong has the one shape.

GET  /api/v1/openapi.json    the description programs read
GET  /api/v1/docs            the same as a page, from this server alone
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as Unfit

from luodi.office.documents.api import router as documents
from luodi.office.figures.api import router as figures
from luodi.office.figures.filing_api import router as filing
from luodi.office.journal.record import AlreadyDone
from luodi.office.ledger.api import router as ledger
from luodi.office.races.api import router as races
from luodi.office.units.api import router as units
from luodi.office.web.apipage import page_of
from luodi.office.web.rest import Problem, Reader, absent, body_of, faults_of, from_act

log = logging.getLogger(__name__)

DESCRIPTION = """落地（Luodi）的接口：文件、发现、任务、月报、指标、赛马，与页面同一套规则、同一份日志。

在“访问令牌”页生成令牌，随每个请求放在 Authorization 头中。令牌以本人的身份办事，只见本人范围内的内容；不在范围内的与不存在的一样答404。
列表一次至多200条，用next取下一页；日期写作2026-06-30，小数写成字符串。
办理类请求可带 Idempotency-Key，同一编号不会办两次。出错时都答同一种对象（Error）。"""


class Api(NinjaAPI):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._made: dict[str, Any] = {}

    def _get_urls(self) -> list[Any]:
        """A method an address does not take is told in the one shape too, not as plain text."""
        urls = super()._get_urls()
        for pattern in urls:
            if isinstance(pattern, URLPattern):
                pattern.callback = _speaking(pattern.callback)
        return urls

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """As OpenAPI has it: a parameter's examples are a map; ours stand in its schema, as a list.

        Made once: the routes do not change while a process lives, and making it takes a second.
        """
        if (schema := self._made.get(key := repr((args, sorted(kwargs.items()))))) is not None:
            return schema
        schema = self._made[key] = super().get_openapi_schema(*args, **kwargs)
        for methods in schema["paths"].values():
            for route in methods.values():
                for parameter in route.get("parameters", []):
                    parameter.pop("examples", None)
        return schema


def _speaking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = view(request, *args, **kwargs)
        if found.status_code != 405:
            return found
        allowed = ", ".join(sorted(m.strip() for m in found["Allow"].split(",")))
        told = answer(request, Problem(405, "method", f"这个地址不收{request.method}，可用：{allowed}。"))
        told["Allow"] = allowed
        return told

    return spoken


api = Api(
    title="落地 Luodi API",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,  # the framework's page runs scripts from elsewhere; ours is below
    parser=Reader(),
)
api.add_router("", units)
api.add_router("", ledger)
api.add_router("", documents)
api.add_router("", figures)
api.add_router("", filing)
api.add_router("", races)


def answer(request: HttpRequest, problem: Problem, entry: int | None = None) -> HttpResponse:
    return api.create_response(request, body_of(problem, request, entry), status=problem.status)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return answer(request, error)


@api.exception_handler(Unfit)
def _unfit(request: HttpRequest, error: Unfit) -> HttpResponse:
    return answer(request, Problem(422, "invalid", "内容不符合要求，见fields。", faults_of(error.errors)))


@api.exception_handler(ValidationError)
def _refused_by_act(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer(request, from_act(error))


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return answer(request, Problem(403, "forbidden", str(error) or "您无权办理此事。"))


@api.exception_handler(Http404)
def _absent(request: HttpRequest, _error: Http404) -> HttpResponse:
    return answer(request, absent())


@api.exception_handler(AlreadyDone)
def _done(request: HttpRequest, error: AlreadyDone) -> HttpResponse:
    return answer(request, Problem(409, "done", str(error)), error.entry.number)


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return answer(request, Problem(413, "too_large", "正文过大；文件请走上传接口。"))


@api.exception_handler(MultiPartParserError)
def _bad_form(request: HttpRequest, _error: MultiPartParserError) -> HttpResponse:
    return answer(request, Problem(400, "unreadable", "multipart/form-data 的正文读不懂。"))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The framework wraps what the reader says about a body; the reader's own words are the answer."""
    cause: Any = error.__cause__
    if isinstance(cause, Problem):
        return answer(request, cause)
    if isinstance(cause, RequestDataTooBig):
        return _too_big(request, cause)
    if error.status_code == 400:
        return answer(request, Problem(400, "unreadable", "请求读不懂。"))
    return answer(request, Problem(error.status_code, "invalid", "请求不符合要求。"))


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api: %s %s", request.method, request.path, exc_info=error)
    sentence = "系统出错，没有办理。请稍后再试；仍不行请把请求编号告诉管理员。"
    return answer(request, Problem(500, "failed", sentence))


def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page: nothing in it is secret, so whoever writes a program may read it first."""
    return render(request, "web/api.html", _described(request.build_absolute_uri("/")))


@lru_cache(maxsize=4)
def _described(root: str) -> dict[str, Any]:
    """Half a second's work, the same until the program is another."""
    return page_of(api.get_openapi_schema(), root)


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address the API does not have answers in its own shape, not with a page."""
    return answer(request, Problem(404, "not_found", "接口没有这个地址，请核对文档（/api/v1/docs）。"))
