"""Every address × every role × what belongs to somebody else: nothing of it is shown, counted, found or changed."""

from __future__ import annotations

import html.parser
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.urls import get_resolver, reverse
from tests.depth import depth
from tests.office.answers import body, parts
from tests.office.walkroutes import (
    IDLE,
    OWN,
    PLAIN,
    ROUTES,
    api_asks,
    api_body,
    api_routes,
    every,
    filled,
    parameters,
)
from tests.office.walkworld import DAY, Branch, make_branch, make_root, make_top

from luodi.office.api import api
from luodi.office.journal import clock
from luodi.office.journal.models import Head
from luodi.office.units.acts import create_token
from luodi.office.units.models import Person, Unit
from luodi.office.units.tokens import RIGHTS

OURS, FOREIGN = "本域标记", "外域标记"
SCHEMA = cache(api.get_openapi_schema)
NOWHERE = 987_654_321
VARYING = re.compile(
    r'name="(csrfmiddlewaretoken|once)" value="[^"]*"|name="csrf-token" content="[^"]*"|data-once="[^"]*"|日志第\d+号|第\d+号'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}"
)

pytestmark = pytest.mark.django_db


@dataclass
class Site:
    """Two branches that know nothing of each other; `alone` is what ours saw before the other existed."""

    root: Unit
    top: dict[str, Person]
    ours: Branch
    foreign: Branch | None = None
    sessions: dict[int, str] = field(default_factory=dict)
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    def client(self, person: Person) -> Client:
        """A browser that has been signed in: what the answer before did to it is forgotten."""
        made = Client(raise_request_exception=False)
        made.handler = self.handler  # else the middleware would be put together anew for every answer
        if person.pk not in self.sessions:
            made.force_login(person)
            self.sessions[person.pk] = made.cookies["sessionid"].value
        made.cookies["sessionid"] = self.sessions[person.pk]
        return made

    def get(self, person: Person, address: str) -> tuple[int, str]:
        """Status and everything the answer says, with files unpacked. The database stays as it was."""
        client = self.client(person)
        with undone():
            answer = client.get(address)
            return answer.status_code, said(answer)

    def post(self, person: Person, address: str, given: dict[str, Any]) -> tuple[int, str, int]:
        """The same for a form, with how many acts were done."""
        for value in given.values():
            if hasattr(value, "seek"):
                value.seek(0)
        client = self.client(person)
        with undone():
            before = head()
            answer = client.post(address, given)
            return answer.status_code, said(answer), head() - before


@contextmanager
def undone() -> Iterator[None]:
    """At the hour of the world; whatever happens is taken back."""
    with clock.at(DAY), transaction.atomic():
        yield
        transaction.set_rollback(True)


def head() -> int:
    return Head.objects.get(pk=1).number


def said(answer: Any) -> str:
    """Text, headers and, of a workbook or paper, all of its parts."""
    content = body(answer)
    heads = "\n".join(f"{k}: {v}" for k, v in answer.headers.items() if k in ("Location", "HX-Redirect"))
    if content.startswith(b"PK"):
        return heads + parts(content, properties=False)
    if "json" in answer.headers.get("Content-Type", ""):
        return heads + json.dumps(json.loads(content), ensure_ascii=False)  # not as \\u escapes
    return heads + content.decode("utf-8", "replace")


def steady(text: str) -> str:
    """Without what differs between two answers to the same question."""
    return VARYING.sub("…", text)


def address(name: str, about: tuple[str, ...], b: Branch | None) -> str:
    args = [a[1:] if a.startswith("=") else NOWHERE if b is None else b.ids[a] for a in about]
    return reverse(name, args=args)


def questions(b: Branch, *, named: bool = False) -> Iterator[tuple[str, str]]:
    """(name, address) of everything that can be asked about a branch; `named`: by its numbers or names."""
    for name, route in ROUTES.items():
        for ask in depth(route.asks, route.asks[:1]):
            about = [a for a in route.about if not a.startswith("=") and a != "tag"]
            if named and not about and "{" not in ask.replace("{q}", ""):
                continue
            yield name, address(name, route.about, b) + (f"?{filled(ask, b)}" if ask else "")
    for method, path, operation in api_routes(SCHEMA(), b):
        if method == "get":
            yield from (("api", path + ask) for ask in api_asks(operation, b))


