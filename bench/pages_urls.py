"""The real addresses and an empty page beside them, for :mod:`bench.bench_pages`."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongjian.config.urls import urlpatterns as real


def empty(request: HttpRequest) -> HttpResponse:
    """Answer with nothing: what the server and Django's middleware cost by themselves."""
    return HttpResponse()


urlpatterns = [path("empty/", empty), *real]
