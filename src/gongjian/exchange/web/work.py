"""What is answered right from the work page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.kernel.web.acting import press

from .. import actions


@login_required
@require_POST
def still_needed(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer that a need is still needed."""
    return press(
        request,
        lambda: actions.still_needed(pk, actor=request.actor, at=timezone.now()),
        back=reverse("work"),
        said=_("It stays open."),
    )
