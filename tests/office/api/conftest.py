"""A program with a person's key, at a June noon, and what every answer of the API is held to."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.office.world import World

from luodi.office.journal import clock
from luodi.office.units.models import ApiToken, Person
from luodi.office.units.tokens import RIGHTS, digest

SHAPE = {"code", "detail", "fields", "entry", "request"}
NOON = dt.datetime(2026, 6, 20, 4, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.at(NOON):
        yield


class Program:
    """A program with a person's key."""

    def __init__(self, person: Person, *rights: str, key: str = "") -> None:
        self.key = key or f"luodi_{person.login}_{len(rights)}"
        held = rights or tuple(RIGHTS)
        ApiToken.objects.create(
            person=person, name="程序", digest=digest(self.key), prefix="luodi_", rights=list(held)
        )
        self.client = Client(raise_request_exception=False)

    def __call__(
        self, method: str, path: str, body: Any = None, once: str = "", raw: bytes | None = None
    ) -> Any:
        headers = {"Authorization": f"Bearer {self.key}", **({"Idempotency-Key": once} if once else {})}
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        answer = self.client.generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=headers
        )
        assert answer.status_code < 500, answer.content[:400]
        return answer

    def get(self, path: str, status: int = 200) -> Any:
        return told(self("GET", path), status)

    def post(self, path: str, body: Any = None, status: int = 200, once: str = "") -> Any:
        return told(self("POST", path, body, once), status)

    def send(self, path: str, name: str, data: bytes, status: int = 201, **more: Any) -> Any:
        """A file by a form."""
        headers = {"Authorization": f"Bearer {self.key}"}
        given = {"file": SimpleUploadedFile(name, data), **more}
        return told(self.client.post(f"/api/v1{path}", given, headers=headers), status)


def told(answer: Any, status: int) -> Any:
    """The body; of whatever is no success, in the one shape and without a trace of the program."""
    found = answer.json()
    assert answer.status_code == status, found
    if status >= 400:
        assert set(found) == SHAPE, found
        assert found["detail"] and "Traceback" not in str(found)
    return found


@pytest.fixture
def program(world: World) -> Any:
    made: dict[str, Program] = {}

    def of(name: str) -> Program:
        if name not in made:
            made[name] = Program(world.people[name])
        return made[name]

    return of
