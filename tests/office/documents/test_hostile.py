"""Whatever stands in a name, a text or a cell is shown as text, everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from tests.office.documents.conftest import read
from tests.office.world import World

from luodi.office.documents import acts
from luodi.office.ledger.models import Task

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
PAYLOADS = (
    SCRIPT, "<style>body{display:none}</style>", '<svg onload="alert(1)">', '"><img src=x onerror=alert(1)>',
    "=cmd|'/c calc'!A1", "{{ 7*7 }}", "{% raw %}", "javascript:alert(1)", "\u202egnp.exe", "</textarea><script>",
    "]]><script>", "&lt;script&gt;",
)  # fmt: skip
RAW = (
    "<script>alert",
    "<style>body{display",
    "<svg onload",
    "<img src=x",
    "</textarea><script>",
    "\u202e",
    ">49<",
)


def paper() -> str:
    lines = [f"{n}.建设平台{p}。省科技厅要在6月底前完成{p}企业摸底。" for n, p in enumerate(PAYLOADS, 1)]
    return f"关于{SCRIPT}工作的通知\n河政办{SCRIPT}〔2026〕8号\n\n省直各部门：\n" + "\n".join(lines) + "\n"


def check(page: str, url: str) -> None:
    for words in RAW:
        assert words not in page, (url, words)
    assert (
        'onload="alert' not in page.replace("&#34;", "")
        and " onerror=" not in page.replace("&gt;", ">").split(">")[0]
    )


def test_every_page_shows_text(world: World, sign_in: Any) -> None:
    name = f'方案{SCRIPT}"><svg onload="alert(1)">\u202e.txt'.replace("/", "∕")
    d = read(world, name, paper())
    office = world.people["office"]
    client = sign_in(office)
    findings = list(d.findings.filter(kind="task"))
    assert len(findings) >= 6
    assert world.plan
    acts.accept_findings(office, findings[:1], world.plan)
    acts.reject_findings(office, findings[1:2], f"理由{SCRIPT}\u202e")
    acts.edit_finding(
        office, findings[2], action=f"完成{SCRIPT}</textarea><script>", owners=[f"单位{SCRIPT}"]
    )
    urls = [
        "/documents/", "/documents/?q=" + SCRIPT, f"/documents/?issuer={SCRIPT}", "/documents/upload/",
        f"/documents/{d.pk}/", f"/documents/{d.pk}/review/", f"/documents/{d.pk}/review/?near=1",
        f"/documents/{d.pk}/near/", f"/documents/progress/?id={d.pk}", "/search/?q=" + SCRIPT,
        "/search/?q=script", "/search/?q=企业摸底", "/search/?q=\u202e&kind=" + SCRIPT,
    ]  # fmt: skip
    for f in findings[:6]:
        urls += [f"/documents/findings/{f.pk}/{end}" for end in ("", "card/", "edit/", "split/", "merge/")]
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200, url
        check(answer.content.decode(), url)
    assert SCRIPT in Task.objects.get(source_id=findings[0].pk).source_quote  # kept as written, shown as text


def test_hostile_values_in_every_post(world: World, sign_in: Any) -> None:
    d = read(world)
    client = sign_in(world.people["office"])
    finding = d.findings.filter(kind="task").first()
    assert finding
    for value in (*PAYLOADS, "9" * 50, "-1", "\x00", "", "٣", "1e9"):
        for end, data in (
            ("decide/", {"do": "accept", "plan": value, "theme": value, "version": value}),
            ("decide/", {"do": "into_task", "task": value}),
            ("decide/", {"do": value}),
            ("split/", {"at": value}),
            ("merge/", {"into": value}),
        ):
            answer = client.post(f"/documents/findings/{finding.pk}/{end}", data)
            assert answer.status_code in (200, 302, 404), (end, data)
        for end, data in (
            ("mark/", {"start": value, "end": value}),
            ("accept/", {"stamps": value, "plan": value}),
        ):
            assert client.post(f"/documents/{d.pk}/{end}", data).status_code == 302
        assert client.get("/documents/progress/", {"id": value}).status_code == 200
    finding.refresh_from_db()
    assert finding.state == "open"


def test_a_download_name_cannot_break_the_header(world: World, sign_in: Any) -> None:
    d = read(world, 'a";\r\nSet-Cookie: x=1;\n方案.txt')
    answer = sign_in(world.people["office"]).get(f"/documents/{d.pk}/original/")
    assert "Set-Cookie" not in answer.headers and "\n" not in answer["Content-Disposition"]
