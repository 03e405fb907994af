"""Files as they should not be: one clear line each, no traceback, and the good file is still read."""

from __future__ import annotations

import io
import os
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from click.testing import Result

from commands import read

GOOD = "关于印发工作方案的通知\n一、重点任务\n1.建立培育库。市科技局6月底前建立企业培育库。\n"
SCREEN = re.compile(r"共 (\d+) 份文件")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def only_blanks(path: Path) -> None:
    path.write_text(" \n\u3000\n\ufeff", "utf-8")


def noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20_000))


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(500))


def huge(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)  # sparse: takes no room on the disk


def bomb(path: Path) -> None:
    """A docx whose body unpacks to a gigabyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        with package.open("word/document.xml", "w", force_zip64=True) as member:
            for _ in range(1024):
                member.write(b" " * 2**20)


def encrypted(path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("geheim", algorithm="RC4-128")
    writer.write(path)


def scanned(path: Path) -> None:
    """A PDF without any text layer."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(path)


def torn(path: Path) -> None:
    """A docx that was cut off while being copied."""
    import docx

    whole = io.BytesIO()
    docx.Document().save(whole)
    path.write_bytes(whole.getvalue()[:3000])


def only_chrome(path: Path) -> None:
    path.write_text(
        "<html><body><nav><a href='/'>首页</a> | <a href='/n'>新闻</a></nav>"
        "<footer>版权所有：某某网 技术支持：某某公司 备案号：某ICP备00000000号</footer></body></html>",
        "utf-8",
    )


def marked(path: Path) -> None:
    path.write_text("机密★5年\n\n关于某项工作的通知\n各单位：\n请认真贯彻落实。\n", "utf-8")


def gone(path: Path) -> None:
    path.symlink_to(path.parent / "没有")


BAD: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("空.txt", empty, "空"),
    ("空白.txt", only_blanks, "没有文字"),
    ("杂.txt", noise, ""),
    ("杂.pdf", noise, ""),
    ("图.docx", picture, "图片"),
    ("大.txt", huge, "文件过大"),
    ("炸.docx", bomb, ""),
    ("锁.pdf", encrypted, "密码|加密"),
    ("扫描.pdf", scanned, "扫描|文字层"),
    ("断.docx", torn, "损坏"),
    ("壳.html", only_chrome, "正文|文字"),
    ("密.txt", marked, "机密"),
    ("断链.txt", gone, "找不到"),
)


def one_line_for(result: Result, name: str) -> str:
    """The line about a file: exactly one, with its name, what is wrong and what to do."""
    lines = [line for line in result.stderr.splitlines() if line.startswith(f"{name}：")]
    assert len(lines) == 1, result.stderr
    assert lines[0].endswith("。")
    assert lines[0].count("。") >= 2, lines[0]  # what is wrong, and what to do
    return lines[0]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "好.txt"
    path.write_text(GOOD, "utf-8")
    return path


@pytest.mark.parametrize(("name", "make", "says"), BAD, ids=[name for name, _, _ in BAD])
def test_one_clear_line_and_the_rest_is_read(
    good: Path, tmp_path: Path, name: str, make: Callable[[Path], None], says: str
) -> None:
    path = tmp_path / name
    make(path)
    result = read(path, good)
    assert result.exit_code == 1
    assert re.search(says, one_line_for(result, name))
    shown = SCREEN.search(result.stdout)
    assert shown is not None
    assert shown[1] == "1"


def test_all_of_them_at_once(good: Path, tmp_path: Path) -> None:
    for name, make, _ in BAD:
        make(tmp_path / name)
    result = read(*(tmp_path / name for name, _, _ in BAD), good, "--format", "json", "-o", tmp_path / "out")
    assert result.exit_code == 1
    for name, _, _ in BAD:
        one_line_for(result, name)
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["好.json"]


def test_nothing_of_a_secret_file_but_its_name_and_the_reason(tmp_path: Path) -> None:
    marked(tmp_path / "密.txt")
    result = read(tmp_path / "密.txt", "-o", tmp_path / "a.xlsx")
    assert result.exit_code == 1
    assert "某项工作" not in result.output
    assert not (tmp_path / "a.xlsx").exists()


def test_a_wrong_suffix_is_read_by_its_content_and_told(tmp_path: Path) -> None:
    import docx

    paper = docx.Document()
    for line in GOOD.splitlines():
        paper.add_paragraph(line)
    path = tmp_path / "方案.pdf"
    paper.save(str(path))
    result = read(path)
    assert result.exit_code == 0
    assert "后缀是 .pdf，内容实为 docx" in result.stdout


def test_mixed_encodings_are_read_or_refused_never_garbled_in_silence(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "混.txt"
    path.write_bytes(GOOD.encode("gb18030") + "市财政局要加快资金拨付。\n".encode())
    result = read(path, good)
    if result.exit_code == 1:
        one_line_for(result, "混.txt")
    else:
        assert "请核对" in result.stdout or "市财政局" in result.stdout


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\nb.txt", "a\\nb.txt"),
        ("\u202e文件.txt".encode(), "\\u202e文件.txt"),
        (b"[1]*?.txt", "[1]*?.txt"),
        (b"--help.txt", "--help.txt"),
        ("'引 号\".txt".encode(), "'引 号\".txt"),
        ("方案😀.txt".encode(), "方案😀.txt"),
        ("方案.txt".encode("gb18030"), "方案.txt"),
        (b"\xff\xfe\xfd.txt", None),
        (("长" * 80 + ".txt").encode(), None),
        (b".txt", ".txt"),
        ("[bold]甲[/bold].txt".encode(), "[bold]甲[/bold].txt"),
    ],
    ids=range(11),
)
def test_a_file_name_may_hold_anything(tmp_path: Path, name: bytes, shown: str | None) -> None:
    try:
        path = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name)))  # noqa: PTH118
        path.write_bytes(b"")
    except OSError:
        pytest.skip("this file system does not take such a name")
    failed = read(path)
    assert failed.exit_code == 1
    line = failed.stderr.splitlines()
    assert len(line) == 1
    assert line[0].startswith(f"{shown}：" if shown else "")
    path.write_text(GOOD, "utf-8")
    for arguments in (
        (),
        ("--explain",),
        ("--format", "json", "-o", tmp_path / "out"),
        ("-o", tmp_path / "a.xlsx"),
    ):
        result = read(path, *arguments)
        assert result.exit_code == 0, result.stderr
        assert "\n\n" not in result.stderr
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_name_like_an_option_after_two_dashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-o.txt").write_text(GOOD, "utf-8")
    assert read("--", "-o.txt").exit_code == 0


def test_an_empty_folder_and_empty_input(tmp_path: Path) -> None:
    folder = read(tmp_path)
    assert (folder.exit_code, "没有可读的文件" in folder.stderr) == (1, True)
    nothing = read("-", stdin=b"")
    assert (nothing.exit_code, nothing.stderr) == (1, "标准输入：文件是空的。请核对是否选错了文件。\n")
