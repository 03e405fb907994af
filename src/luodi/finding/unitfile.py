"""Unit books as files: YAML or CSV, read with the line of every entry so that a mistake can be found.

YAML:

    area: 砚州
    units:
      - name: 市科技局
        aliases: [市科学技术局]
        level: department
        from: 2019-01-01
    groups:
      - name: 各县（市、区）
        members: [青禾县, 砚东区]

CSV: a header row with 名称 (name), 别名 (aliases), 级别 (level), 成员 (members), 启用 (from),
停用 (to); several names in one cell are joined by 、 or ；. A row with members is a group.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from luodi.finding.unitbook import FIRST, LAST, LEVELS, Group, Unit, UnitBook, form
from luodi.reading.errors import ReadError
from luodi.reading.sources.names import printable

MAX_BYTES = 5 * 1024 * 1024
UNIT_KEYS = ("name", "aliases", "level", "from", "to")
GROUP_KEYS = ("name", "aliases", "members", "from", "to")
BOOK_KEYS = ("area", "units", "groups")
COLUMNS = {
    "名称": "name",
    "别名": "aliases",
    "级别": "level",
    "成员": "members",
    "启用": "from",
    "停用": "to",
} | {key: key for key in ("name", "aliases", "level", "members", "from", "to")}


class UnitBookError(ReadError):
    """A unit book that cannot be used: which file, which line, what to do."""


@dataclass
class _Entry:
    """An entry as written: its keys and words, and the line it begins on."""

    line: int
    values: dict[str, str | list[str]] = field(default_factory=dict)

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        return value if isinstance(value, str) else "、".join(value)

    def names(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        names = [value] if isinstance(value, str) else value
        return tuple(name.strip() for name in names if name.strip())


def load(path: Path) -> UnitBook:
    """Read a book; the suffix tells CSV from YAML."""
    name = printable(path.name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnitBookError(name, f"单位簿过大（上限 {MAX_BYTES // 2**20} MB）", "请核对是否选错了文件")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnitBookError(name, "找不到单位簿", "请核对路径和文件名") from error
    except OSError as error:
        raise UnitBookError(name, f"单位簿无法打开（{error.strerror}）", "请核对路径和权限") from error
    return loads(data, name)


def loads(data: bytes, name: str) -> UnitBook:
    """A book from its bytes; `name` says what it is called and, by its suffix, what it is."""
    loader = _Loader(name)
    is_csv = name.lower().endswith(".csv")
    text = loader.decode(data)
    area, units, groups = loader.from_csv(text) if is_csv else loader.from_yaml(text)
    book = UnitBook(tuple(loader.unit(e) for e in units), tuple(loader.group(e) for e in groups), area, name)
    loader.check(book, units, groups)
    return book


class _Loader:
    """Reads one file; every complaint names it and the line."""

    def __init__(self, name: str) -> None:
        self.name = name

    def wrong(self, line: int, what: str, do: str) -> UnitBookError:
        return UnitBookError(self.name, f"第{line}行：{what}", do)

    def decode(self, data: bytes) -> str:
        for charset in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(charset)
            except UnicodeDecodeError:
                continue
        raise UnitBookError(self.name, "单位簿不是 UTF-8 或 GB18030 文本", "请另存为 UTF-8")

    # --- YAML -----------------------------------------------------------------------------

    def from_yaml(self, text: str) -> tuple[str, list[_Entry], list[_Entry]]:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise self.wrong(line, "不合 YAML 的写法", "请核对缩进、冒号和引号") from error
        except RecursionError as error:
            raise UnitBookError(self.name, "单位簿嵌套过深", "请照 examples/units.yaml 的写法") from error
        if root is None:
            raise UnitBookError(self.name, "单位簿是空的", "请照 examples/units.yaml 的写法填写")
        area, units, groups = "", list[_Entry](), list[_Entry]()
        for key, node in self._pairs(root, BOOK_KEYS):
            if key == "area":
                area = form(self._scalar(node))
            elif key == "units":
                units = [self._entry(item, UNIT_KEYS) for item in self._items(node)]
            else:
                groups = [self._entry(item, GROUP_KEYS) for item in self._items(node)]
        return area, units, groups

    def _pairs(self, node: yaml.Node, allowed: tuple[str, ...]) -> Iterator[tuple[str, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(_line(node), "这里应是“键: 值”", "请照 examples/units.yaml 的写法")
        seen: set[str] = set()
        for key_node, value in node.value:
            key = self._scalar(key_node)
            if key not in allowed:
                raise self.wrong(_line(key_node), f"不认识的键“{key}”", f"可用的键：{'、'.join(allowed)}")
            if key in seen:
                raise self.wrong(_line(key_node), f"键“{key}”写了两次", "请合并为一处")
            seen.add(key)
            yield key, value

    def _entry(self, node: yaml.Node, allowed: tuple[str, ...]) -> _Entry:
        entry = _Entry(_line(node))
        for key, value in self._pairs(node, allowed):
            if key in ("aliases", "members"):
                entry.values[key] = [self._scalar(item) for item in self._items(value)]
            else:
                entry.values[key] = self._scalar(value)
        return entry

    def _items(self, node: yaml.Node) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if isinstance(node, yaml.ScalarNode) and node.value == "":
            return []
        raise self.wrong(_line(node), "这里应是清单", "请每行一项，以“- ”开头，或写成 [甲, 乙]")

    def _scalar(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.wrong(_line(node), "这里应是一个词", "请照 examples/units.yaml 的写法")
        value: str = node.value
        return value.strip()

    # --- CSV ------------------------------------------------------------------------------

    def from_csv(self, text: str) -> tuple[str, list[_Entry], list[_Entry]]:
        reader = csv.reader(io.StringIO(text), strict=True)
        units: list[_Entry] = []
        groups: list[_Entry] = []
        keys: list[str] = []
        try:
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if not keys:
                    keys = self._columns(cells, reader.line_num)
                    continue
                entry = self._row(keys, cells, reader.line_num)
                (groups if entry.names("members") else units).append(entry)
        except csv.Error as error:
            raise self.wrong(reader.line_num, "不合 CSV 的写法", "请核对引号和逗号") from error
        if not keys:
            raise UnitBookError(self.name, "单位簿是空的", "第一行应是列名：名称,别名,级别,成员,启用,停用")
        return "", units, groups

    def _columns(self, cells: list[str], line: int) -> list[str]:
        keys = []
        for cell in cells:
            key = COLUMNS.get(cell.strip())
            if key is None:
                raise self.wrong(
                    line, f"不认识的列“{cell.strip()}”", "可用的列：名称、别名、级别、成员、启用、停用"
                )
            if key in keys:
                raise self.wrong(line, f"列“{cell.strip()}”写了两次", "请合并为一列")
            keys.append(key)
        if "name" not in keys:
            raise self.wrong(line, "缺“名称”列", "第一行应是列名：名称,别名,级别,成员,启用,停用")
        return keys

    def _row(self, keys: list[str], cells: list[str], line: int) -> _Entry:
        if len(cells) > len(keys) and any(c.strip() for c in cells[len(keys) :]):
            raise self.wrong(line, "单元格比列名多", "请核对逗号，含逗号的内容加引号")
        entry = _Entry(line)
        for key, cell in zip(keys, cells, strict=False):
            if key in ("aliases", "members"):
                entry.values[key] = _split(cell)
            elif cell.strip():
                entry.values[key] = cell.strip()
        return entry

    # --- entries --------------------------------------------------------------------------

    def unit(self, entry: _Entry) -> Unit:
        level = entry.text("level") or "other"
        if level not in LEVELS:
            raise self.wrong(entry.line, f"没有级别“{level}”", f"可用的级别：{'、'.join(LEVELS)}")
        return Unit(self._name(entry), entry.names("aliases"), level, *self._dates(entry))

    def group(self, entry: _Entry) -> Group:
        name, members = self._name(entry), entry.names("members")
        if not members:
            raise self.wrong(entry.line, f"“{name}”没有成员", "请在 members（成员）里列出它包含的单位")
        return Group(name, members, entry.names("aliases"), *self._dates(entry))

    def _name(self, entry: _Entry) -> str:
        name = entry.text("name").strip()
        if not name:
            raise self.wrong(entry.line, "缺名称", "请填写 name（名称）")
        return name

    def _dates(self, entry: _Entry) -> tuple[dt.date, dt.date]:
        days = []
        for key, default in (("from", FIRST), ("to", LAST)):
            words = entry.text(key)
            try:
                days.append(dt.date.fromisoformat(words) if words else default)
            except ValueError as error:
                raise self.wrong(entry.line, f"日期“{words}”看不懂", "请写成 2025-01-31 的样子") from error
        if days[0] > days[1]:
            raise self.wrong(entry.line, "启用日期晚于停用日期", "请核对 from（启用）和 to（停用）")
        return days[0], days[1]

    # --- the whole ------------------------------------------------------------------------

    def check(self, book: UnitBook, units: list[_Entry], groups: list[_Entry]) -> None:
        """No name means two things on one day; every member is in the book; no group holds itself."""
        lines = [e.line for e in (*units, *groups)]
        taken: dict[str, list[tuple[Unit | Group, int]]] = {}
        entries: tuple[Unit | Group, ...] = (*book.units, *book.groups)
        for entry, line in zip(entries, lines, strict=True):
            for name in dict.fromkeys(form(n) for n in (entry.name, *entry.aliases)):
                for other, first in taken.get(name, ()):
                    if entry.since <= other.until and other.since <= entry.until:
                        raise self.wrong(
                            line, f"“{name}”在第{first}行已有", "同一名称在同一时期只能指一个单位"
                        )
                taken.setdefault(name, []).append((entry, line))
        below = {form(g.name): [form(m) for m in g.members] for g in book.groups}
        for group, written in zip(book.groups, groups, strict=True):
            for member in group.members:
                if form(member) not in taken:
                    raise self.wrong(
                        written.line, f"“{group.name}”的成员“{member}”不在单位簿里", "请先在 units 里写上它"
                    )
            if _reaches(below, form(group.name), form(group.name)):
                raise self.wrong(written.line, f"“{group.name}”包含了自己", "请核对 members（成员）")


def _reaches(below: dict[str, list[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = list(below.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            waiting += below.get(name, ())
    return False


def _split(cell: str) -> list[str]:
    """Names of one cell; a separator inside brackets belongs to the name: 各县（市、区）."""
    return [n for n in re.split(r"[、；;|](?![^（(]*[）)])", cell) if n.strip()]


def _line(node: yaml.Node) -> int:
    line: int = node.start_mark.line
    return line + 1
