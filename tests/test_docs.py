"""The docs against the program: every command, option and setting in both, and the examples run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import docx
import pytest

from commands import read
from luodi.cli import COMMANDS, luodi
from luodi.settings import SETTINGS

ROOT = Path(__file__).parent.parent
READING = (ROOT / "docs" / "阅读.md").read_text("utf-8")
GUIDE = READING + (ROOT / "docs" / "运行.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
CHINESE_README = (ROOT / "README.zh-CN.md").read_text("utf-8")
SHELL = re.findall(r"^(?:cat \S+ \| )?luodi .+$", GUIDE, re.M)


def options() -> dict[str, set[str]]:
    """Command -> its options as they are typed."""
    found = {}
    with click.Context(luodi) as context:
        for name in COMMANDS:
            command = luodi.get_command(context, name)
            assert command is not None
            found[name] = {o for p in command.params if isinstance(p, click.Option) for o in p.opts}
    return found


def test_the_generated_pages_are_current() -> None:
    script = ROOT / "scripts" / "write_docs.py"
    result = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_option_is_in_the_guide() -> None:
    for command, names in options().items():
        assert f"luodi {command}" in GUIDE
        for name in names - {"--output"}:  # documented as -o
            assert f" {name}" in GUIDE or f"`{name}" in GUIDE, f"luodi {command} {name}"


def test_every_option_the_guide_shows_exists() -> None:
    known = set().union(*options().values()) | {"--help", "--version", "--"}
    for line in SHELL:
        words = line.partition("#")[0].partition("luodi")[2].split()
        for word in words[: words.index("--")] if "--" in words else words:
            if word.startswith("-") and word != "-":
                assert word in known, line


def test_every_setting_is_declared_documented_and_used() -> None:
    list_itself = ROOT / "src" / "luodi" / "settings.py"
    code = "".join(p.read_text("utf-8") for p in (ROOT / "src").rglob("*.py") if p != list_itself)
    declared = {setting.name for setting in SETTINGS}
    name = re.compile(r"\bLUODI_[A-Z_]+\b|\bDATABASE_URL\b")
    assert set(name.findall(code)) == declared
    for page in (GUIDE, (ROOT / "docs" / "命令.md").read_text("utf-8")):
        assert set(name.findall(page)) == declared


def test_every_target_of_make_is_in_the_docs_and_the_other_way_round() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.M))
    contributing = (ROOT / "docs" / "contributing.md").read_text("utf-8")
    named = set(re.findall(r"^make ([a-z]+)", README + contributing, re.M))
    assert named <= targets
    assert targets - named <= {"help", "clean"}


def test_links_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_both_readmes_say_the_same_commands() -> None:
    def commands(page: str) -> list[str]:
        return re.findall(r"^(make \w+|\.venv/bin/luodi \w+)", page, re.M)

    assert commands(README) == commands(CHINESE_README) == ["make demo", ".venv/bin/luodi read"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """A folder with the files the guide's examples speak of."""
    folder = tmp_path_factory.mktemp("desk")
    text = (examples / "01-工作方案.txt").read_text("utf-8")
    paper = docx.Document()
    for line in text.splitlines():
        paper.add_paragraph(line)
    paper.save(str(folder / "方案.docx"))
    for name in ("方案.txt", "-方案.txt", "网页.txt", "文件夹/甲.txt", "六月文件/乙.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    shutil.copy(examples.parent / "units.yaml", folder / "单位簿.yaml")
    return folder


@pytest.mark.parametrize("line", [s for s in SHELL if " read" in s])
def test_the_guides_examples_run(line: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    before, _, words = line.partition("#")[0].partition("luodi read")
    stdin = (desk / before.split()[1]).read_bytes() if before.startswith("cat") else None
    result = read(*shlex.split(words), stdin=stdin)
    assert result.exit_code == 0, result.stderr


def test_the_guides_python_runs(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    block = re.search(r"```python\n(.*?)```", READING, re.S)
    assert block is not None
    exec(compile(block[1], "阅读.md", "exec"), {})


def test_the_guides_unit_book_is_one() -> None:
    from luodi.finding.unitfile import loads

    block = re.search(r"```yaml\n(.*?)```", READING, re.S)
    assert block is not None
    book = loads(block[1].encode(), "阅读.yaml")
    assert book.resolve("白塔县人民政府") == ("白塔县",)
