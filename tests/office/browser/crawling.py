"""What pages a person can reach by following links: the pages of each role, as the office itself offers them."""

from __future__ import annotations

import html.parser
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve

VARIANTS = ("by", "view", "format", "tab", "below", "edit")
"""Parameters that show the same address as another page."""


@dataclass(frozen=True)
class Seen:
    """A page, the kind of page it is, and what it is made of: elements and their classes."""

    path: str
    name: str
    parts: frozenset[str]


class _Parts(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.parts: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        self.parts.add(f"{tag} {given.get('type')} {given.get('role')} {given.get('class')}")


def crawl(site: str, cookies: list[dict[str, Any]], start: str = "/") -> Iterator[Seen]:
    """Pages from the first page on, one of each kind; only addresses that show something are asked."""
    jar = http.cookiejar.CookieJar()
    asker = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    header = "; ".join(f"{c['name']}={c['value']}" for c in cookies)
    waiting, known = deque([start]), set()
    while waiting:
        path = waiting.popleft()
        kind = _kind(path)
        if kind is None or kind in known:
            continue
        known.add(kind)
        try:
            asked = urllib.request.Request(site + path, headers={"Cookie": header})
            with asker.open(asked, timeout=30) as answer:
                if "text/html" not in answer.headers.get("Content-Type", ""):
                    continue
                found = _Parts()
                found.feed(answer.read().decode())
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path} is offered and answers {error.code}") from error
        yield Seen(path, kind, frozenset(found.parts))
        for link in found.links:
            to = urllib.parse.urlsplit(urllib.parse.urljoin(path, link))
            if not to.netloc:
                waiting.append(to.path + (f"?{to.query}" if to.query else ""))


def _kind(path: str) -> str | None:
    """The name of the page behind an address, with what shows it in another way; None: no page."""
    where = urllib.parse.urlsplit(path)
    if where.path.startswith(("/static/", "/api/")) or not where.path.startswith("/"):
        return None
    try:
        name = resolve(where.path).view_name
    except Resolver404:
        return None
    if re.search("signout|export|original|download|evidence$|template|marked", name):
        return None
    query = urllib.parse.parse_qs(where.query)
    shown = "&".join(f"{k}={query[k][0]}" for k in VARIANTS if k in query)
    return f"{name}?{shown}" if shown else name
