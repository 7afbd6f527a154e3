"""Addresses of this module's pages."""

from django.urls import path

from . import figures, units, zones

urlpatterns = [
    path("zones/", zones.zone_list, name="zone_list"),
    path("zones/<int:pk>/", zones.zone, name="zone"),
    path("figures/", figures.figure_list, name="figure_list"),
    path("figures/<str:code>/", figures.figure, name="figure"),
    path("figures/<str:code>/export/", figures.figure_export, name="figure_export"),
    path("units/<int:pk>/", units.unit, name="unit"),
]
