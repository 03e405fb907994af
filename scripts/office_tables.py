"""The tables in the guides that say what the office's code says: light rules, keys, rights, roles, states.

A page holds a table between `<!-- NAME: made by make docs -->` and `<!-- /NAME -->`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

OFFICE = Path(__file__).resolve().parent.parent / "src" / "luodi" / "office"
MARK = re.compile(r"(<!-- (?P<name>[a-z]+): made by make docs -->\n).*?(<!-- /(?P=name) -->)", re.S)


def fill(page: str) -> str:
    """The page with every table it names made anew."""
    _start()
    return MARK.sub(lambda m: m[1] + TABLES[m["name"]]() + m[3] if m["name"] in TABLES else m[0], page)


def _start() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.office.settings")
    django.setup()


def _table(heads: str, rows: Iterator[tuple[str, ...]]) -> str:
    width = heads.count("|") + 1
    lines = [f"| {heads} |", "|" + "---|" * width]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def presets() -> str:
    """Every set of light rules a plan can start from, with what each colour then means."""
    from luodi.office.ledger.lightrules import PRESETS

    def told(name: str) -> Iterator[str]:
        for _colour, word, meaning in PRESETS[name].rules.key():
            yield f"{word}：{meaning}"

    rows = ((p.name, p.source, "<br>".join(told(p.name))) for p in PRESETS.values())
    return _table("规则 | 来历 | 各灯", rows)


_BOUND = re.compile(
    r"(?:ui\.)?\b(?:button|post|opener)\((?P<args>(?:[^{}]|\{[^{}%]*\})*?)\bkey=\"(?P<key>[^\"]+)\""
)
_COMMENT = re.compile(r"\{#.*?#\}", re.S)
_LISTED = re.compile(r"\(\"(?P<key>[a-z])\", _\(\"(?P<label>[^\"]+)\"\)\)")
_WORDS = re.compile(r"_\(\"([^\"]+)\"\)")
_INPUT = re.compile(r"placeholder=\"\{\{ _\('([^']+)'\) \}\}\" data-key=\"([^\"]+)\"")
_PAGES = {
    "journal/list.html": "日志", "journal/entry.html": "日志的一条", "ledger/report_form.html": "填月报",
    "ledger/month.html": "月报汇总", "documents/list.html": "文件", "documents/review.html": "审读台",
    "documents/upload.html": "上传文件", "documents/detail.html": "一份文件", "web/ui.html": "分页的清单",
    "web/base.html": "所有页面",
}  # fmt: skip
_BARE = {"ledger/month.html": {"[": "上个月", "]": "下个月"}}  # the button's words are a month


def keys() -> str:
    """Every key a page answers to, from its template."""
    return _table("在哪里 | 键 | 做什么", ((page, f"`{key}`", label) for page, key, label in shortcuts()))


def shortcuts() -> Iterator[tuple[str, str, str]]:
    """(page, key, what it does), from the templates; a page without a Chinese name is an error."""
    found = []
    for path in sorted(OFFICE.rglob("templates/**/*.html")):
        name = "/".join(path.parts[-2:])
        if path.stem.startswith("gallery"):  # a page for those who build pages
            continue
        words = _COMMENT.sub("", path.read_text("utf-8"))
        bound = [(m["key"], (_WORDS.findall(m["args"]) or [""])[0]) for m in _BOUND.finditer(words)]
        bound += [(m["key"], m["label"]) for m in _LISTED.finditer(words)]
        bound += [(key, label) for label, key in _INPUT.findall(words)]
        found += [(_PAGES[name], key, label or _BARE[name][key]) for key, label in bound]
    found += [("所有页面", "?", "看本页全部快捷键"), ("所有页面", "Esc", "关闭窗口、收起菜单")]
    yield from sorted(dict.fromkeys(found), key=lambda row: (row[0] != "所有页面", row[0] != "审读台"))


def rights() -> str:
    """What a token can be given."""
    from luodi.office.units.tokens import RIGHTS

    return _table("权限 | 标识", ((label, f"`{name}`") for name, label in RIGHTS.items()))


def roles() -> str:
    """Every role by its identifier."""
    from luodi.office.units.scope import NAMES

    return _table("角色 | 标识", ((str(label), f"`{name}`") for name, label in NAMES.items()))


def states() -> str:
    """Every named choice of the office's models: states, levels, kinds."""
    return _table("类 | 值 | 标识", ((where, label, f"`{value}`") for where, value, label in choices()))


def choices() -> Iterator[tuple[str, str, str]]:
    """(model.field, value, word) of every choice a row can hold."""
    from django.apps import apps

    for model in apps.get_models():
        if not model.__module__.startswith("luodi."):
            continue
        for field in model._meta.concrete_fields:
            for value, label in field.flatchoices:
                if field.name != "kind" or model.__name__ != "Role":  # roles have their own table
                    yield f"{model.__name__}.{field.name}", str(value), str(label)


def acts() -> str:
    """Every kind of entry the journal can hold."""
    from luodi.office.journal import sentences

    known = sorted(sentences.SENTENCES.values(), key=lambda s: s.act)
    return _table("记录 | 标识 | 写法", ((s.label, f"`{s.act}`", s.template) for s in known))


TABLES: dict[str, Callable[[], str]] = {
    "presets": presets, "keys": keys, "rights": rights, "roles": roles, "states": states, "acts": acts,
}  # fmt: skip
