from __future__ import annotations

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from tests.office.web import shellsite as site

from luodi.office.web import navigation


@pytest.fixture
def shell_site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The site of `shellsite.py`, with the gallery open."""
    settings.ROOT_URLCONF = "tests.office.web.shellsite"
    settings.MIDDLEWARE = site.MIDDLEWARE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.SHOW_GALLERY = True
    settings.OFFICE_NAME = "某省科创办"
    entry = navigation.Entry("web:gallery", "组件", "home", order=1, phone=True)
    monkeypatch.setattr(navigation, "_ENTRIES", {entry.name: entry})
    site.DRAFTS.clear()
    site.POSTED.clear()
    return Client(raise_request_exception=False)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def address(shell_site: Client) -> Iterator[str]:
    """The same site behind a real socket, for a browser."""
    server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)