@pytest.fixture
def site(settings: Any) -> Site:
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # thousands of refusals are no news
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    root = make_root()
    return Site(root, make_top(root), make_branch(root, OURS, "a"))


def test_every_address_is_walked() -> None:
    """Somebody who adds a page says here how it is asked."""
    found = dict(every(get_resolver().url_patterns))
    missing = sorted(set(found) - set(ROUTES))
    assert not missing, f"addresses the walk does not know; list them in walkroutes.py: {missing}"
    gone = sorted(set(ROUTES) - set(found))
    assert not gone, f"listed in walkroutes.py and not on the site: {gone}"
    for name, pattern in found.items():
        assert len(parameters(pattern)) == len(ROUTES[name].about), name


def test_nothing_of_a_foreign_branch(site: Site) -> None:
    alone = {}
    shown: dict[str, set[str]] = {name: set() for name in (*ROUTES, "api")}
    for role, person in site.ours.people.items():
        for name, asked in questions(site.ours):
            status, text = site.get(person, asked)
            assert status < 500, f"{role} {asked}: {status}"
            alone[role, asked] = status, steady(text)
            if status == 200 and OURS in text:
                shown[name].add(role)
    empty = sorted(
        n
        for n, roles in shown.items()
        if not roles and n not in PLAIN and 200 in page_statuses(alone, site, n)
    )
    assert not empty, f"pages on which nobody saw anything of their own, so that they prove nothing: {empty}"

    site.foreign = make_branch(site.root, FOREIGN, "b")
    faults: list[str] = []
    for (role, asked), (status, text) in alone.items():
        now_status, now_text = site.get(site.ours.people[role], asked)
        if FOREIGN in now_text:
            faults.append(f"{role} {asked} shows the other branch: {around(now_text)}")
        elif (now_status, steady(now_text)) != (status, text):
            faults.append(
                f"{role} {asked} is another page since the other branch exists: {difference(text, steady(now_text))}"
            )
    for role, person in site.ours.people.items():
        for name, asked in questions(site.foreign, named=True):
            status, text = site.get(person, asked)
            if FOREIGN in text:
                faults.append(f"{role} {asked} shows the other branch: {around(text)}")
            if status >= 500:
                faults.append(f"{role} {asked}: {status}")
            about = [a for a in ROUTES[name].about if not a.startswith("=")] if name in ROUTES else []
            if about and status == 200:
                faults.append(f"{role} {asked} is answered")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:40])


def page_statuses(alone: dict[Any, Any], site: Site, name: str) -> set[int]:
    paths = {asked for n, asked in questions(site.ours) if n == name}
    return {status for (_role, asked), (status, _text) in alone.items() if asked in paths}


def around(text: str) -> str:
    place = text.index(FOREIGN)
    return repr(text[max(0, place - 120) : place + 60])


def difference(before: str, after: str) -> str:
    place = next(
        (i for i, (x, y) in enumerate(zip(before, after, strict=False)) if x != y),
        min(len(before), len(after)),
    )
    return f"{before[max(0, place - 60) : place + 60]!r} → {after[max(0, place - 60) : place + 60]!r}"


ADMINS = ("auditor", "system_admin", "security_admin", "audit_admin")
WRONG = {  # whoever can never do what these pages do, even about their own branch
    "ledger": ADMINS,
    "documents": (*ADMINS, "head", "liaison", "leader"),
    "firms": ADMINS,
    "figures": ADMINS,
    "races": ADMINS,
}
MEMBERS = ("office", "head", "liaison", "leader", "auditor", "audit_admin")
ACCOUNTS = {  # logins are the system administrator's, roles and rules the security administrator's
    **dict.fromkeys(("units:account", "units:reset", "units:account_disable", "units:batch"), MEMBERS),
    **dict.fromkeys(("units:grant", "units:revoke", "units:policy"), (*MEMBERS, "system_admin")),
}


