"""The shell's own addresses."""

from __future__ import annotations

from django.urls import path

from luodi.office.web import gallery

app_name = "web"
urlpatterns = [path("_gallery/", gallery.page, name="gallery")]
