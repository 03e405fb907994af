"""What of figures can be searched: indicators, by name, code and what they mean."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luodi.office.figures.models import Indicator
from luodi.office.search import index
from luodi.office.search.kinds import Kind, register


def words(one: Indicator) -> str:
    return "\n".join(filter(None, (one.name, one.code, one.unit_word, one.definition, one.formula)))


def put(one: Indicator) -> None:
    """Index an indicator anew; inside the act that changes it."""
    index.put("indicator", one.pk, words(one))


def _texts() -> Iterator[tuple[int, str]]:
    return ((i.pk, words(i)) for i in Indicator.objects.all().iterator(chunk_size=500))


def register_kinds() -> None:
    register(
        Kind(
            "indicator", _("指标"), 40,
            visible=Indicator.objects.visible_to,
            texts=_texts,
            title=lambda one: one.titled,
            href=lambda one: reverse("figures:indicator", args=[one.code]),
            note=lambda one: " · ".join(filter(None, (one.code, one.dimension_name, str(one.get_frequency_display())))),
            field="definition",
        )
    )  # fmt: skip
