"""Every component renders, and whatever text it is given stays text."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace as Thing
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from luodi.office.web.gallery import HOSTILE

# `t` is the hostile text; it goes wherever a person's text may go.
USES = {
    "icon": "{{ ui.icon('edit', t) }}",
    "key": "{{ ui.key(t) }}",
    "button": "{{ ui.button(t, href=t) }}{{ ui.button(t, name=t, value=t, confirm=t, attrs={'title': t}) }}",
    "post": "{{ ui.post(t, t, {t: t}, confirm=t) }}",
    "page_head": "{{ ui.page_head(t, t, [(t, t)]) }}{% call ui.page_head(t) %}{{ t }}{% endcall %}",
    "section": "{% call ui.section(t, id='a', sub=t, actions=t) %}{{ t }}{% endcall %}",
    "tabs": "{{ ui.tabs([{'label': t, 'href': t, 'key': t, 'count': 3}], t) }}",
    "menu": "{% call ui.menu(t, [{'label': t, 'href': t, 'icon': 'edit', 'kind': 'danger'}]) %}{{ t }}{% endcall %}",
    "dialog": "{% call ui.dialog('d', t) %}{{ t }}{% endcall %}",
    "opener": "{{ ui.opener('d', t) }}",
    "notice": "{{ ui.notice('bad', t) }}{% call ui.notice('good') %}{{ t }}{% endcall %}",
    "empty": "{{ ui.empty(t, t, (t, t)) }}",
    "divider": "{{ ui.divider(t) }}",
    "hidden": "{{ ui.hidden(t, t) }}",
    "form": "{% call ui.form(t, autosave='/x/', files=true, attrs={'title': t}) %}{{ t }}{% endcall %}",
    "field": "{{ ui.field(form['name'], label=t) }}{{ ui.field(form['pick']) }}{{ ui.field(form['many']) }}",
    "fields": "{{ ui.fields(form) }}",
    "error_summary": "{{ ui.error_summary(form) }}",
    "actions": "{% call ui.actions() %}{{ t }}{% endcall %}",
    "file_drop": "{{ ui.file_drop(t, folder=true, accept=t, label=t, hint=t) }}",
    "filters": "{{ ui.filters(form, t, [(t, t), (t, t)], t) }}",
    "table": "{{ ui.table([t, {'label': t, 'sort': t, 'sorted': 'asc', 'kind': 'num'}], [[t, t]], caption=t) }}"
    "{% call(row) ui.table([t], things, caption=t, select='pick') %}{{ ui.td(t, row.name) }}{% endcall %}"
    "{{ ui.table([t], [], empty_text=t) }}",
    "td": "<table><tr>{{ ui.td(t, t, href=t) }}{% call ui.td(t) %}{{ t }}{% endcall %}</tr></table>",
    "pagination": "{{ ui.pagination(page) }}",
    "kv": "{{ ui.kv([(t, t)]) }}",
    "chip": "{{ ui.chip(t, t, t) }}",
    "timeline": "{{ ui.timeline(events) }}",
    "history": "{{ ui.history(entries) }}{{ ui.history([]) }}",
    "quote": "{{ ui.quote(t, t, t) }}{{ ui.quote('甲' ~ t ~ '乙', mark=t) }}",
    "person": "{{ ui.person(person, phone='full') }}{{ ui.person(person, phone=true) }}{{ ui.person(none) }}",
    "avatarless": "{{ ui.avatarless(person) }}{{ ui.avatarless(none) }}",
    "prose": "{{ ui.prose(t) }}{{ ui.prose(none) }}",
    "light": "{{ ui.light('red', t) }}{{ ui.light(t, t) }}",
    "lights": "{{ ui.lights([('red', t, 3, t), ('green', t, 0, '')], t) }}{{ ui.lights([]) }}",
    "progress": "{{ ui.progress(45, 50) }}{{ ui.progress(none) }}{{ ui.progress(300, -5, 'red') }}",
    "stats": "{% call ui.stats() %}{{ t }}{% endcall %}",
    "stat": "{{ ui.stat(t, t, t, t, t, 'red') }}{{ ui.stat(t, 12345) }}",
    "steps": "{{ ui.steps([t, t, t], 1) }}",
    "due": "{{ ui.due(day) }}{{ ui.due(none) }}{{ ui.due(day, closed=true) }}",
    "chart": "{{ ui.chart('a', 'line', {'x': [t], 'series': [{'name': t, 'values': [1]}]}, title=t) }}"
    "{{ ui.chart('b', 'matrix', {'x': [t], 'y': [t], 'cells': [[0, 0, 1, t, 'red']]}) }}"
    "{{ ui.chart('c', 'bars', {'x': [t], 'series': []}, table={'head': [t], 'rows': [[t]]}) }}",
}
# What our own markup is made of. Anything else came out of somebody's text.
FORBIDDEN = ("img", "style", "iframe", "object", "embed", "link", "base", "meta")


def render(source: str, text: str) -> str:
    request = RequestFactory().get("/list/", {"q": text, "page": "2"})
    form = _form(text)({"name": "", "pick": text, "many": [text], "note": text})
    moment = dt.datetime(2026, 11, 22, 14, 5)
    return (
        engines["jinja"]
        .from_string('{% import "web/ui.html" as ui with context %}' + source)
        .render(
            {
                "t": text,
                "form": form,
                "day": dt.date(2026, 1, 1),
                "things": [Thing(pk=text, name=text)],
                "page": Thing(number=2, has_next=lambda: True, has_previous=True, total=None),
                "events": [Thing(at=moment, title=text, text=text, href=text, colour="red")],
                "entries": [Thing(at=moment, sentence=text, why=text, number=1)],
                "person": Thing(name=text, post=text, unit=text, phone=text),
            },
            request,
        )
    )


def _form(text: str) -> type[forms.Form]:
    choices = [(text, text), ("1", "甲")]

    class Hostile(forms.Form):
        name = forms.CharField(label=text, help_text="写全称")
        pick = forms.ChoiceField(label=text, choices=choices, widget=forms.RadioSelect)
        many = forms.MultipleChoiceField(label=text, choices=choices, required=False)
        note = forms.CharField(label=text, widget=forms.Textarea, required=False)

        def clean(self) -> dict[str, Any]:
            raise forms.ValidationError("整张表有错：%(t)s", params={"t": text})

    return Hostile


def test_every_component_is_tried() -> None:
    module = engines["jinja"].env.get_template("web/ui.html").make_module({})  # type: ignore[attr-defined]
    public = {name for name in vars(module) if not name.startswith("_")}
    assert public == set(USES)


@pytest.mark.parametrize("name", USES)
@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(name: str, text: str) -> None:
    html = render(USES[name], text)
    tree = HTMLParser(html)
    for selector in FORBIDDEN:
        assert tree.css_first(selector) is None, f"{selector} in {html[:2000]}"
    for script in tree.css("script"):
        assert script.attributes.get("type") == "application/json"
    for node in tree.css("*"):
        for key, value in node.attributes.items():
            assert not key.startswith("on") and key != "style", f"{key} in {node.html}"
            if key in ("href", "action", "src"):
                assert not re.match(r"\W*(javascript|data|vbscript)\W*:", value or "", re.I), node.html
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", html)
    assert "{{" not in text or "49" not in (tree.body.text() if tree.body else "")


@pytest.mark.parametrize("name", USES)
def test_a_megabyte_is_only_long(name: str) -> None:
    """A text of a million characters is repeated as often as the component shows it, no more."""
    html = render(USES[name], "长" * 1_000_000)
    assert len(html) < 25_000_000


def test_what_is_typed_can_be_read_back() -> None:
    """Hostile text is shown whole: nothing is lost by making it harmless."""
    for text in HOSTILE:
        tree = HTMLParser(render("{{ ui.prose(t) }}", text))
        shown = tree.css_first(".prose").text()
        assert shown == text.replace("\u202e", "‹U+202E›").replace("\u200b", "‹U+200B›")


def test_hidden_characters_leave_input_fields() -> None:
    """An input must not hold the spelled-out name of a character, or saving would store it."""

    class Plain(forms.Form):
        name = forms.CharField(initial="甲\u202e乙\u200b")

    html = str(
        engines["jinja"]
        .from_string('{% import "web/ui.html" as ui with context %}{{ ui.fields(form) }}')
        .render({"form": Plain()}, RequestFactory().get("/"))
    )
    field = HTMLParser(html).css_first("input[name=name]")
    assert field.attributes["value"] == "甲乙"


def test_hidden_characters_in_markup_are_seen_too() -> None:
    """What a library hands over as markup is looked through as well."""
    html = engines["jinja"].from_string("{{ m|safe }}").render({"m": "<b>甲\u202e</b>"})
    assert html == "<b>甲‹U+202E›</b>"


def test_half_a_character_does_not_break_the_answer() -> None:
    html = engines["jinja"].from_string("{{ t }}").render({"t": "甲\ud800乙"})
    assert html.encode() == "甲‹U+D800›乙".encode()


def test_a_field_names_its_help_and_its_error() -> None:
    tree = HTMLParser(render("{{ ui.field(form['name']) }}", "名称"))
    field = tree.css_first("input")
    described = (field.attributes["aria-describedby"] or "").split()
    assert described and all(tree.css_first(f"#{d}") is not None for d in described)
    assert field.attributes["aria-invalid"] == "true"
    assert "必填" in tree.css_first("label").text()
    assert tree.css_first("label").attributes["for"] == field.attributes["id"]


def test_the_error_summary_leads_to_each_field() -> None:
    tree = HTMLParser(render("{{ ui.error_summary(form) }}{{ ui.fields(form) }}", "名称"))
    links = [a.attributes["href"] or "" for a in tree.css("[data-error-summary] a")]
    assert links and all(tree.css_first(link) is not None for link in links)
    assert "整张表有错：名称" in tree.css_first("[data-error-summary]").text()


def test_a_form_carries_its_token_and_its_once() -> None:
    one, two = (HTMLParser(render("{% call ui.form('/x/') %}{% endcall %}", "")) for _ in "12")
    assert one.css_first("input[name=csrfmiddlewaretoken]") is not None
    once = [t.css_first("input[name=once]").attributes["value"] for t in (one, two)]
    assert once[0] != once[1] and len(once[0] or "") == 36
    get = HTMLParser(render("{% call ui.form('/x/', method='get') %}{% endcall %}", ""))
    assert get.css_first("input") is None


def test_a_light_always_has_its_word_and_shape() -> None:
    shapes = set()
    for colour in ("red", "yellow", "pale", "green", "blue", "grey"):
        tree = HTMLParser(render("{{ ui.light(t, '词') }}", colour))
        assert tree.css_first(".light").text() == "词"
        shapes.add(tree.css_first("use").attributes["href"])
    assert len(shapes) == 6


def test_pages_keep_the_filter() -> None:
    tree = HTMLParser(render("{{ ui.pagination(page) }}", "甲&乙"))
    hrefs = [a.attributes["href"] for a in tree.css("a")]
    assert hrefs == ["?q=%E7%94%B2%26%E4%B9%99&page=1", "?q=%E7%94%B2%26%E4%B9%99&page=3"]


def test_a_chart_says_the_same_in_a_table() -> None:
    source = "{{ ui.chart('a', 'line', {'x': ['1月'], 'series': [{'name': '实际', 'values': [12345]}]}) }}"
    cells = HTMLParser(render(source, "")).css("td")
    assert [c.text() for c in cells] == ["12,345"]


def test_a_missing_name_is_an_error_here() -> None:
    with pytest.raises(Exception, match="undefined"):
        engines["jinja"].from_string("{{ nothing.there }}").render({})
