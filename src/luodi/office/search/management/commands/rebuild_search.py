"""Make the full-text index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from luodi.office.search.kinds import kinds, rebuild


class Command(BaseCommand):
    help = "重建全文检索索引"

    def handle(self, *_args: Any, **_options: Any) -> None:
        counts = rebuild()
        for kind in kinds():
            self.stdout.write(f"{kind.label}：{counts[kind.name]}")
