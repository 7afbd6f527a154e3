"""One person's page: what the reader may see, and who else can see it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.org.catalogue import ROLES

from .. import actions, queries
from ..terms import SignIn


@login_required
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person, with a masked number."""
    return _show(request, pk)


@login_required
@require_POST
@never_cache
def mobile(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person with the number in full; the audit trail keeps who looked."""
    number = actions.reveal_mobile(pk, actor=request.actor, at=timezone.now())
    return _show(request, pk, number)


def _show(request: HttpRequest, pk: int, number: str = "") -> HttpResponse:
    page = queries.get_person(pk, request.actor)
    facts = ui.Facts(
        (
            ui.Fact(_("Unit"), ui.Link(page.unit, reverse("unit", args=[page.unit_id]))),
            ui.Fact(_("Mobile"), ui.Text(number or page.mobile)),
            ui.Fact(_("Skills"), ui.Text(_(", ").join(page.skills))),
            ui.Fact(_("Volunteer since"), ui.Day(page.volunteer_since)),
        )
    )
    context = {
        "page": page,
        "facts": facts,
        "is_revealed": bool(number),
        "appointments": _appointments(page),
        "viewers": who_can_see(page.viewers),
        "endings": [_ending(page, held) for held in page.appointments if held.ending],
        "close": _close(page) if page.keeps_sign_in and page.sign_in == SignIn.OPEN else None,
    }
    return render(request, "members/person.html", context)


def _ending(page: queries.PersonPage, held: queries.Held) -> ui.Confirm:
    words = {"role": role_name(held.role), "unit": held.unit, "name": page.name}
    return ui.Confirm(
        id=f"end-{held.ending}",
        label=_("End: %(role)s of %(unit)s") % words,
        question=_("End this role of %(name)s today?") % words,
        consequence=_("What it allowed ends at once. Records of what was done stay."),
        url=reverse("role_end", args=[held.ending]),
        button=_("End the role"),
    )


def _close(page: queries.PersonPage) -> ui.Confirm:
    return ui.Confirm(
        id="close-sign-in",
        label=_("Close the sign-in"),
        question=_("Close the sign-in of %(name)s?") % {"name": page.name},
        consequence=_("They are signed out everywhere, and keys for programmes are revoked."),
        url=reverse("sign_in_close", args=[page.id]),
        button=_("Close it"),
    )


def role_name(code: str) -> str:
    """Return a role in words; a role that the catalogue has dropped keeps its code."""
    return str(ROLES[code].label) if code in ROLES else code


def _appointments(page: queries.PersonPage) -> ui.Table:
    return ui.Table(
        caption=_("Roles"),
        columns=(
            ui.Column("role", _("Role")),
            ui.Column("unit", _("Unit")),
            ui.Column("from", _("From")),
            ui.Column("to", _("Until")),
        ),
        rows=tuple(
            ui.Row(
                (
                    ui.Text(role_name(held.role)),
                    ui.Link(held.unit, reverse("unit", args=[held.unit_id])),
                    ui.Day(held.valid_from),
                    ui.Day(held.valid_to),
                )
            )
            for held in page.appointments
        ),
        total=len(page.appointments),
        query=ui.TableQuery(per_page=max(1, len(page.appointments))),
        empty=ui.Empty(_("This person holds no role.")),
        id="roles",
    )


def who_can_see(viewers: tuple[queries.Viewer, ...]) -> tuple[str, ...]:
    """Say in words who can see a person."""
    sees = _("%(role)s of %(unit)s: name, roles and a masked mobile number")
    calls = _("%(role)s of %(unit)s: name, roles and the mobile number; each look is recorded")
    return tuple(
        (calls if viewer.sees_mobile else sees)
        % {"role": role_name(viewer.role), "unit": viewer.unit}
        for viewer in viewers
    )
