"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("luodi.office.ledger.urls")),
    path("documents/", include("luodi.office.documents.urls")),
    path("search/", include("luodi.office.search.urls")),
    path("units/", include("luodi.office.units.urls")),
    path("journal/", include("luodi.office.journal.urls")),
]
