"""Roles and sign-ins: given and ended by the office, a password chosen by the person alone."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Conflict, Forbidden
from gongjian.kernel.web.acting import press
from gongjian.kernel.web.form_page import FormPage, form_page
from gongjian.org.catalogue import ROLES

from .. import actions, queries
from ..queries import PersonRow
from ..terms import SignIn
from .forms import PersonForm, RoleForm, SignInForm
from .parts import require
from .people import role_name

TONES: dict[SignIn, Any] = {SignIn.OPEN: "good", SignIn.CLOSED: "warn"}


@login_required
@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """Find people by name or unit, role and sign-in."""
    require(request.actor, "people.view")
    roles = {role.code: role.label for role in ROLES.values()}
    query = ui.read_query(
        request.GET, filters={"role": tuple(roles), "sign_in": tuple(s.value for s in SignIn)}
    )
    found = queries.list_people(request.actor, query)
    may_enter = request.actor.may("roster.import")
    table = ui.Table(
        caption=_("People and sign-ins"),
        columns=(
            ui.Column("name", _("Person")),
            ui.Column("unit", _("Unit")),
            ui.Column("roles", _("Roles")),
            ui.Column("sign_in", _("Sign-in")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter("role", _("Role"), list(roles.items())),
            query.filter("sign_in", _("Sign-in"), SignIn.choices),
        ),
        searchable=_("Name or unit"),
        empty=ui.Empty(
            _("No person is within your reach."),
            _("People come with a roster, or are entered one by one."),
        ),
        id="people",
    )
    return render(request, "members/person_list.html", {"table": table, "may_enter": may_enter})


def _row(row: PersonRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.name, reverse("person", args=[row.id])),
            ui.Text(row.unit),
            ui.Text(_(", ").join(map(role_name, row.roles))),
            ui.State(str(row.sign_in.label), TONES.get(row.sign_in, "plain")),
        )
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a person of a unit in reach."""
    require(request.actor, "roster.import")
    form = PersonForm(request.actor, request.POST or None)

    def perform() -> str:
        facts = actions.PersonFacts(**form.said)
        made = actions.enter_person(facts, actor=request.actor, at=timezone.now())
        return reverse("person", args=[made.pk])

    page = FormPage(
        _("Enter a person"),
        _("Name, unit, and a number to call. No identity number is asked for."),
        _("Enter"),
        reverse("person_list"),
        _("People and sign-ins"),
        _("Entered. Give a role, and open a sign-in if they need one."),
    )
    return form_page(request, form, page, perform)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a role at a unit from a day on."""
    page = queries.get_person(pk, request.actor)
    roles = queries.roles_to_give(request.actor)
    if not roles:
        raise Forbidden
    form = RoleForm(
        [(code, role_name(code)) for code in roles],
        request.actor,
        request.POST or None,
        initial={"from_day": request.actor.on, "unit_id": page.unit},
    )

    def perform() -> str:
        actions.appoint(pk, **form.said, actor=request.actor, at=timezone.now())
        return reverse("person", args=[pk])

    shown = FormPage(
        _("Give %(name)s a role") % {"name": page.name},
        _("What each role may do stands on the page of roles."),
        _("Give the role"),
        reverse("person", args=[pk]),
        page.name,
        _("The role is given."),
    )
    return form_page(request, form, shown, perform)


@login_required
@require_POST
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role today."""
    person_id = queries.person_of_role(pk, request.actor)
    return press(
        request,
        lambda: actions.end_role(pk, on=request.actor.on, actor=request.actor, at=timezone.now()),
        back=reverse("person", args=[person_id]),
        said=_("The role has ended."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a sign-in for a person; they choose their password by a link."""
    page = queries.get_person(pk, request.actor)
    if not page.keeps_sign_in:
        raise Forbidden
    form = SignInForm(request.POST or None)

    def perform() -> str:
        actions.open_account(pk, **form.said, password=None, actor=request.actor, at=timezone.now())
        return reverse("person", args=[pk])

    shown = FormPage(
        _("Open a sign-in for %(name)s") % {"name": page.name},
        _("Choose a name that is easy to type on a phone. The password they choose themselves."),
        _("Open the sign-in"),
        reverse("person", args=[pk]),
        page.name,
        _("The sign-in is open. Make a link and hand it over."),
    )
    return form_page(request, form, shown, perform)


@login_required
@require_POST
@never_cache
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link and show it: in this answer only, since nothing keeps it."""
    page = queries.get_person(pk, request.actor)
    try:
        who, key = actions.invite(pk, actor=request.actor, at=timezone.now())
    except Conflict as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("person", args=[pk]))
    address = request.build_absolute_uri(reverse("welcome", args=[who, key]))
    image = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    context = {"page": page, "address": address, "image": image}
    return render(request, "members/invitation.html", context)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close somebody's sign-in."""
    return press(
        request,
        lambda: actions.close_account(pk, actor=request.actor, at=timezone.now()),
        back=reverse("person", args=[pk]),
        said=_("The sign-in is closed. Its records stay."),
    )


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed sign-in again."""
    return press(
        request,
        lambda: actions.reopen_account(pk, actor=request.actor, at=timezone.now()),
        back=reverse("person", args=[pk]),
        said=_("The sign-in is open again."),
    )


@login_required
@require_POST
def close_own(request: HttpRequest) -> HttpResponse:
    """Close one's own sign-in, and sign out."""
    try:
        actions.close_own_account(actor=request.actor, at=timezone.now())
    except Conflict as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("account_settings"))
    logout(request)
    messages.success(
        request, _("Your sign-in is closed. The office of your unit can open it again.")
    )
    return HttpResponseRedirect("/")


class Welcome(PasswordResetConfirmView):
    """Let somebody choose their password by the link that their office made.

    Django's own view: the key moves to the session, so that no address that is shown holds it.
    """

    template_name = "members/welcome.html"
    success_url = reverse_lazy("account_login")

    def get_user(self, uidb64: str) -> Any:
        """Return whose link it is; a closed sign-in has none."""
        account = super().get_user(uidb64)
        return account if account is not None and account.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        assert self.user is not None
        actions.choose_password(self.user.pk, form.cleaned_data["new_password1"], at=timezone.now())
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, _("The password is set. Sign in with it."))
        return HttpResponseRedirect(str(self.success_url))
