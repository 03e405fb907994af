"""What is taken in and what is refused before a byte of it is stored."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.office.documents.conftest import PLAN, read, upload
from tests.office.world import World

from luodi.office.documents import checking, limits
from luodi.office.documents.models import Document
from luodi.office.files.models import StoredFile
from luodi.office.journal.models import Entry
from luodi.office.units.scope import Refusal

pytestmark = pytest.mark.django_db
SECRET_WORDS = "某型装备部署地点在甲乙丙丁"


def kept(home: Path) -> list[Path]:
    """What the store holds; the home also keeps the engine's own model."""
    return [p for p in (home / "files").rglob("*") if p.is_file()]


def docx(text: str) -> bytes:
    from docx import Document as Word

    paper, out = Word(), io.BytesIO()
    for line in text.splitlines():
        paper.add_paragraph(line)
    paper.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("报告.txt", f"机密★5年\n\n关于某事的报告\n\n{SECRET_WORDS}".encode()),
        ("报告.txt", f"密级：秘密\n关于某事的报告\n{SECRET_WORDS}".encode("gb18030")),
        ("报告.html", f"<html><body><p>絕密</p><h1>报告</h1><p>{SECRET_WORDS}</p></body></html>".encode()),
        ("报告.docx", docx(f"秘密★10年\n关于某事的报告\n{SECRET_WORDS}")),
        ("【机密】关于某事的报告.txt", SECRET_WORDS.encode()),
        ("关于某事的报告（秘密）.docx", docx(SECRET_WORDS)),
        ("绝密-某事.txt", SECRET_WORDS.encode()),
        ("报告.txt", f"機(jī)密★5年\n关于某事的报告\n{SECRET_WORDS}".encode()),  # seen only once repaired
        ("大报告.txt", f"机密★5年\n{SECRET_WORDS}\n{'甲' * limits.IN_PROCESS_BYTES}".encode()),
    ],
)
def test_marked_secret_nothing_is_stored(world: World, home: Path, name: str, data: bytes) -> None:
    fate = upload(world, name, data)
    assert fate.secret and fate.document is None and "密级" in fate.error
    assert not Document.objects.exists() and not StoredFile.objects.exists()
    assert not kept(home)
    entry = Entry.objects.get(act="document.refuse")
    assert entry.values["name"] and "密级" in entry.values["reason"]
    assert SECRET_WORDS[:6] not in entry.payload + entry.subject_name + entry.why
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_words")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize(
    "name", ["关于加强商业秘密保护的通知.txt", "保密工作要点.txt", "机密机床产业方案.txt"]
)
def test_words_are_no_marks(world: World, name: str) -> None:
    assert upload(world, name).document is not None


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"\0" * (30 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", "空"),
        ("程序.exe", b"MZ\x90", "不支持"),
        ("坏.docx", b"PK\x03\x04 not a package", "损坏"),
        ("坏.pdf", b"%PDF-1.7 nothing", ""),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, ""),
    ],
)
def test_unreadable_is_refused_with_a_reason(
    world: World, home: Path, name: str, data: bytes, words: str
) -> None:
    fate = upload(world, name, data)
    assert fate.document is None and not fate.secret
    assert words in fate.error and fate.error.endswith("。")
    assert not kept(home)
    assert Entry.objects.get(act="document.refuse").values["name"] == name


def test_a_zip_bomb_is_refused(world: World, home: Path) -> None:
    fate = upload(world, "炸弹.docx", bomb())
    assert fate.document is None and "庞大" in fate.error
    assert not kept(home)


def test_a_paragraph_of_100_megabytes_is_refused(world: World, home: Path) -> None:
    fate = upload(world, "长.txt", ("甲" * (34 * 2**20)).encode())
    assert fate.document is None and "MB" in fate.error
    assert not kept(home)


def test_a_check_without_end_is_cut_off(world: World, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHECK_SECONDS", 0.05)
    fate = upload(world, "慢.pdf", b"%PDF-1.4\n" + b"x" * 1000)
    assert fate.document is None and "没有完成密级检查" in fate.error
    assert not kept(home)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16", "big5"])
def test_encodings(world: World, charset: str) -> None:
    text = PLAN if charset != "big5" else "關於科技創新工作的通知\n省科技廳要於6月底前完成企業摸底。\n"
    document = read(world, "方案.txt", text.encode(charset))
    assert "完成企业摸底" in document.text


def test_the_same_file_is_one_document(world: World) -> None:
    first, second = upload(world, "甲.txt"), upload(world, "乙.txt")
    assert second.known and second.document == first.document
    other = upload(world, "丙.txt", unit="east")  # another unit keeps its own, of the same bytes
    assert not other.known and StoredFile.objects.count() == 1
    assert Document.objects.count() == 2


def test_only_the_office_uploads(world: World) -> None:
    from luodi.office.documents import acts

    for key in ("leader", "finance_liaison", "east_head", "auditor", "system", "east_office"):
        with pytest.raises(Refusal):
            acts.upload(world.people[key], world.units["province"], "a.txt", b"x")
    assert not Document.objects.exists()


def test_one_post_tells_every_files_fate(world: World, sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(world.people["office"])
    files = [
        SimpleUploadedFile("方案.txt", PLAN.encode()),
        SimpleUploadedFile("秘.txt", "机密★5年\n内容".encode()),
        SimpleUploadedFile("程序.exe", b"MZ"),
        SimpleUploadedFile("再来.txt", PLAN.encode()),
    ]
    answer = client.post(
        "/documents/upload/",
        {"unit": world.units["province"].pk, "files": files, "text": "省科技厅要尽快制定办法。", "title": ""},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "收下2个，以前传过1个，拒收2个" in page
    assert "标有密级“机密”" in page and "不支持“.exe”类文件" in page
    assert set(Document.objects.values_list("name", flat=True)) == {
        "方案.txt",
        "省科技厅要尽快制定办法。.txt",
    }
    assert client.post("/documents/upload/", {"unit": world.units["province"].pk}).status_code == 400


def test_no_word_of_a_refused_file_is_on_the_page(world: World, sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(world.people["office"])
    files = [SimpleUploadedFile("秘.txt", f"机密★5年\n{SECRET_WORDS}".encode())]
    page = client.post(
        "/documents/upload/", {"unit": world.units["province"].pk, "files": files}
    ).content.decode()
    assert "秘.txt" in page and SECRET_WORDS not in page


def test_names_are_checked_by_their_stem() -> None:
    checking.check_name("2026.03.工作要点.txt")
    with pytest.raises(checking.SecretError):
        checking.check_name("（绝密）.txt")
