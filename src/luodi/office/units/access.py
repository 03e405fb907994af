"""Who calls the API, and with which rights: a program by its key, a signed-in person for reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja.security.base import AuthBase

from luodi.office.units.models import Person
from luodi.office.units.tokens import RIGHTS, token_person
from luodi.office.web.rest import MEANINGS, Error, Problem

UPLOAD_BYTES = 120 * 2**20
"""More than any file that is taken: a longer request is refused before it is read."""


@dataclass(frozen=True)
class Caller:
    person: Person
    rights: frozenset[str]


class Token(AuthBase):
    """`Authorization: Bearer luodi_…` with the right this route asks for.

    A browser's session may read what its person may: no form of another site can make it do anything,
    for whatever changes something needs a key.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "在“访问令牌”页生成的令牌，连同所选权限。"

    def __init__(self, right: str = "") -> None:
        super().__init__()
        self.right = right

    def __call__(self, request: HttpRequest) -> Caller:
        if _length(request) > UPLOAD_BYTES:
            raise Problem(413, "too_large", f"请求超过{UPLOAD_BYTES // 2**20} MB。")
        caller = _caller(request)
        if caller is None:
            raise Problem(401, "unauthenticated", "没有令牌，或令牌不对、已停用、已到期。")
        if self.right and self.right not in caller.rights:
            raise Problem(
                403, "forbidden", f"令牌没有“{RIGHTS.get(self.right, self.right)}”权限（{self.right}）。"
            )
        if request.method != "GET" and not _ONCE_FORM.fullmatch(request.headers.get("Idempotency-Key", "")):
            # Left aside it would protect from nothing, and the program would not know.
            sentence = "请用字母、数字和_.:-，至多200个。"
            raise Problem(422, "invalid", "内容不符合要求，见fields。", {"Idempotency-Key": [sentence]})
        return caller


def _caller(request: HttpRequest) -> Caller | None:
    header = request.headers.get("Authorization", "")
    if header:
        found = token_person(header)
        return None if found is None else Caller(*found)
    user = getattr(request, "user", None)
    if request.method in ("GET", "HEAD") and isinstance(user, Person) and user.is_active:
        return Caller(user, frozenset(RIGHTS))
    return None


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def person_of(request: HttpRequest) -> Person:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller.person


READ = (400, 401, 403, 422)
FOUND = (*READ, 404)
WRITE = (*FOUND, 409, 413, 415)

_ONCE_FORM = re.compile(r"[A-Za-z0-9_.:-]{0,200}")
_ONCE = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[A-Za-z0-9_.:-]*$"},
    "description": "自定的一次性编号：同一编号再发来时不重复办理，答409和当时的日志号。",
    "example": "2026-06-30-0001",
}


def says(
    name: str,
    summary: str,
    description: str,
    *,
    right: str,
    out: Any,
    errors: tuple[int, ...] = FOUND,
    status: int = 200,
    also: dict[int, Any] | None = None,
    extra: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A route's face in the schema: id, words, the right it needs, and every answer it may give."""
    more: dict[str, Any] = {"responses": {c: {"description": MEANINGS[c]} for c in errors}}
    if 409 in errors:
        more["parameters"] = [_ONCE]
    extra = dict(extra or {})
    more["responses"].update(extra.pop("responses", {}))
    more.update(extra)
    word = f"需要权限：{right}（{RIGHTS.get(right, '')}）。" if right else "有效的令牌即可。"
    return {
        "operation_id": name,
        "summary": summary,
        "description": f"{description}\n\n{word}",
        "auth": Token(right),
        "response": {status: out, **(also or {}), **dict.fromkeys(errors, Error)},
        "openapi_extra": more,
    }
