"""Widgets written by functions are what Django's templates write: every kind, whatever is in names, values and labels."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import Jinja2
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from luodi.office.web.formrenderer import WRITTEN, Renderer

HOSTILE = "\"><script>alert('甲')</script>&amp; <b>"
CHOICES = [
    ("", "不限"),
    (HOSTILE, HOSTILE),
    (7, mark_safe("<i>已是标记</i>")),
    ("组", [("a", "甲"), ("b", gettext_lazy("乙"))]),
    (HOSTILE, [("c", "丙")]),
]
WIDGETS: dict[str, tuple[forms.Widget, list[Any]]] = {
    "select": (forms.Select(attrs={"data-x": HOSTILE, "autofocus": True, "off": False}, choices=CHOICES), ["", "7", HOSTILE, None]),
    "select of several": (forms.SelectMultiple(choices=CHOICES), [["a", HOSTILE], []]),
    "boxes": (forms.CheckboxSelectMultiple(attrs={"class": "dense"}, choices=CHOICES), [["a", "7"], []]),
    "one of": (forms.RadioSelect(choices=CHOICES), ["a", None]),
    "text": (forms.TextInput(attrs={"maxlength": 20}), [HOSTILE, None, "", 0, mark_safe("<b>")]),
    "number": (forms.NumberInput(attrs={"step": "any"}), [1.5, None]),
    "day": (forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), ["2026-03-05", None]),
    "box": (forms.CheckboxInput(), [True, False, "1"]),
    "hidden": (forms.HiddenInput(), [HOSTILE, None]),
    "password": (forms.PasswordInput(), ["x"]),
    "long text": (forms.Textarea(attrs={"rows": 3}), [HOSTILE, "甲\n乙", "", None]),
}  # fmt: skip


def same(markup: str) -> str:
    """Without what a browser does not see: space between tags, and which way a sign is escaped."""
    return html.unescape(re.sub(r">\s+<", "><", markup).replace("&amp;", "&amp;amp;")).strip()


@pytest.mark.parametrize("kind", WIDGETS)
def test_written_as_django_writes_it(kind: str) -> None:
    widget, values = WIDGETS[kind]
    for value in values:
        for attrs in ({"id": "id_x"}, {}, {"id": HOSTILE, "required": True, "aria-invalid": "true"}):
            ours, theirs = (widget.render("nä<me>", value, attrs, renderer=r()) for r in (Renderer, Jinja2))
            assert same(ours) == same(theirs)
            assert "<script" not in ours


def test_each_is_used_and_others_are_django_s() -> None:
    drawn: set[str] = set()

    class Watched(Renderer):
        def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> Any:
            drawn.add(template_name.rsplit("/", 1)[1].removesuffix(".html"))
            return super().render(template_name, context, request)

    for widget, values in WIDGETS.values():
        widget.render("x", values[0], {}, renderer=Watched())
    assert set(WRITTEN) - drawn <= {"input", "email", "url"}
    assert 'type="file"' in forms.ClearableFileInput().render("x", None, {}, renderer=Watched())
