"""Addresses of this module's pages: the needs side and the items side."""

from django.urls import include, path

urlpatterns = [
    path("", include("gongjian.exchange.web.needs_urls")),
    path("", include("gongjian.exchange.web.items_urls")),
]
