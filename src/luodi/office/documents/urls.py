from __future__ import annotations

from django.urls import path

from luodi.office.documents.views import decisions, desk, listing, uploads

app_name = "documents"
urlpatterns = [
    path("", listing.documents, name="list"),
    path("upload/", uploads.upload, name="upload"),
    path("progress/", uploads.progress, name="progress"),
    path("<int:pk>/", listing.detail, name="detail"),
    path("<int:pk>/original/", listing.original, name="original"),
    path("<int:pk>/again/", uploads.again, name="again"),
    path("<int:pk>/review/", desk.review, name="review"),
    path("<int:pk>/near/", desk.near_tasks, name="near"),
    path("<int:pk>/plan/", desk.open_plan, name="plan"),
    path("<int:pk>/accept/", decisions.accept_all, name="accept"),
    path("<int:pk>/mark/", decisions.mark, name="mark"),
    path("findings/<int:pk>/", listing.finding, name="finding"),
    path("findings/<int:pk>/card/", decisions.card, name="card"),
    path("findings/<int:pk>/decide/", decisions.decide, name="decide"),
    path("findings/<int:pk>/edit/", decisions.edit, name="edit"),
    path("findings/<int:pk>/split/", decisions.split, name="split"),
    path("findings/<int:pk>/merge/", decisions.merge, name="merge"),
]
