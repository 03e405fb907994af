"""Recomputing the chain: what was changed, removed, inserted or put in another order shows.

Entries are read in batches by number, so a long journal needs no more memory than a short one and
no transaction is held open while the office works. What is appended meanwhile is left for the next time.

Whoever can write the database can also rewrite the whole chain with its head. Against that an anchor
helps: a number with its hash, kept somewhere else (`luodi verify` prints the newest, every export carries one).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from luodi.office.journal import triggers
from luodi.office.journal.models import GENESIS, Head
from luodi.office.journal.record import HASHED, digest_of

BATCH = 5000
MANY = 20
"""Breaks listed one by one; the rest is counted."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the journal is not what was written. `number` is None where no entry is meant."""

    number: int | None
    kind: str  # edited, missing, unlinked, extra, truncated, head, anchor, triggers
    says: str


@dataclass
class Result:
    """What verifying found. `head` is the newest number and its hash: worth keeping elsewhere."""

    entries: int = 0
    head: tuple[int, str] = (0, GENESIS)
    breaks: list[Break] = field(default_factory=list)
    more: int = 0

    @property
    def intact(self) -> bool:
        return not self.breaks

    def add(self, number: int | None, kind: str, says: str) -> None:
        if len(self.breaks) < MANY:
            self.breaks.append(Break(number, kind, says))
        else:
            self.more += 1


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry's number and its hash (or the beginning of it), as they were kept outside."""

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Anchor:
        """`NUMBER:HASH`, the hash with 12 digits at least.

        >>> Anchor.read("12:00ffA1b2c3d4e5")
        Anchor(number=12, hash='00ffa1b2c3d4e5')
        """
        number, _, digits = text.strip().partition(":")
        digits = digits.strip().lower()
        right = (
            number.strip().isdecimal()
            and 12 <= len(digits) <= 64
            and not set(digits) - set("0123456789abcdef")
        )
        if not right:
            raise ValueError("锚点写作“号:校验值”，如 128:9f86d081884c7d65（校验值至少前12位）。")
        return cls(int(number), digits)


def verify(anchors: tuple[Anchor, ...] = (), progress: Progress | None = None) -> Result:
    """Go through the whole chain."""
    result = Result()
    if absent := triggers.missing(connection):
        result.add(None, "triggers", f"数据库缺少保护日志的触发器（{'、'.join(absent)}）：日志可能被改动过。")
    head = Head.objects.filter(pk=1).first()
    if head is None:
        result.add(None, "head", "链头不见了：无法判断日志到第几号为止。")
    wanted = {anchor.number: anchor for anchor in anchors}
    last, previous = 0, GENESIS
    for columns, stored in _rows():
        number = columns[0]
        if head is not None and number > head.number:
            # Written since the head was read: by the program if the head has gone along.
            newer = Head.objects.filter(pk=1).values_list("number", flat=True).first() or 0
            if number <= newer:
                break
            result.add(number, "extra", f"第{number}号排在链头（第{head.number}号）之后：不是经程序写入的。")
            continue
        if number > last + 1:
            gone = f"第{last + 1}号" if number == last + 2 else f"第{last + 1}号至第{number - 1}号"
            result.add(last + 1, "missing", f"{gone}不见了：第{last}号之后直接是第{number}号。")
        if not _fits(columns, stored):
            result.add(number, "edited", f"第{number}号的内容与它的校验值不符：写入之后被改过。")
        elif columns[-1] != previous and number == last + 1:
            says = f"第{number}号接不上第{last}号：这两条之一写入之后被改、被换过，或者中间插入、删去过记录。"
            result.add(number, "unlinked", says)
        anchor = wanted.pop(number, None)
        if anchor is not None and not str(stored).startswith(anchor.hash):
            says = f"第{number}号与保存在外的锚点不符：第{number}号及以前的记录被整体改写过。"
            result.add(number, "anchor", says)
        last, previous = number, stored
        result.entries += 1
        if progress and result.entries % BATCH == 0:
            progress(result.entries, head.number if head else 0)
    _the_end(result, head, last, previous)
    for anchor in wanted.values():
        says = f"保存在外的锚点是第{anchor.number}号，日志现在只到第{last}号：后面的记录被删去了。"
        result.add(anchor.number, "anchor", says)
    result.head = (last, previous)
    if progress:
        progress(result.entries, result.entries)
    return result


def _the_end(result: Result, head: Head | None, last: int, previous: str) -> None:
    """Compare where the chain ends with where its head says it ends."""
    if head is None:
        return
    if head.number > last:
        lost = head.number - last
        result.add(
            last + 1, "truncated", f"链头记着共{head.number}号，现在只到第{last}号：末尾{lost}条不见了。"
        )
    elif head.hash != previous:
        result.add(last, "head", f"链头的校验值与最后一条（第{last}号）不符：最后一条或链头被改过。")


def _fits(columns: tuple[Any, ...], stored: object) -> bool:
    try:
        return digest_of(columns) == stored
    except (TypeError, ValueError):  # a column holds what the program never writes there
        return False


def _rows() -> Iterator[tuple[tuple[Any, ...], str]]:
    """Each entry's hashed columns and its stored hash, by number."""
    # Raw rows: half the time of the ORM's, and a value that no model could read is still looked at.
    sql = (
        f"SELECT {', '.join(HASHED)}, hash FROM journal_entry WHERE number > %s ORDER BY number LIMIT {BATCH}"
    )
    number = -(2**63)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(sql, [number])
            batch = cursor.fetchall()
            for row in batch:
                yield (row[0], _moment(row[1]), *row[2:-1]), row[-1]
            if len(batch) < BATCH:
                return
            number = batch[-1][0]


def _moment(value: Any) -> Any:
    """The moment as it was hashed; whatever cannot be one stays as it is, and will not fit."""
    if isinstance(value, str):  # SQLite keeps UTC without saying so, and leaves idle zeros away
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            return value
    if not isinstance(value, dt.datetime):
        return value
    value = value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
    return value.isoformat(timespec="microseconds")
