"""Login, sessions, passphrase, second factor, accounts and posts."""

from django.urls import path

from cloison.accounts.views import draft, locking, login, members, own, second_factor

urlpatterns = [
    path("login/", login.login),
    path("logout/", login.logout),
    path("lock/", locking.lock),
    path("unlock/", locking.unlock_page),
    path("second-factor/", second_factor.second_factor),
    path("sessions/", own.sessions),
    path("sessions/<uuid:session_id>/close/", own.close_one),
    path("passphrase/", own.passphrase),
    path("activation/<str:token>/", own.activation),
    path("members/", members.members),
    path("members/new/", members.new_member),
    path("members/<uuid:member_id>/", members.member),
    path("members/<uuid:member_id>/invite/", members.invite),
    path("members/<uuid:member_id>/second-factor/remove/", members.remove_factor),
    path("posts/<uuid:post_id>/end/", members.end_post),
    path("teams/new/", members.new_team),
    path("organisation/", members.security),
    path("journal/", members.journal),
    path("draft/", draft.draft),
]
