"""Acts and their entries: one transaction, one chain, one act for one form."""

from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from tests.office.world import World

from luodi.office.journal import sentences
from luodi.office.journal.models import GENESIS, Entry, Head
from luodi.office.journal.record import (
    SYSTEM,
    AlreadyDone,
    NothingRecorded,
    act,
    already_done,
    record,
    request,
    unchanged,
)
from luodi.office.units.models import Unit

sentences.register(
    ("unit.rename", "改名", "把“{subject}”改名为{name}"),
    ("unit.look", "查看", "看了“{subject}”"),
)
pytestmark = pytest.mark.django_db


@act
def rename(actor: object, unit: Unit, name: str, why: str = "") -> Unit:
    if unit.name == name:
        raise ValidationError("已经叫这个名称了")
    unit.name = name
    unit.save()
    record(actor, "unit.rename", unit, {"name": name}, unit_path=unit.path, why=why)  # type: ignore[arg-type]
    return unit


def test_every_column_is_under_the_hash(world: World) -> None:
    rename(world.people["office"], world.units["east"], "东泽新市", "撤县设市")
    entry = Entry.objects.get()
    columns = [
        entry.number, entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"), entry.actor_id,
        entry.actor_name, entry.act, entry.subject_type, entry.subject_id, entry.subject_name,
        entry.unit_path, entry.payload, entry.why, entry.request_id, entry.once, entry.previous,
    ]  # fmt: skip
    assert {f.name for f in Entry._meta.fields} - {"hash"} == {
        "number", "at", "actor_id", "actor_name", "act", "subject_type", "subject_id", "subject_name",
        "unit_path", "payload", "why", "request_id", "once", "previous",
    }  # fmt: skip
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    assert entry.hash == hashlib.sha256(text.encode()).hexdigest()
    assert entry.previous == GENESIS
    assert (Head.objects.get().number, Head.objects.get().hash) == (1, entry.hash)
    assert entry.sentence == "把“东泽新市”改名为东泽新市"


def test_a_refused_act_leaves_neither_rows_nor_entry(world: World) -> None:
    @act
    def half(unit: Unit) -> None:
        rename(SYSTEM, unit, "半个")
        raise ValidationError("不行")

    with pytest.raises(ValidationError):
        half(world.units["east"])
    assert Unit.objects.get(pk=world.units["east"].pk).name == "东泽市"
    assert not Entry.objects.exists()
    assert Head.objects.get().number == 0


def test_an_act_without_an_entry_is_an_error_unless_it_says_so(world: World) -> None:
    @act
    def silent(unit: Unit) -> None:
        unit.name = "悄悄"
        unit.save()

    @act
    def idle() -> str:
        unchanged()
        return "没有变化"

    with pytest.raises(NothingRecorded):
        silent(world.units["east"])
    assert Unit.objects.get(pk=world.units["east"].pk).name == "东泽市"
    assert idle() == "没有变化"


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_an_error() -> None:
    with pytest.raises(NothingRecorded):
        record(SYSTEM, "unit.look", None)
    with transaction.atomic(), pytest.raises(ValueError, match="register"):
        record(SYSTEM, "unit.unknown", None)


def test_a_form_sent_twice_acts_once_even_where_the_state_would_refuse_it(world: World) -> None:
    with request("r1", "token"):
        rename(SYSTEM, world.units["east"], "东泽新市")
        rename(SYSTEM, world.units["west"], "西岭新市")  # the same request goes on
    with request("r2", "token"), pytest.raises(AlreadyDone) as told:
        rename(SYSTEM, world.units["east"], "东泽新市")  # would be refused: it has the name
    assert told.value.entry.number == 1
    assert "日志第1号" in str(told.value)
    assert Entry.objects.count() == 2
    with request("r3", "token"):
        assert already_done() == told.value.entry
    with request("r4", "another"):
        assert already_done() is None
    assert already_done() is None


def test_a_token_whose_act_was_rolled_back_is_still_to_be_used(world: World) -> None:
    @act
    def late(unit: Unit) -> None:
        rename(SYSTEM, unit, "一半")
        raise ValidationError("不行")

    with request("r1", "token"):
        with pytest.raises(ValidationError):
            late(world.units["east"])
        rename(SYSTEM, world.units["east"], "东泽新市")
    assert Entry.objects.get().once == "token"


def test_values_are_written_plainly_and_impossible_characters_are_seen(world: World) -> None:
    @act
    def look() -> Entry:
        payload = {
            "day": dt.date(2026, 3, 1),
            "money": decimal.Decimal("12.50"),
            "unit": world.units["east"],
            "odd": "甲\x00乙\ud800",
        }
        return record(SYSTEM, "unit.look", world.units["east"], payload, why="因\x00为\udfff", name="名\x00")

    entry = Entry.objects.get(pk=look().pk)
    assert entry.values == {
        "day": "2026-03-01",
        "money": "12.50",
        "unit": {"id": world.units["east"].pk, "name": "东泽市"},
        "odd": "甲\x00乙\ufffd",
    }
    assert (entry.why, entry.subject_name) == ("因\ufffd为\ufffd", "名\ufffd")
