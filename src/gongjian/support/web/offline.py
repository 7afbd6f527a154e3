"""What makes the note's page installable and open without a connection: manifest and worker."""

from __future__ import annotations

import hashlib
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

FILES = (
    "build/main.css",
    "build/main.js",
    "build/visits.js",
    "build/icon.svg",
    "build/icons.svg",
)
"""What the page is drawn with, and the worker keeps beside it."""

INK, PAPER = "#211d1a", "#fefdfb"
"""The colours of the frame around an installed page."""


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the worker of the note's page: which files it keeps, then the script itself.

    Its address lies beside the page, so that it reaches no other page.
    """
    files = [static(name) for name in FILES]
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:12]
    shell = {"page": reverse("visit_note"), "files": files, "version": version}
    script = json.dumps(static("build/visit-worker.js"))
    body = f"self.SHELL = {json.dumps(shell)};\nimportScripts({script});\n"
    return HttpResponse(body, content_type="text/javascript")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the note's page as something that can be put on a phone's home screen."""
    page = reverse("visit_note")
    return JsonResponse(
        {
            "name": _("Visit notes"),
            "short_name": _("Visit notes"),
            "start_url": page,
            "scope": page,
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": INK,
            "icons": [{"src": static("build/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )
