"""Browsers as far as the server can tell: a kept connection, cookies, forms sent back with what was in them."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode


class _Fields(HTMLParser):
    """The hidden fields of a page, the last of each name (the frame's forms come before the page's own)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.found[str(given["name"])] = given.get("value") or ""


@dataclass
class Answer:
    status: int
    body: bytes
    to: str = ""  # where a redirect leads

    @property
    def hidden(self) -> dict[str, str]:
        parser = _Fields()
        parser.feed(self.body.decode())
        return parser.found


@dataclass
class Browser:
    """One person at one machine."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, values: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(values).encode())

    def sign_in(self, login: str, password: str) -> None:
        page = self.get("/units/signin/")
        answer = self.post("/units/signin/", {**page.hidden, "login": login, "password": password})
        if answer.status not in {302, 303}:
            raise RuntimeError(f"{login} could not sign in: {answer.status}")

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for again in (False, True):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
            try:
                self.connection.request(method, path, body, headers)
                response = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # The server may close a connection that was idle; nothing was answered, so a page is
                # asked for again. A form is not: that is for the person to decide.
                self.connection.close()
                self.connection = None
                if again or method == "POST":
                    raise
        data = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(response.status, data, response.getheader("Location") or "")

    def hang_up(self) -> None:
        """Close the connection: before a pause longer than the server keeps one open."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


@dataclass
class Took:
    """One request and how long it took."""

    what: str
    seconds: float
    status: int


def closed_loop(work: Sequence[Sequence[Callable[[], Took]]], most: float) -> list[Took]:
    """Each client does its list of requests, one after the other, at the same time as the others; at most so
    many seconds."""
    found: list[Took] = []
    lock = threading.Lock()
    end = time.perf_counter() + most

    def client(jobs: Sequence[Callable[[], Took]]) -> None:
        for job in jobs:
            if time.perf_counter() > end:
                return
            one = job()
            with lock:
                found.append(one)

    threads = [threading.Thread(target=client, args=(jobs,)) for jobs in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
