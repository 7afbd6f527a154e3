"""Addresses of brands and peer review."""

urlpatterns = []
