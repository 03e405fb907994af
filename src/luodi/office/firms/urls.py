"""Addresses below /firms/."""

from __future__ import annotations

from django.urls import URLPattern

from luodi.office.firms.views import county, exports, firm, imports, listing, prices, runs

app_name = "firms"
urlpatterns: list[URLPattern] = [
    *listing.routes,
    *county.routes,
    *exports.routes,
    *firm.routes,
    *imports.routes,
    *runs.routes,
    *prices.routes,
]
