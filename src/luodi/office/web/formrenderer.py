"""The widgets of forms as plain functions: a template for each of two hundred options takes longer than the page.

The markup is Django's own, byte for byte but for white space; widgets not named here are rendered by Django.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import Jinja2
from django.http import HttpRequest
from django.utils.safestring import SafeString
from markupsafe import escape


class Renderer(Jinja2):
    """`FORM_RENDERER` of the office."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        write = WRITTEN.get(template_name.removeprefix("django/forms/widgets/").removesuffix(".html"))
        if write is None:
            return SafeString(super().render(template_name, context, request))
        return SafeString(write(context["widget"]))


def _attrs(attrs: Mapping[str, Any]) -> str:
    """` name="value"` of each; True is the bare name, False nothing."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _select(widget: Mapping[str, Any]) -> str:
    made = [f'<select name="{escape(widget["name"])}"{_attrs(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            made.append(f'<optgroup label="{escape(group)}">')
        made += [
            f'<option value="{escape(one["value"])}"{_attrs(one["attrs"])}>{escape(one["label"])}</option>'
            for one in options
        ]
        if group:
            made.append("</optgroup>")
    return "\n".join((*made, "</select>"))


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    kind, name = escape(widget["type"]), escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attrs(widget["attrs"])}>'


def _boxes(widget: Mapping[str, Any]) -> str:
    attrs = widget["attrs"]
    id, kind = (f' {key}="{escape(attrs[key])}"' if attrs.get(key) else "" for key in ("id", "class"))
    made = [f"<div{id}{kind}>"]
    for group, options, _index in widget["optgroups"]:
        made += [f"<div><label>{escape(group)}</label>"] if group else []
        made += [f"<div>{_box(one)}</div>" for one in options]
        made += ["</div>"] if group else []
    return "\n".join((*made, "</div>"))


def _box(one: Mapping[str, Any]) -> str:
    if not one.get("wrap_label"):
        return _input(one)
    of = f' for="{escape(one["attrs"]["id"])}"' if one["attrs"].get("id") else ""
    return f"<label{of}>{_input(one)} {escape(one['label'])}</label>"


def _textarea(widget: Mapping[str, Any]) -> str:
    value = escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escape(widget["name"])}"{_attrs(widget["attrs"])}>\n{value}</textarea>'


WRITTEN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "select": _select,
    "checkbox_select": _boxes,
    "radio": _boxes,
    "textarea": _textarea,
    **dict.fromkeys(
        ("input", "text", "number", "email", "url", "password", "hidden", "date", "checkbox"), _input
    ),
}
