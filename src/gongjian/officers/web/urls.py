"""Addresses of officers, terms and elections."""

from django.urls import path

from . import branches, elections

urlpatterns = [
    path("officers/", branches.branch_list, name="office_list"),
    path("officers/<int:pk>/", branches.branch, name="office_branch"),
    path("officers/<int:pk>/term/", branches.term_new, name="term_new"),
    path("officers/<int:pk>/term/<int:term>/extend/", branches.term_extend, name="term_extend"),
    path("officers/<int:pk>/term/<int:term>/post/", branches.post_new, name="office_new"),
    path("officers/<int:pk>/post/<int:post>/end/", branches.post_end, name="office_end"),
    path("officers/<int:pk>/election/", elections.new, name="election_new"),
    path("elections/<int:pk>/", elections.election, name="election"),
    path("elections/<int:pk>/count/", elections.count, name="election_count"),
    path("elections/<int:pk>/too-few/", elections.fail, name="election_fail"),
    path("elections/<int:pk>/cancel/", elections.cancel, name="election_cancel"),
    path("elections/<int:pk>/confirm/", elections.confirm, name="election_confirm"),
    path("elections/<int:pk>/annul/", elections.annul, name="election_annul"),
    path("elections/<int:pk>/minutes.docx", elections.minutes, name="election_minutes"),
]
