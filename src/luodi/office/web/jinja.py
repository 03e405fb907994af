"""The template engine of all our pages: Jinja2 with the office's own filters, and safe text by default."""

from __future__ import annotations

import functools
import logging
import os
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.jinja2 import Jinja2, Template
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from markupsafe import Markup

from luodi.office.journal import clock
from luodi.office.web import filters, navigation
from luodi.office.web.assets import static
from luodi.office.web.cells import CELLS
from luodi.office.web.scriptwords import script_words


class Page(Template):
    """A template whose finished page is looked through once more for hidden characters.

    Printed values were already made visible; this catches what came in as markup, from a form widget
    or a library.
    """

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        return SafeString(filters.visible(str(super().render(context, request))))


class Templates(Jinja2):
    """Jinja2 over `templates/` of our own apps; other packages' templates are Django's to render."""

    app_dirname = "templates"

    @cached_property
    def template_dirs(self) -> tuple[Any, ...]:
        ours = Path(__file__).resolve().parents[1]
        return tuple(d for d in super().template_dirs if Path(d).resolve().is_relative_to(ours)) + tuple(
            Path(d) for d in self.dirs
        )

    def from_string(self, template_code: str) -> Page:
        return Page(self.env.from_string(template_code), self)

    def get_template(self, template_name: str) -> Page:
        found = super().get_template(template_name)  # with its errors put into Django's words
        return Page(found.template, self)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """`reverse` as templates like to write it."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def url_or_none(name: str, *args: Any, **kwargs: Any) -> str | None:
    """The page's address, or None where this site has no such page."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return None


def once() -> str:
    """A fresh token for the hidden field `once`: the same form sent twice is done once."""
    return str(uuid.uuid4())


@functools.lru_cache(maxsize=4096)
def _plain(language: str | None, text: str) -> Markup:
    return Markup(translation.gettext(text)) % {}


def said(text: str, /, **variables: Any) -> Markup:
    """The template's `_`: as Jinja's own, but a sentence without variables is looked up once in each language."""
    if variables:
        return Markup(translation.gettext(text)) % variables
    return _plain(translation.get_language(), text)


@jinja2.pass_context
def query(context: jinja2.runtime.Context, **changes: Any) -> str:
    """The page's own query string with some parameters changed; None takes one away."""
    request = context.get("request")
    pairs = [] if request is None else [(k, v) for k, vs in request.GET.lists() for v in vs]
    pairs = [(k, v) for k, v in pairs if k not in changes]
    for key, value in changes.items():
        if isinstance(value, list | tuple):
            pairs += [(key, v) for v in value]
        elif value is not None:
            pairs.append((key, value))
    return "?" + urlencode(pairs)


@jinja2.pass_context
def theme(context: jinja2.runtime.Context) -> str:
    """light, dark, or auto: chosen by the person, kept in a cookie so that the first paint is right."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request is not None else ""
    return chosen if chosen in ("light", "dark") else "auto"


@jinja2.pass_context
def shell(context: jinja2.runtime.Context) -> navigation.Shell:
    """What the frame around the page shows: the person, the navigation, the office's name."""
    return navigation.shell(context.get("request"))


@jinja2.pass_context
def frame_person(context: jinja2.runtime.Context) -> str:
    """Whose page this is, for drafts the browser keeps: nobody is offered another's."""
    user = getattr(context.get("request"), "user", None)
    return str(getattr(user, "pk", None) or "")


@jinja2.pass_context
def flashes(context: jinja2.runtime.Context) -> list[Any]:
    """Messages left by the last act; reading them takes them away."""
    request = context.get("request")
    return [] if request is None or not hasattr(request, "_messages") else list(get_messages(request))


def environment(**options: Any) -> jinja2.Environment:
    """Django calls this with its own options."""
    strict = settings.DEBUG or "PYTEST_VERSION" in os.environ
    # In service a missing name must not take the whole page away, but must not pass in silence either.
    options["undefined"] = (
        jinja2.StrictUndefined if strict else jinja2.make_logging_undefined(logging.getLogger(__name__))
    )
    env = jinja2.Environment(
        **options,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=filters.finalize,
        cache_size=-1,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True,
        pgettext=translation.pgettext, npgettext=translation.npgettext,
    )  # fmt: skip
    env.globals.update(_=said, gettext=said)
    env.filters.update(filters.FILTERS)
    env.globals.update(
        static=static, url=url, url_or_none=url_or_none, once=once, query=query, theme=theme,
        shell=shell, frame_person=frame_person, script_words=script_words, flashes=flashes, today=clock.today, now=clock.now,
        language=translation.get_language, cells=CELLS,
    )  # fmt: skip
    return env
