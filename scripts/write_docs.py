"""Write what is made from the code: docs/命令.md, docs/规则.md, the tables in other pages.

`make docs` writes them; `write_docs.py --check` says which are not current and changes nothing.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import office_tables

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "src" / "luodi"
MADE = "<!-- 由 make docs 生成，请勿手改。 -->\n"
WIDTH = 96
LIST_START, LIST_END = "<!-- list: made by make docs -->\n", "<!-- /list -->\n"
START, END = "<!-- modules: made by make docs -->\n", "<!-- /modules -->\n"


def pages() -> dict[Path, str]:
    """Every generated page with its text as it should be."""
    architecture = ROOT / "docs" / "architecture.md"
    filled = [ROOT / "docs" / name for name in ("使用手册.md", "术语.md")]
    return {
        ROOT / "docs" / "命令.md": commands(),
        ROOT / "docs" / "规则.md": rules(),
        architecture: with_modules(architecture.read_text("utf-8")),
        **{path: office_tables.fill(path.read_text("utf-8")) for path in filled},
    }


def lists() -> dict[Path, str]:
    """The readmes, with the list they print made anew. Not checked: it changes with every rule."""
    readmes = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
    return {path: with_list(path.read_text("utf-8")) for path in readmes}


def with_list(page: str) -> str:
    """The page with what `luodi read` prints of a sample between its marks."""
    head, _, rest = page.partition(LIST_START)
    _, _, tail = rest.partition(LIST_END)
    sample = "examples/documents/02-会议新闻.txt"
    program = [sys.executable, "-m", "luodi.cli", "read", sample]
    environment = {**os.environ, "COLUMNS": "96"}
    shown = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    lines = "\n".join(line.rstrip() for line in shown.stdout.strip().splitlines())
    return f"{head}{LIST_START}```text\n$ luodi read {sample}\n{lines}\n```\n{LIST_END}{tail}"


def commands() -> str:
    """Help of every command, every setting, every message a file can meet."""
    from luodi.cli import COMMANDS, luodi
    from luodi.settings import SETTINGS

    parent = click.Context(luodi, info_name="luodi", terminal_width=WIDTH, help_option_names=["-h", "--help"])
    parts = ["# 命令\n", MADE, _help(parent)]
    for name in COMMANDS:
        command = luodi.get_command(parent, name)
        assert command is not None
        parts += _sections(command, name, parent)
    parts.append("## 环境变量\n\n| 名称 | 默认 | 作用 |\n|---|---|---|\n")
    parts[-1] += "".join(f"| `{s.name}` | {s.default} | {s.help} |\n" for s in SETTINGS)
    parts.append(
        "## 报错一览\n\n每条都以文件名开头，说明出了什么事、怎么办。\n\n| 出了什么事 | 怎么办 |\n|---|---|\n"
    )
    parts[-1] += "".join(f"| {_cell(what)} | {_cell(do)} |\n" for what, do in sorted(set(messages())))
    return "\n".join(parts)


def _sections(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    """A command, and under it the commands it has."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
    yield f"## {context.command_path}\n\n" + _help(context)
    if isinstance(command, click.Group):
        for inner_name, inner in command.commands.items():
            yield from _sections(inner, inner_name, context)


def _help(context: click.Context) -> str:
    words = context.get_help()
    return "```text\n" + "\n".join(line.rstrip() for line in words.splitlines()) + "\n```\n"


def messages() -> Iterator[tuple[str, str]]:
    """What every `ReadError` in the code says and advises; … stands for what is filled in."""
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ("ReadError", "SecretError", "UnitBookError") and len(node.args) == 3:
                what, do = (_literal(arg, path) for arg in node.args[1:])
                if what and do:
                    yield what, do


