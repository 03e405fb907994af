"""Who is not the office or a leader of the unit gets nothing: no page, no row, no hit, no file."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import get_resolver
from tests.office.documents.conftest import read
from tests.office.world import World

from luodi.office.documents.models import Document, Finding
from luodi.office.documents.urls import urlpatterns

pytestmark = pytest.mark.django_db
STRANGERS = (
    "auditor", "system", "security", "audit", "finance_head", "finance_liaison", "east_head", "east_liaison",
    "county_liaison", "west_head", "zone_liaison", "east_office", "east_leader",
)  # fmt: skip
ITEM = [p for p in urlpatterns if "pk" in str(p.pattern)]


def pages(document: Document, finding: Finding) -> list[str]:
    """Every address of documents that names one, filled in."""
    return [
        "/documents/"
        + str(p.pattern).replace("<int:pk>", str((finding if "findings" in str(p.pattern) else document).pk))
        for p in ITEM
    ]


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_get_nothing(world: World, sign_in: Any, who: str) -> None:
    document = read(world)
    finding = document.findings.filter(kind="task").first()
    assert finding and get_resolver()
    client = sign_in(world.people[who])
    for url in pages(document, finding):
        for answer in (client.get(url), client.post(url, {"do": "accept", "reason": "x", "action": "y"})):
            assert answer.status_code in (403, 404, 405), (url, answer.status_code)
            words = answer.content.decode()
            assert finding.quote not in words and document.title not in words
    for url in ("/documents/", "/documents/?q=企业摸底", f"/documents/progress/?id={document.pk}",
                "/search/?q=企业摸底", "/search/?q=高新技术企业&kind=finding", "/search/?q=行动方案&kind=document"):  # fmt: skip
        answer = client.get(url)
        words = answer.content.decode()
        assert document.title not in words and "完成企业摸底" not in words.replace("搜索“企业摸底”", ""), url
    assert not Document.objects.visible_to(world.people[who]).exists()
    assert not Finding.objects.visible_to(world.people[who]).exists()
    finding.refresh_from_db()
    assert finding.state == "open" and finding.version == 0


@pytest.mark.parametrize("who", ["office", "leader"])
def test_the_unit_and_those_above_it(world: World, sign_in: Any, who: str) -> None:
    document = read(world, unit="east")
    for reader in (who, f"east_{who}"):
        assert sign_in(world.people[reader]).get(f"/documents/{document.pk}/review/").status_code == 200
        hits = sign_in(world.people[reader]).get("/search/?q=企业摸底").content.decode()
        assert "<mark>企业摸底</mark>" in hits


def test_nobody_signed_in(world: World, client: Any) -> None:
    document = read(world)
    finding = document.findings.first()
    assert finding
    for url in [*pages(document, finding), "/documents/", "/documents/upload/", "/search/?q=企业"]:
        assert client.get(url).status_code in (302, 403, 405), url


def test_upload_into_a_foreign_unit(world: World, sign_in: Any) -> None:
    client = sign_in(world.people["east_office"])
    answer = client.post(
        "/documents/upload/", {"unit": world.units["province"].pk, "text": "省科技厅要尽快制定办法。"}
    )
    assert answer.status_code == 400 and not Document.objects.exists()
