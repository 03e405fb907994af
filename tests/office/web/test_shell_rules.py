"""Rules every template, style and script of the office keeps, read from the files themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

OFFICE = Path(__file__).resolve().parents[3] / "src" / "luodi" / "office"
STATIC = OFFICE / "web" / "static" / "luodi"
TEMPLATES = sorted(OFFICE.glob("*/templates/**/*.html"))
STYLES = sorted(p for p in OFFICE.glob("*/static/**/*.css") if "vendor" not in p.parts)
SCRIPTS = sorted(p for p in OFFICE.glob("*/static/**/*.js") if "vendor" not in p.parts)
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text("utf-8")))

# what the policy forbids, and why it would break or bite
INLINE = {
    "an inline style": r"<[^>{]*\sstyle\s*=",
    "a style element": r"<style[\s>]",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=",
    "htmx's inline handler": r"\bhx-on\b|\bhx-vals\s*=\s*['\"]js:|\bhx-headers\s*=\s*['\"]js:",
    "a script in the page": r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>",
    "an address elsewhere": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
    "a javascript: address": r"javascript:(?!alert)",
    "escaping switched off": r"{%-?\s*autoescape\s+false",
}
# first shipped after Chromium 90
NEW_CSS = (
    r":has\(", r"@container", r"@layer", r"color-mix\(", r"\d[dsl]v[hw]\b", r"text-wrap",
    r"subgrid", r"^\s*&", r"\binset-area", r"scrollbar-gutter", r"oklch\(", r"@scope", r"view-transition",
    r"overflow-clip-margin", r"@media[^{]*\(\s*(?:width|height)\s*[<>]", r"hwb\(", r"field-sizing",
)  # fmt: skip
NEW_JS = (
    r"\?\.[A-Za-z_\[(]", r"\?\?", r"\.at\(", r"\.replaceAll\(", r"structuredClone", r"Object\.hasOwn", r"\|\|=",
    r"&&=", r"\bimport\s*\(", r"^\s*import\s", r"\.toSorted", r"\.findLast", r"#\w+\s*=", r"popover", r"\beval\(",
    r"new Function", r"innerHTML", r"outerHTML", r"insertAdjacentHTML", r"document\.write",
    r"setAttribute\(\s*[\"']style", r"\?\.\(", r"Array\.fromAsync", r"Promise\.any",
)  # fmt: skip


def _name(path: Path) -> str:
    return str(path.relative_to(OFFICE))


def test_there_is_something_to_read() -> None:
    assert len(TEMPLATES) > 5 and len(STYLES) >= 4 and len(SCRIPTS) >= 5


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_templates_keep_the_policy(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text("utf-8"), flags=re.S)
    for what, pattern in INLINE.items():
        found = re.search(pattern, text, re.I)
        assert not found, f"{_name(path)}: {what}: {found[0][:120]}"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_templates_can_be_read_and_components_exist(path: Path) -> None:
    """A page that is rarely opened must not be the one with the misspelt component."""
    env = engines["jinja"].env  # type: ignore[attr-defined]
    text = path.read_text("utf-8")
    env.parse(text)
    known = set(vars(env.get_template("web/ui.html").make_module({})))
    used = set(re.findall(r"\bui\.(\w+)\s*\(", re.sub(r"{#.*?#}", "", text, flags=re.S)))
    assert used <= known, f"{_name(path)}: no such component: {used - known}"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_icons_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    named = set(re.findall(r"\bicon=\"([a-z-]+)\"", text)) | set(re.findall(r"ui\.icon\(\"([a-z-]+)\"", text))
    assert named <= ICONS, f"{_name(path)}: no such icon: {named - ICONS}"


def test_navigation_icons_exist() -> None:
    for path in OFFICE.glob("*/*.py"):
        for icon in re.findall(r"\bEntry\(\s*\"[^\"]+\",\s*[^,]+,\s*\"([\w-]+)\"", path.read_text("utf-8")):
            assert icon in ICONS, f"{_name(path)}: no such icon: {icon}"


@pytest.mark.parametrize("path", STYLES, ids=_name)
def test_styles_are_known_to_old_browsers(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    for pattern in NEW_CSS:
        found = re.search(pattern, text, re.M)
        assert not found, f"{_name(path)}: too new: {found[0]}"
    assert "url(" not in text and "@import" not in text, "nothing is fetched from a style"


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_scripts_are_known_to_old_browsers(path: Path) -> None:
    text = re.sub(r"^\s*//.*$|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.M)
    for pattern in NEW_JS:
        found = re.search(pattern, text, re.M)
        assert not found, f"{_name(path)}: too new or unsafe: {found[0]}"


def test_the_rules_can_see() -> None:
    """Each pattern finds what it is for; otherwise the tests above could not fail."""
    bad = {
        "an inline style": '<p class="a" style="x">',
        "a style element": "<style>",
        "an inline handler": '<a onclick="x">',
        "htmx's inline handler": '<a hx-on:click="x">',
        "a script in the page": "<script>x</script>",
        "an address elsewhere": '<img src="//cdn.example/x">',
        "a javascript: address": 'href="javascript:x"',
        "escaping switched off": "{% autoescape false %}",
    }
    assert set(bad) == set(INLINE)
    for what, text in bad.items():
        assert re.search(INLINE[what], text, re.I), what
    good = '<script src="a.js" defer></script><script type="application/json" id="x">'
    assert not re.search(INLINE["a script in the page"], good)
    for css in ("a:has(b){}", "@media (width > 3px)", "a{height:100dvh}", "\n  & > a {}"):
        assert any(re.search(p, css, re.M) for p in NEW_CSS), css
    for js in ("a?.b", "a ?? b", "x.innerHTML = y", "a.at(-1)"):
        assert any(re.search(p, js, re.M) for p in NEW_JS), js


def test_the_own_styles_are_small() -> None:
    assert sum(p.stat().st_size for p in STATIC.glob("*.css")) < 40_000


def _colours(text: str, selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r"\s*\{(.*?)\}", text, re.S)
    assert block
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block[1]))


def _contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("selector", [":root", ':root[data-theme="dark"]'])
def test_colours_can_be_read(selector: str) -> None:
    """WCAG AA: 4.5 for text, 3 for shapes and the borders of what one types in."""
    c = _colours((STATIC / "tokens.css").read_text("utf-8"), selector)
    text = [
        (i, g)
        for i in ("ink", "ink-2", "ink-3", "accent", "official")
        for g in ("ground", "surface", "raised")
    ]
    text += [
        ("accent-ink", "accent"),
        ("accent-ink", "accent-hover"),
        ("on-soft", "accent-soft"),
        ("mark-ink", "mark"),
    ]
    text += [("ink-2", "sunken"), ("ink-3", "sunken")]
    lights = ("red", "yellow", "pale", "green", "blue", "grey")
    text += [(f"{n}-ink", f"{n}-soft") for n in lights] + [("red-ink", "surface"), ("ink", "red-soft")]
    for one, two in text:
        assert _contrast(c[one], c[two]) >= 4.5, (one, two, _contrast(c[one], c[two]))
    for one, two in [(n, f"{n}-soft") for n in lights] + [(n, "surface") for n in (*lights, "line-strong")]:
        assert _contrast(c[one], c[two]) >= 3, (one, two, _contrast(c[one], c[two]))


def test_both_dark_themes_are_the_same() -> None:
    text = (STATIC / "tokens.css").read_text("utf-8")
    assert _colours(text, ':root:not([data-theme="light"])') == _colours(text, ':root[data-theme="dark"]')