def _literal(node: ast.expr, path: Path) -> str:
    """The words of a string or f-string; a name is looked up among the module's constants."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in node.values)
    if isinstance(node, ast.Name) and node.id.isupper():
        module = ".".join(("luodi", *path.relative_to(CODE).with_suffix("").parts))
        return str(getattr(import_module(module), node.id, ""))
    return ""


def rules() -> str:
    """The rules by name, as the code has them."""
    from luodi.finding import dateforms, labels, levelrules, subjects
    from luodi.reading import chrome

    words = {"concrete": "具体", "direction": "方向", "stance": "表态"}
    parts = [
        "# 规则\n",
        MADE,
        "每项发现都带着认定它的规则名（json 的 `why`，清单的“认定规则”列）。规则是有名字的数据，"
        "这里列出各条的名字和说明；写法见所在模块。\n",
        "## 任务类别（`finding/levelrules.py`）\n\n先看自带的时限和数字，再按顺序看，先合者定（裁定 C8、C9）。\n\n"
        "| 规则 | 类别 | 例 |\n|---|---|---|\n",
    ]
    named = [rule for value in vars(levelrules).values() for rule in _rules_of(value, levelrules.LevelRule)]
    comments = _comments(CODE / "finding" / "levelrules.py")
    parts[-1] += "".join(
        f"| {rule.name} | {words[rule.level.value]} | {_cell(rule.says or comments[rule.name])} |\n"
        for rule in dict.fromkeys(named)
    )
    parts.append("## 谁来做（`finding/subjects.py`）\n\n{} 处是原文的情态词。\n\n| 规则 | 例 |\n|---|---|\n")
    parts[-1] += "".join(f"| {why} | {_cell(example)} |\n" for why, example in subjects.WHYS.items())
    parts.append("## 责任清单的名目（`finding/labels.py`）\n\n| 名目 | 作 |\n|---|---|\n")
    parts[-1] += "".join(f"| {label} | {part} |\n" for label, part in sorted(labels.LABELS.items()))
    parts.append("## 时限（`finding/dateforms.py`）\n\n| 规则 | 例 |\n|---|---|\n")
    comments = _comments(CODE / "finding" / "dateforms.py")
    parts[-1] += "".join(f"| {rule.name} | {_cell(comments[rule.name])} |\n" for rule in dateforms.RULES)
    parts.append("## 分句（`finding/patterns.py`）\n\n| 规则 | 说明 |\n|---|---|\n")
    parts[-1] += "".join(
        f"| {name} | {_cell(why)} |\n" for name, why in _constants(CODE / "finding" / "patterns.py")
    )
    parts.append("## 网页杂质（`reading/chrome.py`）\n\n| 规则 | 去掉的理由 |\n|---|---|\n")
    found = [label for label in vars(chrome).values() if isinstance(label, chrome.Label)]
    parts[-1] += "".join(f"| {label.name} | {label.why} |\n" for label in found)
    parts.append("## 文字修复（`reading/repairs/`）\n\n| 模块 | 修什么 |\n|---|---|\n")
    for name in ("mojibake", "slips", "finals", "pinyin", "script", "widths"):
        parts[-1] += f"| {name} | {_cell(summary(CODE / 'reading' / 'repairs' / f'{name}.py'))} |\n"
    return "\n".join(parts)


def _rules_of(value: object, kind: type) -> list:  # type: ignore[type-arg]
    if isinstance(value, kind):
        return [value]
    if isinstance(value, tuple) and value and all(isinstance(v, kind) for v in value):
        return list(value)
    return []


_RULE = re.compile(
    r"^(?P<comment>(?: *#[^\n]*\n)+) *(?:[A-Z_]+ = )?(?:_rule|[A-Z][a-z]*Rule)\(\s*\"(?P<name>[^\"]+)\"", re.M
)


def _comments(path: Path) -> dict[str, str]:
    """Rule name -> the comment lines that stand right above its definition."""
    return {
        rule["name"]: " ".join(line.strip().lstrip("# ") for line in rule["comment"].splitlines())
        for rule in _RULE.finditer(path.read_text("utf-8"))
    }


def _constants(path: Path) -> Iterator[tuple[str, str]]:
    """Public constants of a module with the comment above each."""
    comment: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            comment.append(line.lstrip("# "))
            continue
        if (name := re.match(r"([A-Z][A-Z_]+)\s*[:=]", line)) and comment:
            yield name[1], " ".join(comment)
        comment = []


def with_modules(page: str) -> str:
    """The page with its table of modules made anew from their first lines."""
    head, _, rest = page.partition(START)
    _, _, tail = rest.partition(END)
    rows = []
    for path in sorted(CODE.rglob("*.py")):
        name = path.relative_to(CODE).as_posix()
        rows.append(f"| `{name}` | {_cell(summary(path))} |\n")
    table = "| file | what it holds |\n|---|---|\n" + "".join(rows)
    return head + START + table + END + tail


def summary(path: Path) -> str:
    """The first line of a module's docstring."""
    words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return words.partition("\n")[0]


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = []
    for path, text in (pages() if check else pages() | lists()).items():
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(path.relative_to(ROOT).as_posix())
            if not check:
                path.write_text(text, "utf-8")
    if stale:
        print(("not current, run make docs: " if check else "written: ") + ", ".join(stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
