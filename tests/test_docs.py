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
RUNNING = (ROOT / "docs" / "运行.md").read_text("utf-8")
INSTALLING = (ROOT / "docs" / "部署与运维.md").read_text("utf-8")
MANUAL = (ROOT / "docs" / "使用手册.md").read_text("utf-8")
TERMS = (ROOT / "docs" / "术语.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
STANDARDS = (ROOT / "docs" / "标准.md").read_text("utf-8")
LAKE = (ROOT / "docs" / "数据湖.md").read_text("utf-8")
RACES = (ROOT / "docs" / "赛马.md").read_text("utf-8")
GUIDE = READING + RUNNING + STANDARDS + LAKE + RACES
README = (ROOT / "README.md").read_text("utf-8")
CHINESE_README = (ROOT / "README.zh-CN.md").read_text("utf-8")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")]
SHELL = re.findall(r"^(?:cat \S+ \| )?luodi .+$", GUIDE, re.M)


def options() -> dict[str, set[str]]:
    """Command -> its options as they are typed."""
    found = {}
    with click.Context(luodi) as context:
        for name in COMMANDS:
            command = luodi.get_command(context, name)
            assert command is not None
            found |= _options(name, command)
    return found


def _options(name: str, command: click.Command) -> dict[str, set[str]]:
    if isinstance(command, click.Group):
        parts = (_options(f"{name} {sub}", inner) for sub, inner in command.commands.items())
        return {key: options for part in parts for key, options in part.items()}
    return {name: {o for p in command.params if isinstance(p, click.Option) for o in p.opts}}


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
    named = set(re.findall(r"^\s*make ([a-z]+)", README + INSTALLING + contributing, re.M))
    assert named <= targets
    assert targets - named <= {"help", "clean"}


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target, _, heading in re.findall(r"\]\(([^)#:]*)(#([^)]+))?\)", page.read_text("utf-8")):
            there = page.parent / target if target else page
            assert there.exists(), f"{page.name}: {target}"
            if heading:
                assert re.search(rf"^#+ {re.escape(heading)}$", there.read_text("utf-8"), re.M), heading


def test_both_readmes_say_the_same_commands() -> None:
    def commands(page: str) -> list[str]:
        return re.findall(r"^(make \w+|\.venv/bin/luodi \w+)", page, re.M)

    shown = [
        "make demo",
        "make test",
        ".venv/bin/luodi init",
        ".venv/bin/luodi serve",
        ".venv/bin/luodi read",
        *[".venv/bin/luodi standards"] * 3,
        ".venv/bin/luodi assess",
        ".venv/bin/luodi lake",
        *[".venv/bin/luodi race"] * 5,
    ]
    assert commands(README) == commands(CHINESE_README) == shown


def test_both_readmes_name_every_sign_in_of_the_demonstration() -> None:
    from luodi.office.demo.people import SIGNINS

    for page in (README, CHINESE_README):
        assert {login for _key, login, _who in SIGNINS} <= set(re.findall(r"`([a-z]+)`", page))


def test_no_page_of_the_docs_names_a_place_of_somebodys_machine() -> None:
    home_of = re.compile(r"(?<![\w/])/(?:home|Users|root|work|tmp/(?!演示))[\w./-]*")
    for page in PAGES:
        assert not home_of.findall(page.read_text("utf-8")), page.name


def test_settings_the_other_guides_name_exist() -> None:
    declared = {setting.name for setting in SETTINGS} | {"LUODI_BASELINES"}
    for page in PAGES:
        assert set(re.findall(r"\bLUODI_[A-Z_]+\b", page.read_text("utf-8"))) <= declared, page.name


def test_every_app_is_in_the_architecture() -> None:
    from django.conf import settings

    apps = {a.removeprefix("luodi.office.") for a in settings.INSTALLED_APPS if a.startswith("luodi.")}
    table = section(ARCHITECTURE, "### Apps and arrows")
    assert apps | {"operations"} == set(re.findall(r"^\| `(\w+)` \|", table, re.M))
    for app in apps:  # and every kind of file the apps share has a line
        folder = ROOT / "src" / "luodi" / "office" / app
        for name in ("models", "acts", "sentences", "queries", "views", "urls", "api", "menu"):
            if (folder / f"{name}.py").exists() or (folder / name).is_dir():
                assert f"`{name}" in table, f"{app}/{name}"


def section(page: str, heading: str) -> str:
    """What stands under a heading, up to the next of its rank or above."""
    rank = heading.split(maxsplit=1)[0]
    body = page.partition(f"{heading}\n")[2]
    assert body, heading
    return re.split(rf"^#{{1,{len(rank)}}} ", body, maxsplit=1, flags=re.M)[0]


def test_every_light_rule_is_explained() -> None:
    from luodi.office.ledger.lightrules import COLOURS, DEFAULT, PRESETS

    lights = section(MANUAL, "## 亮灯")
    for preset in PRESETS.values():
        assert f"| {preset.name} | {preset.source} |" in lights
    rows = dict(re.findall(r"^\| (\S+) \| (\S.*) \|$", lights.partition("每个方案")[0], re.M))
    assert {DEFAULT.word(colour) for colour in COLOURS} <= set(rows)
    # the prose of the default rules has the thresholds the code has
    assert f"{DEFAULT.yellow_to} 个百分点" in rows["红灯"]
    assert f"连续 {DEFAULT.yellows_to_red} 个月末" in rows["红灯"]
    assert f"{DEFAULT.pale_to} 至 {DEFAULT.yellow_to} 个百分点" in rows["黄灯"]
    assert f"{DEFAULT.near_days} 天以内" in rows["黄灯"]
    assert f"不足 {DEFAULT.pale_to} 个百分点" in rows["浅黄"]


def test_every_role_has_its_part_of_the_manual() -> None:
    from luodi.office.units.scope import BUSINESS, NAMES

    for kind in (*BUSINESS, "auditor"):
        assert section(MANUAL, f"## {NAMES[kind]}").strip()
    for kind in ("system_admin", "security_admin", "audit_admin"):
        assert f"**{NAMES[kind]}**" in section(MANUAL, "## 三员")
    for kind, word in NAMES.items():
        assert f"| {word} | `{kind}` |" in TERMS


def test_every_state_is_in_the_manual() -> None:
    from luodi.office.documents.models import Document, Finding
    from luodi.office.ledger.models import Instruction, Plan, Postponement, Report, SignOff, TaskState

    states = section(MANUAL, "## 任务的状态")
    for word in TaskState.labels:
        assert f"\n| {word} |" in states
    for kind in (Plan.State, Document.State, Finding.State, Instruction.State):
        for name in kind.labels:
            assert str(name) in states, name
    steps = {"## 月报": Report.State, "## 延期": Postponement.State, "## 办结和销号": SignOff.State}
    for heading, step in steps.items():
        for label in step.labels:
            assert str(label) in section(MANUAL, heading), (heading, label)


def test_every_check_of_a_sign_off_is_in_the_manual() -> None:
    from luodi.office.ledger.acts.signoff import CHECKS

    assert "、".join(CHECKS) in section(MANUAL, "## 办结和销号")


def test_every_right_of_a_token_is_in_the_manual() -> None:
    from luodi.office.units.tokens import RIGHTS

    shown = section(MANUAL, "## 接口和令牌")
    for right, word in RIGHTS.items():
        assert f"| {word} | `{right}` |" in shown


def test_every_key_a_page_answers_to_is_in_the_manual() -> None:
    """Told from the templates by another way than the table is made: any key that is written down."""
    shown = set(re.findall(r"\| `([^`]+)` \|", section(MANUAL, "## 快捷键")))
    templates = (ROOT / "src" / "luodi" / "office").rglob("templates/**/*.html")
    words = "".join(p.read_text("utf-8") for p in templates if not p.stem.startswith("gallery"))
    words = re.sub(r"\{#.*?#\}", "", words, flags=re.S)
    bound = set(re.findall(r'key="([^"{]+)"', words))
    assert bound and bound <= shown, bound - shown
    script = ROOT / "src" / "luodi" / "office" / "documents" / "static" / "documents" / "desk.js"
    assert set(re.findall(r'key === "([a-z])"', script.read_text("utf-8"))) <= shown


def test_the_limits_told_are_those_of_the_code() -> None:
    from luodi.office.documents import limits
    from luodi.office.ledger.acts import evidence

    table = section(INSTALLING, "## 上限")
    assert f"| 一份公文 | {limits.UPLOAD_BYTES // 2**20} MB；检查密级最多 {limits.CHECK_SECONDS} 秒" in table
    assert f"| 一件佐证 | {evidence.LARGEST // 2**20} MB |" in table
    assert f"一页 {limits.PASSAGE_FINDINGS} 条" in table
    assert f"加 {limits.ASSUMED_DAYS} 天推定" in MANUAL


def test_the_passwords_told_are_those_of_the_code() -> None:
    from luodi.office.units.models import Policy

    told = section(MANUAL, "## 登录")
    rule = Policy()
    assert f"至少 {rule.min_length} 位（三员 {rule.admin_length} 位）" in told
    assert f"最近 {rule.remembered} 次相同，最长用 {rule.days} 天" in told
    assert f"连续输错 {rule.failures} 次，锁定 {rule.lock_minutes} 分钟" in told


def test_every_reason_to_strike_off_is_in_the_manual() -> None:
    from luodi.office.documents.desk import REASONS

    assert "、".join(REASONS) in MANUAL


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
