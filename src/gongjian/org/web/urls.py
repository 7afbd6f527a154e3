"""Addresses of this module's pages. One unit's page gathers from all modules: see ``insight``."""

from django.urls import path

from . import units

urlpatterns = [path("units/", units.unit_list, name="unit_list")]
