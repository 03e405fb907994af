"""Addresses below /races/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "races"
urlpatterns: list[URLPattern] = []
