"""A YAML file whose every value remembers its line, so that a fault can be shown where it stands.

Standards and races are such files: an official edits them, and a misspelt rule must be told, not skipped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: line, what, what to do."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"第{self.line}行：{self.what}"


class FileError(ValueError):
    """All faults of a file at once."""

    def __init__(self, path: str, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda f: f.line)
        self.path = path
        super().__init__("\n".join([f"{path} 不能使用：", *(str(f) for f in self.faults)]))


class Part:
    """One node of the file. Reading a key takes it off the list of what nobody asked for; what is left over
    at the end is an unknown key, which is a fault: a misspelt rule must not be a rule that does not apply."""

    def __init__(self, node: yaml.Node, faults: list[Fault]) -> None:
        self.node = node
        self.faults = faults
        self.line = node.start_mark.line + 1
        self.keys: dict[str, yaml.Node] = {}
        self.lines: dict[str, int] = {}
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                name = str(key.value)
                if name in self.keys:
                    self.fault(f"“{name}”写了两次，请留一处", key.start_mark.line + 1)
                self.keys[name] = value
                self.lines[name] = key.start_mark.line + 1
        self.open = set(self.keys)

    def fault(self, what: str, line: int | None = None) -> None:
        self.faults.append(Fault(line or self.line, what))

    def has(self, name: str) -> bool:
        return name in self.keys

    def _node(self, name: str, needed: bool) -> yaml.Node | None:
        self.open.discard(name)
        node = self.keys.get(name)
        if node is None or (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")):
            if needed:
                self.fault(f"缺少“{name}”")
            return None
        return node

    def text(self, name: str, otherwise: str = "", *, needed: bool = False) -> str:
        """Words; numbers and days are taken as they are written."""
        node = self._node(name, needed)
        if node is None:
            return otherwise
        if not isinstance(node, yaml.ScalarNode):
            self.fault(f"“{name}”应是一句话", self.lines[name])
            return otherwise
        return str(node.value).strip()

    def choice(self, name: str, words: Iterable[str], otherwise: str) -> str:
        """One of some words."""
        word = self.text(name, otherwise)
        allowed = list(words)
        if word not in allowed:
            self.fault(f"“{name}”不能是“{word}”，可用：{'、'.join(allowed)}", self.lines.get(name))
            return otherwise
        return word

    def number(
        self, name: str, otherwise: Fraction | None = None, *, needed: bool = False
    ) -> Fraction | None:
        """A number, exactly as written; 5% is five hundredths."""
        node = self._node(name, needed)
        if node is None:
            return otherwise
        try:
            return number(str(getattr(node, "value", "")))
        except ValueError:
            self.fault(f"“{name}”应是数", self.lines[name])
            return otherwise

    def whole(self, name: str, otherwise: int = 0) -> int:
        value = self.number(name, Fraction(otherwise))
        if value is None or value.denominator != 1 or value < 0:
            self.fault(f"“{name}”应是不小于0的整数", self.lines.get(name))
            return otherwise
        return int(value)

    def flag(self, name: str, otherwise: bool) -> bool:
        word = self.text(name, "true" if otherwise else "false").lower()
        if word not in ("true", "false", "yes", "no", "是", "否"):
            self.fault(f"“{name}”应是 true 或 false", self.lines.get(name))
        return word in ("true", "yes", "是")

    def day(self, name: str, *, needed: bool = True) -> date:
        """A day; the first day of all where none is given and none is needed."""
        text = self.text(name, needed=needed)
        try:
            return date.fromisoformat(text)
        except ValueError:
            if text:
                self.fault(f"“{name}”应是日期，如 2026-01-01", self.lines[name])
            return date.min

    def parts(self, name: str) -> list[Part]:
        """A list of parts."""
        node = self._node(name, False)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(f"“{name}”应是列表", self.lines[name])
            return []
        return [Part(child, self.faults) for child in node.value]

    def part(self, name: str) -> Part | None:
        """A part with keys of its own."""
        node = self._node(name, False)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.fault(f"“{name}”应由“名称: 值”组成", self.lines[name])
            return None
        return Part(node, self.faults)

    def words(self, name: str) -> list[str]:
        """A list of words; a single one stands for a list of one."""
        given = self.plain(name)
        if given is None:
            return []
        if isinstance(given, dict) or (
            isinstance(given, list) and any(isinstance(g, (list, dict)) for g in given)
        ):
            self.fault(f"“{name}”应是词的列表", self.lines[name])
            return []
        return [str(w) for w in given] if isinstance(given, list) else [str(given)]

    def words_by_name(self, name: str) -> dict[str, str]:
        """Names with a sentence each."""
        part = self.part(name)
        return {} if part is None else {key: part.text(key) for key in part.keys}

    def named_parts(self) -> list[tuple[str, Part]]:
        """Every key with the part under it."""
        return [(name, part) for name in self.keys if (part := self.part(name)) is not None]

    def named_nodes(self) -> list[tuple[str, str | Part]]:
        """Every key with what is under it: words, or a part."""
        made: list[tuple[str, str | Part]] = []
        for name, node in self.keys.items():
            if isinstance(node, yaml.MappingNode):
                self.open.discard(name)
                made.append((name, Part(node, self.faults)))
            else:
                made.append((name, self.text(name)))
        return made

    def plain(self, name: str) -> Any:
        """Whatever stands there as plain lists and words."""
        node = self._node(name, False)
        return None if node is None else _plain(node)

    def close(self, known: Iterable[str] = ()) -> None:
        """Tell every key nobody asked for."""
        for name in sorted(self.open - set(known)):
            self.fault(f"不认识“{name}”，请检查拼写", self.lines[name])


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(k.value): _plain(v) for k, v in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(v) for v in node.value]
    return str(node.value)


def number(text: str) -> Fraction:
    """A number as people write it.

    >>> number("12.5%"), number("1/3")
    (Fraction(1, 8), Fraction(1, 3))
    """
    text = text.strip()
    if text.endswith(("%", "％")):
        return _exact(text[:-1]) / 100
    if "/" in text:
        above, below = text.split("/", 1)
        if _exact(below) == 0:
            raise ValueError(text)
        return _exact(above) / _exact(below)
    return _exact(text)


def _exact(text: str) -> Fraction:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(text) from None
    if not found.is_finite() or abs(int(found.as_tuple().exponent)) > 1000:
        raise ValueError(text)  # 1e999999999 would fill the memory as a fraction
    return Fraction(found)


def open_file(path: Path, error: type[FileError] = FileError) -> tuple[Part, list[Fault]]:
    """The file's root and the list its faults will be put on. Raises `error` when it is no YAML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise error(
            path.name, [Fault(1, "不是合格的 YAML：不是 UTF-8 文本，请用记事本打开，另存为 UTF-8")]
        ) from None
    return open_text(text, path.name, error)


def open_text(text: str, name: str, error: type[FileError] = FileError) -> tuple[Part, list[Fault]]:
    """The same for YAML that stands in no file; `name` is what its faults are told under."""
    faults: list[Fault] = []
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is not None:
            _plain(node)  # what contains itself has no end, here or for any reader after
    except RecursionError:
        raise error(name, [Fault(1, "不是合格的 YAML：套得太深，或引用了自己")]) from None
    except yaml.YAMLError as cause:
        mark = getattr(cause, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        said = getattr(cause, "problem", None) or "有不能用的字符"
        raise error(name, [Fault(line, f"不是合格的 YAML：{said}")]) from None
    if not isinstance(node, yaml.MappingNode):
        raise error(name, [Fault(1, "文件是空的，或不是“名称: 值”的形式")])
    return Part(node, faults), faults
