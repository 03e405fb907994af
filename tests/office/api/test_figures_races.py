"""Figures and races by programs: the same sight and the same acts as the pages have."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.office.api.conftest import Program
from tests.office.races.conftest import DAY, Course, course

from luodi.office.figures import acts as figures
from luodi.office.figures.models import Indicator, Submission
from luodi.office.journal import clock
from luodi.office.journal.models import Entry
from luodi.office.races import acts

__all__ = ["course"]

pytestmark = pytest.mark.django_db


def program(course: Course, key: str, *rights: str) -> Program:
    person = course.person(key)
    return Program(person, *rights, key=f"luodi_{key}_{'_'.join(rights)}")


def test_a_county_sees_its_own_then_what_is_published(course: Course) -> None:
    round = course.confirming()
    county, office = program(course, "county_head"), program(course, "office")
    mine = course.regions["county"].pk
    here = f"/race-rounds/{round.pk}/result"
    told = county.get(here)
    assert [x["region"] for x in told["lines"]] == [mine] and told["lines"][0]["place"] is None
    assert told["lines"][0]["score"] == "70" and len(told["lines"][0]["cells"]) == 3
    assert not told["whole"] and len(office.get(here)["lines"]) == 4
    values = county.get("/values?period=2026Q3")["items"]
    assert values and {v["region"] for v in values} == {mine}
    assert {v["source"] for v in values if v["code"] == "rd_intensity"} == {"统计局"}
    assert {t["region"] for t in county.get("/targets")["items"]} == {mine}
    other = course.regions["west"].pk
    assert county.get(f"/regions/{other}/figures?period=2026Q3", 404)["code"] == "not_found"
    assert county.post(f"/race-rounds/{round.pk}/regions/{other}/confirm", status=404)
    office_sees = {v["region"] for v in office.get("/values?period=2026Q3")["items"]}
    assert len(office_sees) == 4
    with clock.at(DAY + dt.timedelta(days=20)):
        for step in (acts.freeze_round, acts.compute_round):
            step(course.person("office"), round)
        acts.meet(course.person("office"), round, meeting="会议")
        acts.publish(course.person("office"), round)
        west = program(course, "west_head")
        lines = west.get(here)["lines"]  # first and last one are published; the second, not theirs, is not
        assert {x["unit"] for x in lines} == {"东泽市", "西岭市", "西岭高新区"}
        assert [bool(x["cells"]) for x in lines] == [x["region"] != course.regions["east"].pk for x in lines]


def test_confirm_appeal_and_ruling(course: Course) -> None:
    round = course.confirming()
    head, office = program(course, "county_head"), program(course, "office")
    region = course.regions["county"].pk
    contracts = Indicator.objects.get(code="contracts").pk
    here = f"/race-rounds/{round.pk}/regions/{region}"
    wrong = head.send(
        f"{here}/appeals", "证.pdf", b"%PDF", 422, indicator=contracts, claimed="3", reason="漏"
    )
    assert wrong["fields"][0]["field"] == "claimed"
    made = head.send(f"{here}/appeals", "证.pdf", b"%PDF", indicator=contracts, claimed="4", reason="漏一份")
    assert made["state"] == "open" and made["before"] == "3.00" and made["claimed"] == "4"
    assert "申诉" in head.post(f"{here}/confirm", status=422)["detail"]
    assert program(course, "county_liaison").post(f"{here}/confirm", status=403)
    ruled = office.post(f"/appeals/{made['id']}/rule", {"upheld": True, "ruling": "应计入"})
    assert ruled["state"] == "upheld" and ruled["version"] == 2
    assert head.post(f"{here}/confirm")["region"] == region
    vintages = office.get(f"/values?indicator={contracts}&region={region}&period=2026Q3")["items"]
    assert [(v["vintage"], v["value"]) for v in vintages] == [(1, "3"), (2, "4")]
    current = office.get(f"/values?indicator={contracts}&region={region}&period=2026Q3&current=true")["items"]
    assert [v["vintage"] for v in current] == [2]
    west = program(course, "west_head")
    assert west.get("/appeals")["items"] == [] and west.get(f"/appeals/{made['id']}", 404)


def test_figures_are_handed_in_by_a_program(course: Course) -> None:
    asked = figures.open_collection(
        course.person("office"), course.unit("province"), name="四季度填报", period="2026Q4",
        due=DAY.date() + dt.timedelta(days=9), indicators=list(Indicator.objects.filter(code="high_tech")),
        regions=[course.regions["county"], course.regions["zone"]],
    )  # fmt: skip
    own = Submission.objects.get(collection=asked, unit=course.unit("county"))
    other = Submission.objects.get(collection=asked, unit=course.unit("zone"))
    liaison = program(course, "county_liaison")
    assert [s["id"] for s in liaison.get("/submissions")["items"]] == [own.pk]
    assert liaison.get(f"/submissions/{other.pk}", 404)
    form = liaison.get(f"/submissions/{own.pk}")
    (line,) = form["lines"]
    assert line["value"] is None and "没有填" in str(
        liaison.post(f"/submissions/{own.pk}/submit", {"version": 0}, 422)["fields"]
    )
    body: dict[str, Any] = {"version": 0, "lines": [{"line": line["line"], "value": "31"}]}
    strange = {"version": 0, "lines": [{"line": other.lines.get().pk, "value": "1"}]}
    assert liaison("PUT", f"/submissions/{own.pk}", strange).status_code == 422
    assert liaison("PUT", f"/submissions/{own.pk}", body).json()["lines"][0]["value"] == "31"
    assert liaison("PUT", f"/submissions/{own.pk}", body).status_code == 409  # by the version it had
    assert liaison.post(f"/submissions/{own.pk}/submit", {"version": 1})["state"] == "submitted"
    office = program(course, "office")
    assert office.get(f"/submissions/{own.pk}", 404)  # not before the unit's head
    head = program(course, "county_head")
    assert head.post(f"/submissions/{own.pk}/approve", once="a-1")["state"] == "approved"
    assert head.post(f"/submissions/{own.pk}/approve", status=409, once="a-1")["code"] == "done"
    assert office.post(f"/submissions/{own.pk}/accept")["state"] == "accepted"
    found = liaison.get(f"/regions/{course.regions['county'].pk}/figures?period=2026Q4")["items"]
    assert [(f["code"], f["value"]) for f in found] == [("high_tech", "31")]
    assert Entry.objects.filter(act="figures.accept").count() == 1


def test_a_key_does_what_its_rights_are(course: Course) -> None:
    reader = program(course, "office", "figures:read")
    assert reader.get("/indicators")["items"]
    for path in ("/races", "/race-rounds", "/appeals"):
        assert reader.get(path, 403)["code"] == "forbidden"
    assert reader.post("/submissions/1/submit", {"version": 0}, 403)
    auditor = program(course, "auditor")
    for path in ("/indicators", "/values", "/targets", "/races", "/race-rounds", "/submissions"):
        assert auditor.get(path)["items"] == [], path
