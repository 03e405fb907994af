"""Addresses below /units/."""

from __future__ import annotations

from django.urls import URLPattern, path

from luodi.office.units.views import accounts, groups, imports, people, signin, tree

app_name = "units"
urlpatterns: list[URLPattern] = [
    path("", tree.tree, name="tree"),
    path("new/", tree.new, name="new"),
    path("names/", tree.names, name="names"),
    path("lacking/", tree.lacking_page, name="lacking"),
    path("<int:pk>/", tree.detail, name="unit"),
    path("<int:pk>/branch/", tree.branch, name="branch"),
    path("<int:pk>/edit/", tree.edit, name="edit"),
    path("<int:pk>/move/", tree.move, name="move"),
    path("<int:pk>/close/", tree.close, name="close"),
    path("<int:pk>/alias/", tree.add_alias, name="add_alias"),
    path("<int:pk>/alias/<int:alias>/end/", tree.end_alias, name="end_alias"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new_group, name="new_group"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/edit/", groups.edit_group, name="edit_group"),
    path("groups/<int:pk>/close/", groups.close_group, name="close_group"),
    path("bodies/", groups.bodies, name="bodies"),
    path("bodies/new/", groups.new_body, name="new_body"),
    path("bodies/<int:pk>/", groups.body, name="body"),
    path("bodies/<int:pk>/seats/new/", groups.new_seat, name="new_seat"),
    path("bodies/<int:pk>/seats/<int:seat>/change/", groups.change_seat, name="change_seat"),
    path("bodies/<int:pk>/seats/<int:seat>/close/", groups.close_seat, name="close_seat"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new, name="new_person"),
    path("people/names/", people.names, name="person_names"),
    path("people/<int:pk>/", people.detail, name="person"),
    path("people/<int:pk>/edit/", people.edit, name="edit_person"),
    path("people/<int:pk>/leave/", people.leave, name="leave"),
    path("people/<int:pk>/substitute/", people.substitute, name="substitute"),
    path("people/<int:pk>/substitute/end/", people.end_substitute, name="end_substitute"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/batch/", accounts.batch, name="batch"),
    path("accounts/policy/", accounts.policy, name="policy"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/reset/", accounts.reset, name="reset"),
    path("accounts/<int:pk>/grant/", accounts.grant, name="grant"),
    path("accounts/<int:pk>/roles/<int:role>/revoke/", accounts.revoke, name="revoke"),
    *(
        path(f"accounts/<int:pk>/{what}/", accounts.switch, {"what": what}, name=f"account_{what}")
        for what in ("disable", "enable", "unlock", "end")
    ),
    path("import/<str:kind>/", imports.start, name="import"),
    path("import/<str:kind>/template/", imports.template, name="import_template"),
    path("import/<str:kind>/export/", imports.export, name="export"),
    path("import/<str:kind>/<int:pk>/", imports.trial, name="import_trial"),
    path("import/<str:kind>/<int:pk>/marked/", imports.marked, name="import_marked"),
    path("signin/", signin.signin, name="signin"),
    path("signout/", signin.signout, name="signout"),
    path("password/", signin.password, name="password"),
    path("sessions/", signin.sessions, name="sessions"),
    path("sessions/end-others/", signin.end_others, name="end_others"),
    path("sessions/<int:pk>/end/", signin.end_session, name="end_session"),
    path("tokens/", signin.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", signin.revoke_token, name="revoke_token"),
]
