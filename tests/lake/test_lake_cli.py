"""`luodi lake` from outside, and its page of the docs."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from luodi.commands.lake import command
from luodi.lake import sample
from luodi.lake.figures import catalogue, registers

PAGE = (Path(__file__).parents[2] / "docs" / "数据湖.md").read_text("utf-8")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUODI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LUODI_LAKE_URL", raising=False)


def lake(*said: str, status: int = 0) -> str:
    result = CliRunner().invoke(command, said)
    assert result.exit_code == status, result.output
    return result.output


def test_from_the_dry_run_to_where_a_figure_comes_from(tmp_path: Path) -> None:
    path = tmp_path / "填报.xlsx"
    sample.workbook(path)
    tried = lake(
        "import",
        str(path),
        "--kind",
        "figures",
        "--dry-run",
        "--marked",
        str(tmp_path / "退回.xlsx"),
        status=1,
    )
    assert "第 14 行 D 列" in tried
    assert "什么也没有存" in tried
    assert "还没有批次" in lake("list")
    page = openpyxl.load_workbook(tmp_path / "退回.xlsx").active
    assert page is not None
    marked = page.cell(14, 6)  # two columns of ours stand before
    assert (page.cell(14, 1).value, marked.value, marked.fill.fgColor.rgb) == (14, "约1200", "FFF8CBC6")
    assert "请只填数字" in str(page.cell(14, 2).value)

    assert "批次 000001-figures" in lake("import", str(path), "--kind", "figures", status=1)
    assert "已经导入过" in lake("import", str(path), "--kind", "figures", status=1)
    assert "沿用上次" in lake("import", str(path), "--kind", "figures", "--replaces", "1", status=1)
    assert "000001" not in lake("list").replace("替换 000001-figures", "")
    assert "（已被替换）" in lake("list", "--all")
    code = page.cell(5, 5).value
    assert "填报.xlsx 填报表 第 5 行 D 列 2025年营业收入" in lake(
        "show", str(code), "revenue_wan", "--on", "2026-06-30"
    )
    assert '"rejected": 7' in lake("show", "2")
    assert "约1200" in lake("show", "2", "--problems")
    assert "2 个批次完好" in lake("check", "--on", "2026-06-30")
    fingerprint = lake("mapping").split()[0]
    assert "2025年营业收入 → revenue_wan" in lake("mapping", "show", fingerprint)
    assert "已忘记" in lake("mapping", "forget", fingerprint)
    assert "还没有认过" in lake("mapping")


def test_what_cannot_be_done_is_one_line(tmp_path: Path) -> None:
    for said in (("show", "99"), ("import", str(tmp_path / "none.xlsx"), "--kind", "ip")):
        assert len(lake(*said, status=1).strip().splitlines()) == 1


def test_the_page_of_the_docs_has_every_column_kind_and_command() -> None:
    for name, figure in catalogue().items():
        assert f"| `{name}` | {figure.label} |" in PAGE, name
    for kind in registers():
        assert f"| `{kind}` |" in PAGE
    for name in command.commands:
        assert f"luodi lake {name}" in PAGE, name
