"""A site with a hole: the walk has to find it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from luodi.office.ledger.models import Task
from luodi.office.urls import urlpatterns as sound


def leak(request: HttpRequest) -> HttpResponse:
    """Counts everybody's tasks; names them when asked."""
    titles = Task.objects.values_list("title", flat=True) if "titles" in request.GET else ()
    return HttpResponse(f"{Task.objects.count()} {'；'.join(titles)}")


urlpatterns = [*sound, path("leak/", leak, name="leak")]
