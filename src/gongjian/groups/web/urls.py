"""Addresses of groups."""

from django.urls import path

from . import gatherings, groups, mine, proposals

urlpatterns = [
    path("groups/", groups.group_list, name="group_list"),
    path("groups/new/", groups.new, name="group_new"),
    path("groups/mine/", mine.my_groups, name="group_mine"),
    path("groups/mine/identities/", mine.identity, name="group_identity"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/change/", groups.change, name="group_change"),
    path("groups/<int:pk>/end/", groups.end, name="group_end"),
    path("groups/<int:pk>/join/", groups.join, name="group_join"),
    path("groups/<int:pk>/decline/", groups.decline, name="group_decline"),
    path("groups/<int:pk>/leave/", groups.leave, name="group_leave"),
    path("groups/<int:pk>/named/", groups.be_named, name="group_named"),
    path("groups/<int:pk>/contact/", groups.contact, name="group_contact"),
    path("groups/<int:pk>/next/", groups.set_next, name="group_next"),
    path("groups/<int:pk>/proposed/", proposals.proposed, name="group_proposed"),
    path("groups/<int:pk>/ask/", proposals.ask, name="group_ask"),
    path("groups/<int:pk>/record/", gatherings.record, name="group_record"),
    path("groups/<int:pk>/gatherings/<int:gathering>/", gatherings.correct, name="group_correct"),
]