def test_nobody_changes_what_is_not_theirs(site: Site) -> None:
    site.foreign = make_branch(site.root, FOREIGN, "b")
    faults: list[str] = []
    for name, route in ROUTES.items():
        given = form_of(site, name, site.foreign)
        target = address(name, route.about, site.foreign)
        if route.changes and name not in IDLE:
            people = [*site.foreign.people.values(), *site.top.values()]
            if not any(site.post(p, target, given)[2] > 0 for p in people):
                faults.append(f"{name}: nobody at all can do this, so that its refusal proves nothing")
        for role, person in site.ours.people.items():
            status, text, acts = site.post(person, target, given)
            if status >= 500:
                faults.append(f"{role} POST {target}: {status}")
            if FOREIGN in text and FOREIGN not in str(given):
                faults.append(f"{role} POST {target} shows the other branch: {around(text)}")
            if acts and name not in OWN:
                faults.append(f"{role} POST {target} with the other branch's form: {acts} acts")
        wrong = ACCOUNTS.get(name) or WRONG.get(name.split(":")[0], ())
        own = form_of(site, name, site.ours)
        for role in wrong:
            status, _text, acts = site.post(
                site.ours.people[role], address(name, route.about, site.ours), own
            )
            if status >= 500 or acts:
                faults.append(f"{role} POST {name} in the own branch: {status}, {acts} acts")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:60])


def test_no_program_changes_what_is_not_its_persons(site: Site) -> None:
    """The API's writing routes with every role's key and the other branch's numbers."""
    site.foreign = make_branch(site.root, FOREIGN, "b")
    faults: list[str] = []
    for role, person in site.ours.people.items():
        if role.endswith("_admin"):
            continue  # the three administrators may have no key
        with clock.at(DAY):
            _row, key = create_token(person, name="试", rights=list(RIGHTS))
        for method, path, operation in api_routes(SCHEMA(), site.foreign):
            body = api_body(SCHEMA(), operation, site.foreign)
            with undone():
                before = head()
                answer = Client(raise_request_exception=False).generic(
                    method.upper(), path, json.dumps(body or {}), "application/json",
                    headers={"Authorization": f"Bearer {key}"},
                )  # fmt: skip
                if FOREIGN in said(answer) or answer.status_code >= 500 or head() != before:
                    faults.append(f"{person} {method} {path}: {answer.status_code}, {head() - before} acts")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:40])


class _Form(html.parser.HTMLParser):
    """What a browser would send of the forms on a page that go to one address."""

    def __init__(self, target: str):
        super().__init__()
        self.target, self.given = target, dict[str, Any]()
        self.inside, self.area, self.select = False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        name = a.get("name", "")
        if tag == "form":
            self.inside = a.get("method", "").lower() == "post" and a.get("action", "") in ("", self.target)
        elif not self.inside:
            return
        elif tag == "input" and name and a.get("type") not in ("file", "submit"):
            if a.get("type") not in ("checkbox", "radio") or "checked" in a:
                self.given.setdefault(name, []).append(a.get("value", ""))
        elif tag == "textarea":
            self.area = name
            self.given[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in a:
            self.given.setdefault(self.select, []).append(a.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        self.area = "" if tag == "textarea" else self.area
        self.select = "" if tag == "select" else self.select

    def handle_data(self, data: str) -> None:
        if self.area:
            self.given[self.area] = [self.given[self.area][0] + data]


def form_of(site: Site, name: str, b: Branch) -> dict[str, Any]:
    """The page's own form as the first person gets it who is let in, filled in."""
    route, found = ROUTES[name], dict[str, Any]()
    if not route.changes:
        return {k: filled(v, b) for k, v in route.gives.items()}
    target = address(name, route.about, b)
    for person in (*site.top.values(), *b.people.values()):
        status, text = site.get(person, target)
        if status == 200:
            reader = _Form(target)
            reader.feed(text)
            found = {k: v for k, v in reader.given.items() if k not in ("csrfmiddlewaretoken", "once")}
            if found:
                break
    return {**found, **{k: filled(v, b) for k, v in route.gives.items()}}


@override_settings(ROOT_URLCONF="tests.office.walkleak")
def test_the_walk_finds_a_leak(site: Site) -> None:
    """The same walk over a site with a page that counts without asking whose the tasks are."""
    person = site.ours.people["liaison"]
    before = site.get(person, "/leak/")
    assert before[0] == 200 and FOREIGN not in before[1]
    site.foreign = make_branch(site.root, FOREIGN, "b")
    after = site.get(person, "/leak/")
    assert steady(before[1]) != steady(after[1])
    assert FOREIGN in site.get(person, "/leak/?titles=1")[1]
    names = [name for name, _pattern in every(get_resolver("tests.office.walkleak").url_patterns)]
    assert "leak" in names and "leak" not in ROUTES
