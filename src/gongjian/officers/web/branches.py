"""Who leads the branches: the list, one branch, its terms and posts."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.web.form_page import FormPage

from .. import actions, queries
from ..actions import Entry
from ..terms import Lack, Post
from .forms import EndPostForm, ExtendForm, PostForm, TermForm
from .parts import election_state, form_page, lack_state


@login_required
@require_safe
def branch_list(request: HttpRequest) -> HttpResponse:
    """Show the branches in reach by who leads them."""
    if not request.actor.may("office.view"):
        raise Forbidden
    query = ui.read_query(request.GET, filters={"lack": tuple(each.value for each in Lack)})
    found = queries.list_branches(request.actor, query)
    table = ui.Table(
        caption=_("Officers and terms"),
        columns=(
            ui.Column("name", _("Branch")),
            ui.Column("formal", _("Formal members"), numeric=True),
            ui.Column("secretary", _("Secretary")),
            ui.Column("officers", _("Officers"), numeric=True),
            ui.Column("ends", _("The term ends")),
            ui.Column("lack", _("To do")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(query.filter("lack", _("To do"), Lack.choices),),
        searchable=_("Name of the branch"),
        empty=ui.Empty(_("No branch here."), _("Choose another filter, or found a branch first.")),
        id="branches",
    )
    return render(request, "officers/branch_list.html", {"table": table})


def _row(row: queries.LedRow) -> ui.Row:
    rest = "；".join(str(lack.label) for lack in row.lacks[1:])
    return ui.Row(
        (
            ui.Link(row.name, reverse("office_branch", args=[row.id]), note=rest),
            ui.Number(row.led.formal),
            ui.Text(row.secretary),
            ui.Number(row.led.officers),
            ui.Day(row.led.ends_on),
            _standing(row),
        )
    )


def _standing(row: queries.LedRow) -> ui.State:
    if row.lacks:
        return lack_state(row.lacks[0])
    if row.led.formal:
        return ui.State(_("In order"), "good")
    return ui.State(_("No formal members yet"))


@login_required
@require_safe
def branch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who leads a branch, what it lacks, and its elections."""
    page = queries.get_branch(pk, request.actor)
    context = {
        "page": page,
        "facts": _facts(page),
        "lacks": [lack_state(lack) for lack in page.row.lacks],
        "elections": [(each, election_state(each.state)) for each in page.elections],
    }
    return render(request, "officers/branch.html", context)


def _facts(page: queries.LedPage) -> ui.Facts:
    limits = page.limits
    least, most = limits.committee_least, limits.committee_most
    rule = (
        _("a committee of %(least)d to %(most)d people") % {"least": least, "most": most}
        if page.needs_committee
        else _("a secretary, and a deputy if needed")
    )
    facts = [
        ui.Fact(_("Formal members"), ui.Number(page.row.led.formal)),
        ui.Fact(_("What the rules ask for"), ui.Text(rule)),
    ]
    if page.term:
        facts += [
            ui.Fact(_("In office since"), ui.Day(page.term.valid_from)),
            ui.Fact(_("The term ends"), ui.Day(page.term.ends_on, note=page.term.extended_by)),
            ui.Fact(_("Decision"), ui.Text(page.term.document)),
        ]
    return ui.Facts(tuple(facts))


def _deciding(request: HttpRequest, unit_id: int) -> queries.LedPage:
    """Return a branch for a form that its superior alone may use."""
    page = queries.get_branch(unit_id, request.actor)
    if not page.may_decide:
        raise Forbidden
    return page


def _term(page: queries.LedPage, pk: int) -> queries.TermLine:
    if page.term is None or page.term.id != pk:
        raise NotVisible
    return page.term


def _page(page: queries.LedPage, title: object, lead: object, button: object) -> FormPage:
    back = reverse("office_branch", args=[page.row.id])
    return FormPage(title, lead, button, back, page.row.name, _("Recorded."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def term_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the term of officers who were appointed, or who are in office already."""
    page = _deciding(request, pk)
    form = TermForm(request.POST or None)
    return form_page(
        request,
        form,
        _page(
            page,
            _("Enter a term"),
            _("For officers whom the superior appointed, or who are in office already. "
              "After an election the term begins by itself when the result is confirmed."),
            _("Enter the term"),
        ),
        lambda: actions.enter_term(
            pk,
            from_day=form.cleaned_data["from_day"],
            document=form.cleaned_data["document"],
            actor=request.actor,
            at=timezone.now(),
        ),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def term_extend(request: HttpRequest, pk: int, term: int) -> HttpResponse:
    """Extend the present term of a branch."""
    page = _deciding(request, pk)
    _term(page, term)
    form = ExtendForm(request.POST or None)
    years = page.limits.extension_years
    return form_page(
        request,
        form,
        _page(
            page,
            _("Extend the term"),
            _("By decision of the superior, and by %(years)d year at most.") % {"years": years},
            _("Extend"),
        ),
        lambda: actions.extend_term(
            term,
            until=form.cleaned_data["until"],
            document=form.cleaned_data["document"],
            actor=request.actor,
            at=timezone.now(),
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request: HttpRequest, pk: int, term: int) -> HttpResponse:
    """Let somebody take a post in the present term."""
    page = _deciding(request, pk)
    _term(page, term)
    initial = {"from_day": request.actor.on}
    form = PostForm(page.electors, request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        _page(
            page,
            _("Fill a post"),
            _("By a decision or a by-election. Only formal members of the branch can lead it."),
            _("Fill the post"),
        ),
        lambda: actions.fill_post(term, _entry(form), actor=request.actor, at=timezone.now()),
    )


def _entry(form: PostForm) -> Entry:
    data = form.cleaned_data
    return Entry(data["person_id"], Post(data["post"]), data["from_day"], data["document"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_end(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """End a post in the present term."""
    page = _deciding(request, pk)
    offices = page.term.offices if page.term else ()
    if post not in {each.id for each in offices if each.valid_to is None}:
        raise NotVisible
    form = EndPostForm(request.POST or None)
    return form_page(
        request,
        form,
        _page(page, _("End a post"), _("It ends today; the term goes on."), _("End the post")),
        lambda: actions.vacate_post(
            post,
            document=form.cleaned_data["document"],
            actor=request.actor,
            at=timezone.now(),
        ),
    )
