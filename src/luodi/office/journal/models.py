"""The chain: one row for every act, each carrying the hash of the one before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from luodi.office.journal import sentences

if TYPE_CHECKING:
    from luodi.office.units.models import Person

GENESIS = "0" * 64


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, person: Person) -> EntryQuerySet:
        """What an auditor may read: entries about units under the nodes of the audit roles."""
        return self.filter(person.scope.within("unit_path", "auditor", "audit_admin"))

    def about(self, subject: models.Model) -> EntryQuerySet:
        """The history of one object. Whoever may see the object may see this: check that first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)


class Entry(models.Model):
    """One act. Rows are written by `journal.record` alone; a trigger forbids change and removal."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)  # no key: the row outlives everything
    actor_name = models.CharField(max_length=100)
    act = models.CharField(max_length=60, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    subject_name = models.CharField(max_length=300)
    unit_path = models.CharField(max_length=200, blank=True, db_index=True)  # whose business it is
    payload = models.TextField()  # canonical JSON
    why = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True, db_index=True)
    once = models.CharField(max_length=64, null=True, unique=True)  # a form sent twice acts once
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="journal_subject")]
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="journal_numbered_from_one")]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"

    @property
    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.payload)
        return found

    @property
    def sentence(self) -> str:
        """The act as a Chinese sentence."""
        return sentences.render(self.act, self.subject_name, self.values)

    @property
    def label(self) -> str:
        return sentences.label(self.act)


class Head(models.Model):
    """Where the chain ends: the one row every act locks, so that numbers have no gap."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
