"""Whatever is done to the journal behind the program's back shows, or the database refuses it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from luodi.office.journal import sentences, triggers
from luodi.office.journal.models import Entry, Head
from luodi.office.journal.record import SYSTEM, act, digest, record
from luodi.office.journal.verify import Anchor, verify

sentences.register(("cup.fill", "倒茶", "给“{subject}”倒了{cups}杯茶"))
pytestmark = pytest.mark.django_db(transaction=True)


@act
def fill(cups: int) -> Entry:
    return record(SYSTEM, "cup.fill", None, {"cups": cups}, name="客人", unit_path="1.")


@pytest.fixture(autouse=True)
def six(db: None) -> None:
    for cups in range(1, 7):
        fill(cups)


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def rehash(number: int) -> None:
    """What a careful forger does: the changed row gets a hash that fits it."""
    entry = Entry.objects.get(pk=number)
    sql("UPDATE journal_entry SET hash = %s WHERE number = %s", digest(entry), number)


def rehash_from(number: int) -> None:
    """And one who rewrites all that follows, the head included."""
    previous = Entry.objects.get(pk=number - 1).hash
    for entry in Entry.objects.filter(number__gte=number).order_by("number"):
        entry.previous = previous
        previous = digest(entry)
        sql(
            "UPDATE journal_entry SET previous = %s, hash = %s WHERE number = %s",
            entry.previous,
            previous,
            entry.number,
        )
    sql("UPDATE journal_head SET hash = %s", previous)


def delete(number: int) -> None:
    sql("DELETE FROM journal_entry WHERE number = %s", number)


def swap() -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        sql("UPDATE journal_entry SET number = %s WHERE number = %s", new, old)


def insert_in_place_of(number: int) -> None:
    entry = Entry.objects.get(pk=number)
    delete(number)
    entry.actor_name = "别人"
    entry.hash = digest(entry)
    entry.save(force_insert=True)


def append() -> None:
    last = Entry.objects.get(pk=6)
    last.number, last.previous = 7, last.hash
    last.hash = digest(last)
    last.save(force_insert=True)


def forge(number: int, careful: Callable[[int], None] | None) -> None:
    sql("UPDATE journal_entry SET why = 'x' WHERE number = %s", number)
    if careful:
        careful(number)


TAMPERINGS: dict[str, tuple[Callable[[], None], int, str]] = {
    "an edited word": (lambda: forge(3, None), 3, "edited"),
    "an edited moment": (lambda: sql("UPDATE journal_entry SET at = '2020-01-01 00:00:00+00' WHERE number = 2"), 2, "edited"),
    "an edited amount": (lambda: sql("UPDATE journal_entry SET payload = '{\"cups\":9}' WHERE number = 6"), 6, "edited"),
    "an edited actor": (lambda: sql("UPDATE journal_entry SET actor_id = 5 WHERE number = 1"), 1, "edited"),
    "an edit with its hash": (lambda: forge(3, rehash), 4, "unlinked"),
    "an edit of the last with its hash": (lambda: forge(6, rehash), 6, "head"),
    "a removed entry": (lambda: delete(3), 3, "missing"),
    "the first removed": (lambda: delete(1), 1, "missing"),
    "the last removed": (lambda: delete(6), 6, "truncated"),
    "all removed": (lambda: sql("DELETE FROM journal_entry"), 1, "truncated"),
    "two in another order": (swap, 3, "edited"),
    "one put in place of another": (lambda: insert_in_place_of(4), 5, "unlinked"),
    "one appended past the head": (append, 7, "extra"),
    "the head moved back": (lambda: sql("UPDATE journal_head SET number = 5"), 6, "extra"),
    "the head changed": (lambda: sql("UPDATE journal_head SET hash = %s", "f" * 64), 6, "head"),
}  # fmt: skip


def test_an_untouched_journal_is_intact() -> None:
    seen: list[tuple[int, int]] = []
    result = verify(progress=lambda done, total: seen.append((done, total)))
    assert result.intact
    assert result.entries == 6
    assert result.head == (6, Entry.objects.get(pk=6).hash)
    assert seen == [(6, 6)]
    assert verify((Anchor(4, Entry.objects.get(pk=4).hash[:12]),)).intact


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_shows_with_its_number(name: str) -> None:
    tamper, number, kind = TAMPERINGS[name]
    triggers.remove(connection)
    tamper()
    triggers.install(connection)
    first = verify().breaks[0]
    assert (first.number, first.kind) == (number, kind)
    assert f"第{number}号" in first.says or kind == "truncated"


@pytest.mark.sqlite_only
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps what is no moment")
def test_a_value_no_program_writes_is_an_edit() -> None:
    triggers.remove(connection)
    sql("UPDATE journal_entry SET at = 'yesterday' WHERE number = 2")
    sql("UPDATE journal_entry SET why = x'ff00' WHERE number = 4")
    triggers.install(connection)
    assert [(b.number, b.kind) for b in verify().breaks] == [(2, "edited"), (4, "edited")]


def test_who_rewrites_the_whole_chain_meets_the_anchor_kept_outside() -> None:
    anchors = (Anchor(5, Entry.objects.get(pk=5).hash),)
    triggers.remove(connection)
    forge(3, rehash_from)
    triggers.install(connection)
    assert verify().intact
    first = verify(anchors).breaks[0]
    assert (first.number, first.kind) == (5, "anchor")

    triggers.remove(connection)
    sql("DELETE FROM journal_entry WHERE number > 4")
    sql("UPDATE journal_head SET number = 4, hash = %s", Entry.objects.get(pk=4).hash)
    triggers.install(connection)
    assert verify().intact
    assert verify(anchors).breaks[0].kind == "anchor"


@pytest.mark.parametrize("text", ["", "5", "x:00ffA1b2c3d4e5", "5:short", "5:" + "g" * 12, "5:" + "a" * 65])
def test_an_anchor_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="锚点"):
        Anchor.read(text)


def test_a_missing_head_shows() -> None:
    sql("DELETE FROM journal_head")
    assert verify().breaks[0].kind == "head"
    Head.objects.create(pk=1, number=6, hash=Entry.objects.get(pk=6).hash)
    assert verify().intact


def test_many_breaks_are_counted_not_listed() -> None:
    for cups in range(40):
        fill(cups)
    triggers.remove(connection)
    sql("UPDATE journal_entry SET why = 'x'")
    triggers.install(connection)
    result = verify()
    assert (len(result.breaks), result.more) == (20, 26)


def test_missing_or_hollow_triggers_show() -> None:
    names = triggers.SQLITE if connection.vendor == "sqlite" else triggers.POSTGRESQL
    assert triggers.missing(connection) == []
    for name in names:
        on = "" if connection.vendor == "sqlite" else " ON journal_entry"
        sql(f"DROP TRIGGER {name}{on}")
        assert triggers.missing(connection) == [name]
        assert name in verify().breaks[0].says
        triggers.install(connection)
    if connection.vendor == "sqlite":
        sql("DROP TRIGGER journal_no_delete")
        sql("CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT 1; END")
        assert triggers.missing(connection) == ["journal_no_delete"]
    else:
        sql("ALTER TABLE journal_entry DISABLE TRIGGER journal_no_change")
        assert triggers.missing(connection) == ["journal_no_change"]
        triggers.install(connection)
        sql(
            "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$"
        )
        assert triggers.missing(connection) == ["journal_no_change", "journal_no_truncate"]


def replace(number: int) -> None:
    entry = Entry.objects.get(pk=number)
    names = [f.column for f in Entry._meta.fields]
    values = [getattr(entry, f.attname) for f in Entry._meta.fields]
    slots = ", ".join(["%s"] * len(names))
    if connection.vendor == "sqlite":
        sql(f"REPLACE INTO journal_entry ({', '.join(names)}) VALUES ({slots})", *values)
    else:
        sql(
            f"INSERT INTO journal_entry ({', '.join(names)}) VALUES ({slots}) "
            "ON CONFLICT (number) DO UPDATE SET why = 'x'",
            *values,
        )


def replace_by_hash() -> None:
    entry = Entry.objects.get(pk=3)
    entry.number = 7
    Entry.objects.bulk_create([entry], ignore_conflicts=False)


FORBIDDEN: dict[str, Callable[[], object]] = {
    "raw update": lambda: sql("UPDATE journal_entry SET why = 'x'"),
    "raw delete": lambda: sql("DELETE FROM journal_entry WHERE number = 6"),
    "QuerySet.update": lambda: Entry.objects.filter(pk=2).update(why="x"),
    "QuerySet.update with an expression": lambda: Entry.objects.update(actor_id=F("number")),
    "QuerySet.delete": lambda: Entry.objects.filter(pk=2).delete(),
    "save": lambda: Entry.objects.get(pk=2).save(),
    "delete": lambda: Entry.objects.get(pk=2).delete(),
    "bulk_update": lambda: Entry.objects.bulk_update([Entry.objects.get(pk=2)], ["why"]),
    "replace": lambda: replace(2),
    "the same hash again": replace_by_hash,
    "a number before the end": lambda: Entry.objects.create(
        number=0, at="2026-01-01T00:00Z", actor_name="x", act="cup.fill", subject_type="", subject_name="",
        payload="{}", previous="", hash="x",
    ),
    "a gap": lambda: Entry.objects.create(
        number=9, at="2026-01-01T00:00Z", actor_name="x", act="cup.fill", subject_type="", subject_name="",
        payload="{}", previous="", hash="x",
    ),
    "truncate": lambda: sql("TRUNCATE journal_entry" if connection.vendor != "sqlite" else "DELETE FROM journal_entry"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_refuses(name: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        FORBIDDEN[name]()
    assert verify().intact
    assert Entry.objects.count() == 6
