"""Addresses of this module's pages."""

from django.urls import path

from . import pages

urlpatterns = [
    path("", pages.public_home, name="public_home"),
    path("public/zones/<int:pk>/", pages.public_zone, name="public_zone"),
    path("public/zones/<int:pk>/figures/<str:code>/", pages.public_figure, name="public_figure"),
]
