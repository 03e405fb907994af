"""A round of submission: who is asked, whose move it is, nobody takes two steps, a correction is a new vintage."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.office.figures.conftest import Numbers

from luodi.office.figures import acts
from luodi.office.figures.models import Collection, Submission, Value
from luodi.office.journal.models import Entry
from luodi.office.units.models import Person, Role
from luodi.office.units.scope import Refusal

pytestmark = pytest.mark.django_db


def opened(numbers: Numbers, **more: Any) -> Collection:
    given = {
        "name": "2026年三季度填报", "period": "2026Q3", "due": dt.date(2026, 10, 20),
        "indicators": [numbers.indicators[k] for k in ("high_tech", "rd", "share")],
        "regions": [numbers.regions[k] for k in ("east", "west")],
    }  # fmt: skip
    return acts.open_collection(numbers.person("office"), numbers.unit("province"), **given | more)


def filled(numbers: Numbers, key: str = "east", text: str = "12") -> Submission:
    row = Submission.objects.get(collection=opened(numbers), unit=numbers.unit(key))
    given = {line.pk: (text, "") for line in row.lines.all()}
    return acts.save_submission(numbers.person(f"{key}_liaison"), row, given, row.version)


def test_who_is_asked_for_what(numbers: Numbers) -> None:
    made = opened(numbers)
    asked = {
        s.unit.name: sorted((line.indicator.code, line.region.name) for line in s.lines.all())
        for s in made.submissions.all()
    }
    assert asked == {
        "东泽市": [("high_tech", "东泽市")],
        "西岭市": [("high_tech", "西岭市")],
        "河清省财政厅": [("rd", "东泽市"), ("rd", "西岭市")],  # its source department, for everybody
    }
    with pytest.raises(ValidationError) as told:
        opened(numbers, period="三季度", due=dt.date(2026, 1, 1), indicators=[numbers.indicators["share"]])
    assert set(told.value.message_dict) == {"name", "period", "due", "indicators"}


def test_whose_move_it_is_and_nobody_takes_two_steps(numbers: Numbers) -> None:
    row = filled(numbers)
    assert row.turn == "等东泽市联络员填报"
    row = acts.submit_submission(numbers.person("east_liaison"), row, row.version)
    assert row.turn == "等东泽市负责人审核"
    for key in ("east_liaison", "west_head", "office", "county_head"):
        with pytest.raises(Refusal):
            acts.approve_submission(numbers.person(key), row)
    row = acts.approve_submission(numbers.person("east_head"), row)
    assert row.turn == "等办公室审核采用"
    for key in ("east_office", "west_head", "leader"):
        with pytest.raises(Refusal):
            acts.accept_submission(numbers.person(key), row)
    row = acts.accept_submission(numbers.person("office"), row)
    value = Value.objects.get()
    assert row.turn == "已采用，不用再办" and value.figure == 12 and value.submission == row
    assert value.entry == Entry.objects.get(act="figures.record").number


def test_a_head_does_not_approve_what_the_head_handed_in(numbers: Numbers) -> None:
    row = filled(numbers)
    head = numbers.person("east_head")
    with pytest.raises(ValidationError, match="没有可以审核的负责人"):
        acts.submit_submission(head, row, row.version)
    second = Person.objects.create(name="严谨", unit=numbers.unit("east"), login="second")
    Role.objects.create(person=second, kind="head", unit=numbers.unit("east"))
    row = acts.submit_submission(head, row, row.version)
    with pytest.raises(Refusal, match="同一人"):
        acts.approve_submission(head, row)
    assert acts.approve_submission(second, row).state == "approved"


def test_missing_is_not_zero(numbers: Numbers) -> None:
    row = filled(numbers, text="")
    line = row.lines.get()
    liaison = numbers.person("east_liaison")
    with pytest.raises(ValidationError) as told:
        acts.submit_submission(liaison, row, row.version)
    assert told.value.message_dict == {
        f"line-{line.pk}": ["东泽市“高新技术企业净增”没有填，请填数；确实没有的写明原因。"]
    }
    with pytest.raises(ValidationError, match="不是数字"):
        acts.save_submission(liaison, row, {line.pk: ("十二", "")}, row.version)
    row = acts.save_submission(liaison, row, {line.pk: ("", "本季没有统计")}, row.version)
    row = acts.submit_submission(liaison, row, row.version)
    acts.approve_submission(numbers.person("east_head"), row)
    acts.accept_submission(numbers.person("office"), row)
    assert not Value.objects.exists()


def test_a_correction_is_the_next_vintage(numbers: Numbers) -> None:
    row = filled(numbers)
    for text in ("12", "14"):
        liaison = numbers.person("east_liaison")
        row = acts.save_submission(liaison, row, {row.lines.get().pk: (text, "")}, row.version)
        row = acts.submit_submission(liaison, row, row.version)
        row = acts.approve_submission(numbers.person("east_head"), row)
        row = acts.accept_submission(numbers.person("office"), row)
        if text == "12":
            with pytest.raises(ValidationError, match="理由"):
                acts.return_submission(numbers.person("office"), row, " ")
            row = acts.return_submission(numbers.person("office"), row, "与证书数不符")
            assert row.turn == "已退回，等东泽市联络员修改后重报"
    assert [(v.vintage, v.vintage_kind, v.figure) for v in Value.objects.all()] == [
        (1, "first", 12), (2, "revised", 14),
    ]  # fmt: skip


def test_stale_forms_and_closed_rounds_are_refused(numbers: Numbers) -> None:
    row = filled(numbers)
    liaison, line = numbers.person("east_liaison"), row.lines.get()
    with pytest.raises(ValidationError, match="别人刚刚改过"):
        acts.save_submission(liaison, row, {line.pk: ("1", "")}, 0)
    acts.close_collection(numbers.person("office"), row.collection)
    with pytest.raises(ValidationError, match="已经截止"):
        acts.submit_submission(liaison, row, row.version)
    acts.reopen_collection(numbers.person("office"), row.collection, due=dt.date(2026, 10, 30), why="补报")
    assert acts.submit_submission(liaison, row, row.version).state == "submitted"


def test_who_sees_a_submission(numbers: Numbers) -> None:
    row = filled(numbers)

    def seen(*keys: str) -> list[bool]:
        return [Submission.objects.visible_to(numbers.person(k)).filter(pk=row.pk).exists() for k in keys]

    inside, above = ("east_liaison", "east_head"), ("east_office", "east_leader", "office", "leader")
    outside = (
        "west_head",
        "west_liaison",
        "finance_head",
        "county_head",
        "auditor",
        "system",
        "security",
        "audit",
    )
    assert seen(*inside) == [True, True]
    assert not any(seen(*above)) and not any(seen(*outside))
    row = acts.submit_submission(numbers.person("east_liaison"), row, row.version)
    assert not any(seen(*above))
    acts.approve_submission(numbers.person("east_head"), row)
    assert all(seen(*above, *inside)) and not any(seen(*outside))
