"""The command from outside: formats, places, exit statuses, progress."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from docx import Document as Word

import luodi
from commands import read, run

PLAN = "关于印发工作方案的通知\n一、重点任务\n1.建立培育库。6月底前建立企业培育库，入库企业不少于30家。（责任单位：市科技局）\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, "utf-8")
    return path


def test_a_table_in_the_terminal(plan: Path) -> None:
    result = read(plan)
    assert result.exit_code == 0
    assert "建立企业培育库" in result.stdout
    assert "市科技局" in result.stdout
    assert re.search(r"共 1 份文件：任务 \d+ 项", result.stdout)


def test_several_files_one_list_and_progress_on_the_side(examples: Path) -> None:
    result = read(examples)
    assert result.exit_code == 0
    assert "[1/6] 01-工作方案.txt" in result.stderr
    assert "[6/6]" not in result.stdout
    assert "共 6 份文件" in result.stdout


def test_json_one_file_each_in_the_contracts_form(examples: Path, tmp_path: Path) -> None:
    result = read(examples, "--format", "json", "-o", tmp_path / "found")
    assert result.exit_code == 0
    files = sorted((tmp_path / "found").iterdir())
    assert [f.name for f in files] == [f"{p.stem}.json" for p in sorted(examples.iterdir())]
    for file in files:
        found = json.loads(file.read_text("utf-8"))
        assert found["doc"] == file.stem
        assert list(found)[:6] == ["doc", "kind", "title", "number", "source", "published"]
        assert found["tasks"]


def test_levels(examples: Path, tmp_path: Path) -> None:
    def levels(*arguments: str) -> set[str]:
        found = json.loads(read(examples / "02-会议新闻.txt", "--format", "json", *arguments).stdout)
        return {task["level"] for task in found["tasks"]}

    assert levels() == {"concrete", "direction", "stance"}
    assert levels("--level", "stance") == {"stance"}
    assert levels("--level", "concrete，direction") == {"concrete", "direction"}
    assert "未列入 表态" in read(examples / "02-会议新闻.txt").stdout


def test_text_is_title_and_body_as_repaired(examples: Path, tmp_path: Path) -> None:
    page = examples / "06-损坏的网页.txt"
    assert read(page, "--format", "text", "-o", tmp_path).exit_code == 0
    text = (tmp_path / "06-损坏的网页.txt").read_text("utf-8")
    assert text.startswith("澄川与临泽深化科技协作座谈会举行\n")
    assert "固定下来" in text
    assert "娱乐" not in text
    assert "(" not in text
    assert text == read(page, "--format", "text").stdout


def test_excel_word_and_csv_hold_the_same_list(examples: Path, tmp_path: Path) -> None:
    files = {kind: tmp_path / f"任务清单.{kind}" for kind in ("xlsx", "docx", "csv")}
    for file in files.values():
        assert read(examples, "-o", file).exit_code == 0
    sheet = openpyxl.load_workbook(files["xlsx"]).worksheets[0]
    cells = {str(c.value) for row in sheet.iter_rows() for c in row}
    assert "设立规模3亿元的科技成果转化基金" in cells
    words = "\n".join(c.text for t in Word(str(files["docx"])).tables for r in t.rows for c in r.cells)
    assert "设立规模3亿元的科技成果转化基金" in words
    rows = list(csv.DictReader(io.StringIO(files["csv"].read_bytes().decode("utf-8-sig"))))
    assert [row["序号"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    assert any(row["任务内容"] == "设立规模3亿元的科技成果转化基金" for row in rows)


def test_standard_input_and_output(plan: Path) -> None:
    result = read("-", "--format", "json", stdin=PLAN.encode("gb18030"))
    found = json.loads(result.stdout)
    assert (found["doc"], found["file"]["name"]) == ("stdin", "标准输入")
    both = json.loads(read("-", plan, "--format", "json", "-o", "-", stdin=PLAN.encode()).stdout)
    assert [entry["doc"] for entry in both] == ["stdin", "方案"]


def test_same_stems_do_not_overwrite_each_other(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "方案.md").write_text(PLAN, "utf-8")
    (tmp_path / "旧").mkdir()
    (tmp_path / "旧" / "方案.md").write_text(PLAN, "utf-8")
    out = tmp_path / "out"
    result = read(plan, tmp_path / "方案.md", tmp_path / "旧" / "方案.md", "--format", "json", "-o", out)
    assert result.exit_code == 0
    assert {p.name for p in out.iterdir()} == {"方案.txt.json", "方案.md.json", "方案.md-2.json"}


def test_a_folder_is_read_to_the_bottom_and_says_what_it_skipped(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "下级").mkdir()
    (tmp_path / "下级" / "纪要.txt").write_text(PLAN, "utf-8")
    (tmp_path / "照片.raw").write_bytes(b"x")
    (tmp_path / "~$方案.docx").write_bytes(b"x")
    result = read(tmp_path, plan, "--format", "json", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["方案.json", "纪要.json"]
    assert "跳过 3 个文件" in result.stderr
    for word in ("照片.raw（不认识的后缀 .raw）", "~$方案.docx（隐藏或临时文件）", "方案.txt（重复给出）"):
        assert word in result.stderr


def test_results_are_not_read_again(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        assert read(tmp_path, "--format", "text", "-o", out).exit_code == 0
    assert [p.name for p in out.iterdir()] == ["方案.txt"]


def test_a_result_never_goes_over_what_was_read(plan: Path, tmp_path: Path) -> None:
    result = read(plan, "--format", "text", "-o", tmp_path)
    assert result.exit_code == 1
    assert "结果会覆盖被读的文件" in result.stderr
    assert plan.read_text("utf-8") == PLAN


def test_one_failure_does_not_stop_the_rest(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    result = read(tmp_path / "空.txt", tmp_path / "没有.txt", plan, "-o", tmp_path / "单.xlsx")
    assert result.exit_code == 1
    assert "空.txt：文件是空的。" in result.stderr
    assert "没有.txt：找不到该文件。" in result.stderr
    assert "读成 1 份，未读成 2 份" in result.stderr
    book = openpyxl.load_workbook(tmp_path / "单.xlsx")
    told = {str(c.value) for row in book["说明"].iter_rows() for c in row}
    assert any("文件是空的" in words for words in told)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--nonsense", "FILE"),
        ("FILE", "--format", "pdf"),
        ("FILE", "--level", "high"),
        ("FILE", "--level", ","),
        ("FILE", "--format", "xlsx"),
        ("FILE", "--format", "xlsx", "-o", "DIR/"),
        ("FILE", "--format", "table", "-o", "a.xlsx"),
        ("FILE", "-o", "清单"),
        ("FILE", "-o", "清单.pdf"),
        ("FILE", "--explain", "--format", "json"),
        ("FILE", "--explain", "-o", "a.xlsx"),
        ("FILE", "--units", "没有.yaml"),
    ],
)
def test_bad_usage_is_2(plan: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    names = {"FILE": str(plan), "DIR/": f"{tmp_path}/"}
    result = read(*(names.get(a, a) for a in arguments))
    assert result.exit_code == 2
    assert result.stderr.strip()


def test_a_wrong_unit_book_is_told_with_its_line(plan: Path, tmp_path: Path) -> None:
    book = tmp_path / "units.yaml"
    book.write_text("units:\n  - nama: 市科技局\n", "utf-8")
    result = read(plan, "--units", book)
    assert result.exit_code == 2
    assert "units.yaml：第2行：不认识的键“nama”" in result.stderr


def test_units_are_resolved_and_the_unknown_reported(examples: Path) -> None:
    found = json.loads(
        read(
            examples / "01-工作方案.txt", "--units", examples.parent / "units.yaml", "--format", "json"
        ).stdout
    )
    units = {name: tuple(u) for task in found["tasks"] for name, u in task["units"].items()}
    assert units["各县（市、区）人民政府"] == ("槐阳区", "松陵区", "桐口市", "白塔县", "石梁县")
    assert "市科技创新领导小组各成员单位" in {n for task in found["tasks"] for n in task["unresolved"]}


def test_an_unwritable_result_is_one_clear_line(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_bytes(b"")
    result = read(plan, "-o", tmp_path / "occupied" / "单.xlsx")
    assert result.exit_code == 1
    assert "结果无法写出" in result.stderr
    assert read(plan, "--format", "json", "-o", tmp_path / "occupied" / "deep").exit_code == 1


def test_a_failed_write_leaves_the_old_result(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "单.csv"
    target.write_text("旧", "utf-8")
    monkeypatch.setattr(Path, "replace", lambda *a: (_ for _ in ()).throw(OSError(28, "No space left")))
    assert read(plan, "-o", target).exit_code == 1
    assert target.read_text("utf-8") == "旧"
    assert {p.name for p in tmp_path.iterdir()} == {"单.csv", "方案.txt"}


def test_explained_in_the_terminal(examples: Path) -> None:
    result = read(examples / "06-损坏的网页.txt", "--explain")
    assert result.exit_code == 0
    flat = result.stdout.replace("\n", "")
    assert "⟦任务" in flat
    assert "删去 第9行第1字" in flat
    assert "注入的广告文字" in flat


class _Page(HTMLParser):
    """Collects the tags of a page and checks that they close in order."""

    VOID = frozenset(("meta", "link", "br", "img"))

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_explained_as_a_page_that_needs_nothing_else(tmp_path: Path) -> None:
    nasty = '市科技局要制定<script>alert("x")</script>&amp;"方案\'，6月底前报送清单。'
    (tmp_path / "坏.txt").write_text(f"通知\n{nasty}\n", "utf-8")
    assert read(tmp_path / "坏.txt", "--explain", "-o", tmp_path / "a.html").exit_code == 0
    html = (tmp_path / "a.html").read_text("utf-8")
    page = _Page()
    page.feed(html)
    assert page.open == []
    assert not page.tags & {"script", "img", "iframe", "link", "object", "form", "base"}
    assert "default-src 'none'" in html
    assert '<script>alert("x")' in page.text.replace("⟦", "")
    assert not any(name.startswith("on") or name in ("src", "style") for name, _ in page.attributes)
    assert not any(value and value.startswith(("http", "javascript")) for _, value in page.attributes)


def test_the_pages_style_is_the_one_its_policy_allows(examples: Path, tmp_path: Path) -> None:
    import base64
    import hashlib

    read(examples, "--explain", "-o", tmp_path / "a.html")
    html = (tmp_path / "a.html").read_text("utf-8")
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    policy = re.search(r"style-src 'sha256-([^']+)'", html)
    assert style is not None
    assert policy is not None
    assert base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode() == policy[1]
    assert html.count("<article>") == 6


def test_explained_one_page_each(examples: Path, tmp_path: Path) -> None:
    assert read(examples, "--explain", "-o", f"{tmp_path}/pages/").exit_code == 0
    assert len(list((tmp_path / "pages").glob("*.html"))) == 6


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("通知\n市科技局要制定\x1b[31m[bold]方案\u202e，建立清单。\n", "utf-8")
    for arguments in ((), ("--explain",)):
        shown = read(tmp_path / "甲.txt", *arguments).stdout
        assert "\x1b[31m" not in shown
        assert "\u202e" not in shown


def test_learn_and_forget(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, examples: Path
) -> None:
    monkeypatch.setenv("LUODI_HOME", str(tmp_path / "home"))
    assert "已学 0 份" in run("learn").stdout
    short = run("learn", plan)
    assert (short.exit_code, "过短" in short.stdout) == (1, True)
    taught = run("learn", examples / "05-政策措施.txt", examples / "06-损坏的网页.txt")
    assert taught.exit_code == 1
    assert "学习 1 份文件" in taught.stdout
    assert "06-损坏的网页.txt：有修复过的文字" in taught.stderr
    assert "已学 1 份" in run("learn").stdout
    assert run("learn", plan, "--forget").exit_code == 2
    assert "已删去学过的 1 份文件" in run("learn", "--forget").stdout


def test_a_second_finder_that_is_not_there_is_a_remark(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUODI_MODEL_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    result = read(plan)
    assert result.exit_code == 0
    assert "提示：模型：补充 0 项，无法连接（1 次）" in result.stdout
    monkeypatch.setenv("LUODI_MODEL_URL", "ftp://somewhere")
    wrong = read(plan)
    assert (wrong.exit_code, "LUODI_MODEL_URL 应以 http" in wrong.stderr) == (0, True)


def test_python(plan: Path) -> None:
    document = luodi.read(plan)
    assert document.findings is document.findings
    assert document.to_contract()["doc"] == "方案"
    same = luodi.read_bytes("方案.txt", PLAN.encode())
    assert same.findings == document.findings
    with pytest.raises(luodi.ReadError, match="没有"):
        luodi.read(plan.parent / "没有.txt")
    with pytest.raises(AttributeError):
        _ = luodi.nonsense  # type: ignore[attr-defined]


def test_importing_the_package_is_light() -> None:
    code = "import sys, luodi; print(sorted(m for m in sys.modules if m.startswith('luodi.')))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


def test_version_and_help() -> None:
    assert run("--version").stdout == f"luodi {luodi.__version__}\n"
    assert "任务清单" in run("--help").stdout
    assert "--explain" in run("read", "--help").stdout


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    program = Path(sys.executable).parent / "luodi"
    return subprocess.run(
        [program, *arguments], capture_output=True, env={**os.environ, **environment}, check=False
    )


def test_a_terminal_that_is_not_utf8(plan: Path) -> None:
    result = command("read", str(plan), PYTHONIOENCODING="ascii")
    assert result.returncode == 0
    assert b"Traceback" not in result.stderr


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    code = (
        "import sys, luodi.reading as r\n"
        "def boom(p): raise RuntimeError('x')\n"
        "r.read = boom\n"
        "from luodi.cli import main\n"
        f"sys.argv = ['luodi', 'read', {str(tmp_path / '甲.txt')!r}]\n"
        "main()"
    )

    def stderr(**environment: str) -> str:
        env = {**os.environ, **environment}
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=False)
        assert result.returncode == 1
        return result.stderr.decode()

    assert stderr().startswith("甲.txt：处理时出现意外问题（RuntimeError）")
    assert len(stderr().splitlines()) == 1
    assert "Traceback" in stderr(LUODI_DEBUG="1")


def test_a_cold_start_to_a_written_workbook_is_quick(examples: Path, tmp_path: Path) -> None:
    """Counted in processor time, so that a busy machine does not decide; `make bench` prints the clock's."""
    papers = "".join(p.read_text("utf-8") for p in sorted(examples.glob("0[1-5]*")))
    source = tmp_path / "三千字.txt"
    source.write_text(papers[:3000], "utf-8")
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert command("read", str(source), "-o", str(tmp_path / "a.xlsx")).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    assert min(spent) < 1.5
