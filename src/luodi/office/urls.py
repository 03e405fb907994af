"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from luodi.office.api import api, docs, nowhere

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("luodi.office.ledger.urls")),
    path("", include("luodi.office.web.urls")),
    path("documents/", include("luodi.office.documents.urls")),
    path("firms/", include("luodi.office.firms.urls")),
    path("figures/", include("luodi.office.figures.urls")),
    path("races/", include("luodi.office.races.urls")),
    path("search/", include("luodi.office.search.urls")),
    path("units/", include("luodi.office.units.urls")),
    path("journal/", include("luodi.office.journal.urls")),
    path("api/v1/docs", docs, name="api-docs"),
    path("api/v1/", nowhere),  # the framework has a page there
    path("api/v1/", api.urls),
    path("api/<path:rest>", nowhere, name="api-nowhere"),
]

handler400 = "luodi.office.web.errors.bad_request"
handler403 = "luodi.office.web.errors.forbidden"
handler404 = "luodi.office.web.errors.not_found"
handler500 = "luodi.office.web.errors.server_error"
