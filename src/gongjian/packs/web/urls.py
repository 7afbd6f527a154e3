"""Addresses of packs."""

from django.urls import path

from . import pages

urlpatterns = [
    path("packs/", pages.pack_list, name="pack_list"),
    path("packs/<slug:code>/", pages.pack, name="pack"),
]
