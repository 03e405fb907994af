"""Files as they came, each kept once."""

from __future__ import annotations

from pathlib import Path

from django.db import models

from luodi.office import home
from luodi.office.journal.clock import now


class StoredFile(models.Model):
    """Bytes under their SHA-256. What the file was called belongs to whoever refers to it."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100, blank=True)
    stored_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> Path:
        return home.files() / self.sha256[:2] / self.sha256
