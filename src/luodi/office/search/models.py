"""What is indexed. The words themselves stand in `search_words`, a table each database makes in its own way."""

from __future__ import annotations

from django.db import models


class Indexed(models.Model):
    """One part of one object's text; its words are the row of `search_words` with the same number.

    A long text is several parts: PostgreSQL keeps a megabyte and 16,383 places for one row's words.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    part = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "part"], name="indexed_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}.{self.part}"
