"""Addresses of this module's pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("rosters/", views.roster_import, name="roster_import"),
    path("rosters/template.xlsx", views.roster_template, name="roster_template"),
    path("rosters/<int:roster_id>/", views.roster, name="roster"),
    path("rosters/<int:roster_id>/faults.xlsx", views.roster_faults, name="roster_faults"),
    path("rosters/<int:roster_id>/answers/", views.roster_answers, name="roster_answers"),
    path("rosters/<int:roster_id>/enter/", views.roster_enter, name="roster_enter"),
    path("rosters/<int:roster_id>/cancel/", views.roster_cancel, name="roster_cancel"),
]
