"""Addresses of this module's pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
