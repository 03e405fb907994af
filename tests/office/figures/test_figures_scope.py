"""Who sees which figures, targets and freezes: every role, before and after something is public."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.office.figures.conftest import Numbers

from luodi.office.figures import acts, queries
from luodi.office.figures.models import Freeze, Indicator, PeerGroup, Region, Submission, Target, Value
from luodi.office.journal.record import SYSTEM

pytestmark = pytest.mark.django_db

EVERYTHING = ("office", "office2", "leader")
EAST = ("east_office", "east_leader", "east_head", "east_liaison")
NOBODY = ("auditor", "system", "security", "audit")


def places(numbers: Numbers, key: str) -> set[str]:
    rows = Value.objects.visible_to(numbers.person(key)).select_related("region")
    return {v.region.name for v in rows}


def test_figures(numbers: Numbers) -> None:
    for key in ("east", "west", "county"):
        numbers.put("high_tech", key, "2026Q3", "5")
    outside = Region.objects.create(code="620000", name="甘肃", kind="province")
    acts.record_values(numbers.person("office"), None, [acts.Row("rd", outside, "2022", "144.1")])
    for key in EVERYTHING:
        assert places(numbers, key) == {"东泽市", "西岭市", "石桥县", "甘肃"}
    for key in EAST:
        assert places(numbers, key) == {"东泽市", "石桥县", "甘肃"}
    for key in ("county_head", "county_liaison"):
        assert places(numbers, key) == {"石桥县", "甘肃"}
    assert places(numbers, "finance_head") == places(numbers, "zone_liaison") == {"甘肃"}
    for key in NOBODY:
        assert places(numbers, key) == set()
        assert not Region.objects.visible_to(numbers.person(key)).exists()
        assert not Indicator.objects.visible_to(numbers.person(key)).exists()

    # what the east makes public is read in the east, what the province does everywhere
    acts.publish_values(numbers.person("east_office"), numbers.unit("east"), "2026Q3")
    assert places(numbers, "county_head") == {"甘肃", "东泽市", "石桥县"}
    assert places(numbers, "zone_liaison") == {"甘肃"}
    acts.publish_values(numbers.person("office"), numbers.unit("province"), "2026Q3")
    assert places(numbers, "zone_liaison") == places(numbers, "county_head") == places(numbers, "office")
    # a later vintage has to be made public itself: until then the others read the one that is
    numbers.put("high_tech", "east", "2026Q3", "6")
    east = numbers.regions["east"]
    read = {
        key: queries.values_at(["high_tech"], [east], "2026Q3", seen_by=numbers.person(key))[
            "high_tech", east.pk
        ].shown
        for key in ("east_head", "zone_liaison")
    }
    assert read == {"east_head": "6", "zone_liaison": "5"}


def test_a_department_sees_what_it_filed(numbers: Numbers) -> None:
    numbers.put("rd", "west", "2025Q3", "3")
    acts.open_collection(
        SYSTEM, numbers.unit("province"), name="三季度", period="2026Q3", due=dt.date(2026, 10, 20),
        indicators=[numbers.indicators["rd"]], regions=[numbers.regions["west"]],
    )  # fmt: skip
    row = Submission.objects.get()
    liaison = numbers.person("finance_liaison")
    row = acts.file_submission(liaison, row, {row.lines.get().pk: ("7", "")}, 0)
    acts.approve_submission(numbers.person("finance_head"), row)
    acts.accept_submission(numbers.person("office"), row)
    assert [(v.period, v.shown) for v in Value.objects.visible_to(liaison)] == [("2026Q3", "7.00")]
    assert Region.objects.visible_to(liaison).filter(name="西岭市").exists()
    assert not Value.objects.visible_to(numbers.person("east_head")).exists()


def test_targets_freezes_and_peers(numbers: Numbers) -> None:
    office, west, east = numbers.person("office"), numbers.regions["west"], numbers.regions["east"]
    numbers.put("high_tech", "west", "2026Q3", "5")
    acts.set_targets(
        office, numbers.unit("province"), [acts.Goal("high_tech", west, "2026Q4", "9", source_word="方案")]
    )
    acts.freeze_period(office, numbers.unit("west"), "2026Q3", ["high_tech"], [west])
    acts.set_peers(office, numbers.unit("west"), "西部的组", [west, east])
    acts.set_peers(office, numbers.unit("province"), "全省的组", [west, east])

    def counts(key: str) -> tuple[int, int, int]:
        person = numbers.person(key)
        return (
            Target.objects.visible_to(person).count(),
            Freeze.objects.visible_to(person).count(),
            PeerGroup.objects.visible_to(person).count(),
        )

    assert counts("office") == counts("leader") == (1, 1, 2)
    assert counts("west_head") == (1, 1, 2)
    assert counts("east_office") == counts("county_head") == (0, 0, 1)
    assert counts("auditor") == (0, 0, 0)
