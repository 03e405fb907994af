"""The index: acts put and drop texts in their own transaction; lists ask which objects match.

index.put("task", task.pk, task.title)
Task.objects.visible_to(person).filter(pk__in=index.matching("task", query))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from luodi.office.search.bigrams import Word, parts, tokens, words
from luodi.office.search.models import Indexed

_BATCH = 500


def put(kind: str, object_id: int, *texts: str) -> None:
    """Index an object's text in place of what was indexed for it before."""
    put_many(kind, [(object_id, "\n".join(t for t in texts if t))])


def put_many(kind: str, objects: Iterable[tuple[int, str]]) -> int:
    """Index many objects of one kind; how many there were."""
    count = 0
    source = iter(objects)
    while batch := list(islice(source, _BATCH)):
        with transaction.atomic():
            drop(kind, *(object_id for object_id, _ in batch))
            rows: list[Indexed] = []
            contents: list[list[str]] = []
            for object_id, text in batch:
                for number, found in enumerate(parts(text)):
                    rows.append(Indexed(kind=kind, object_id=object_id, part=number))
                    contents.append([*found, _kind(kind)])
            made = Indexed.objects.bulk_create(rows, batch_size=_BATCH)
            _write([(row.pk, found) for row, found in zip(made, contents, strict=True)])
        count += len(batch)
    return count


def drop(kind: str, *object_ids: int) -> None:
    """Forget objects."""
    if not object_ids:
        return
    for at in range(0, len(object_ids), _BATCH):
        some = object_ids[at : at + _BATCH]
        old = list(Indexed.objects.filter(kind=kind, object_id__in=some).values_list("pk", flat=True))
        for first in range(0, len(old), _BATCH):
            _erase(old[first : first + _BATCH])
        Indexed.objects.filter(kind=kind, object_id__in=some).delete()


def clear(kind: str) -> None:
    """Forget everything of a kind."""
    with connection.cursor() as cursor:
        column = "id" if _postgres() else "rowid"
        cursor.execute(
            f"DELETE FROM search_words WHERE {column} IN (SELECT id FROM search_indexed WHERE kind = %s)",
            [kind],
        )
    Indexed.objects.filter(kind=kind).delete()


def matching(kind: str, query: str) -> QuerySet[Indexed, int]:
    """The ids of the objects in which every word of the query stands, for `.filter(pk__in=…)`.

    Two characters, one, Latin words and digits are found alike; whatever else a query holds is
    not syntax and does no harm. A query without any word matches nothing.
    """
    looked_for = words(query)
    found = Indexed.objects.filter(kind=kind)
    if not looked_for:
        return found.none().values_list("object_id", flat=True)
    # Words may stand in different parts of a long text: each narrows the objects, not the part.
    for word in looked_for[1:]:
        found = found.filter(object_id__in=_holding(kind, word))
    rows = _words_rows(_syntax(kind, looked_for[0]))
    return found.filter(pk__in=rows).values_list("object_id", flat=True)


def similar(kind: str, text: str, limit: int = 20, most: int = 24) -> list[int]:
    """Ids of the objects that share most pairs of characters with a text, most similar first."""
    pairs = list(dict.fromkeys(t for t in tokens(text[:600]) if len(t) > 1))[:most]
    if not pairs:
        return []
    if _postgres():
        query = f"{_quoted(_kind(kind))} & ({' | '.join(_quoted(t) for t in pairs)})"
        sql = (
            "SELECT i.object_id FROM search_words w JOIN search_indexed i ON i.id = w.id"
            " WHERE i.kind = %s AND w.tokens @@ %s::tsquery"
            " ORDER BY ts_rank(w.tokens, %s::tsquery, 2) DESC, i.object_id LIMIT %s"
        )
        values: list[str | int] = [kind, query, query, limit]
    else:
        query = f'"{_kind(kind)}" AND ({" OR ".join(chr(34) + t + chr(34) for t in pairs)})'
        sql = (
            "SELECT i.object_id FROM search_words w JOIN search_indexed i ON i.id = w.rowid"
            " WHERE search_words MATCH %s AND i.kind = %s ORDER BY w.rank LIMIT %s"
        )
        values = [query, kind, limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _holding(kind: str, word: Word) -> QuerySet[Indexed, int]:
    rows = _words_rows(_syntax(kind, word))
    return Indexed.objects.filter(kind=kind, pk__in=rows).values_list("object_id", flat=True)


def _words_rows(query: str) -> RawSQL:
    if _postgres():
        return RawSQL("SELECT id FROM search_words WHERE tokens @@ %s::tsquery", [query])
    return RawSQL("SELECT rowid FROM search_words WHERE search_words MATCH %s", [query])


def _kind(kind: str) -> str:
    """A token no text can hold, so that the index itself narrows a question to one kind."""
    return f"\ue000{kind}"


def _syntax(kind: str, word: Word) -> str:
    """The word in the database's own query language. Tokens hold letters and digits only: nothing to escape."""
    if _postgres():
        phrase = " <-> ".join(_quoted(t) for t in word.tokens) + (":*" if word.open else "")
        return f"{_quoted(_kind(kind))} & ({phrase})"
    phrase = '"' + " ".join(word.tokens) + '"' + (" *" if word.open else "")
    return f'"{_kind(kind)}" AND ({phrase})'


def _quoted(token: str) -> str:
    return f"'{token}'"


def _write(rows: Sequence[tuple[int, list[str]]]) -> None:
    if _postgres():
        sql = "INSERT INTO search_words (id, tokens) VALUES (%s, %s::tsvector)"
        values = [(pk, " ".join(f"{_quoted(t)}:{at}" for at, t in enumerate(found, 1))) for pk, found in rows]
    else:
        _erase([pk for pk, _ in rows])  # numbers are used again once a table was emptied
        sql = "INSERT INTO search_words (rowid, tokens) VALUES (%s, %s)"
        values = [(pk, " ".join(found)) for pk, found in rows]
    with connection.cursor() as cursor:
        if _postgres():
            _erase([pk for pk, _ in rows])
        cursor.executemany(sql, values)


def _erase(pks: Sequence[int]) -> None:
    if not pks:
        return
    column = "id" if _postgres() else "rowid"
    marks = ", ".join(["%s"] * len(pks))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM search_words WHERE {column} IN ({marks})", list(pks))


def _postgres() -> bool:
    return connection.vendor == "postgresql"
