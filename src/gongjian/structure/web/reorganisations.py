"""Re-organisations: the list, one of them, its preview, and applying, dropping, undoing it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel import figures
from gongjian.kernel.components.cells import Tone
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.kernel.web.acting import carry_out, press
from gongjian.org.catalogue import LINES

from .. import actions, queries, rules
from ..queries import ReorganisationPage, ReorganisationRow
from ..queries.reorganisations import line_name
from ..terms import ChangeKind, ReorganisationState
from . import shown
from .forms import DraftForm
from .reconciling import row_link

TONES: dict[ReorganisationState, Tone] = {
    ReorganisationState.DRAFTING: "info",
    ReorganisationState.APPLIED: "good",
    ReorganisationState.DROPPED: "plain",
    ReorganisationState.UNDONE: "warn",
}


@login_required
@require_safe
def reorganisation_list(request: HttpRequest) -> HttpResponse:
    """Show the re-organisations of the authorities in reach."""
    query = ui.read_query(request.GET, filters={"state": ReorganisationState.values})
    found = queries.list_reorganisations(request.actor, query)
    table = ui.Table(
        caption=_("Re-organisations"),
        columns=(
            ui.Column("title", _("Title")),
            ui.Column("effective", _("Holds from")),
            ui.Column("state", _("State")),
            ui.Column("changes", _("Changes"), numeric=True),
            ui.Column("unit", _("Prepared at")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(query.filter("state", _("State"), ReorganisationState.choices),),
        searchable=_("Title or document"),
        empty=ui.Empty(
            _("No re-organisation has been prepared here."),
            _("Prepare one, add its changes, and look at what they would move before you apply."),
            _("Prepare a re-organisation"),
            reverse("reorganisation_new"),
        ),
        id="reorganisations",
    )
    return render(request, "structure/reorganisation_list.html", {"table": table})


def _row(row: ReorganisationRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.title, reverse("reorganisation", args=[row.id]), note=row.document),
            ui.Day(row.effective_on),
            ui.State(str(row.state.label), TONES[row.state]),
            ui.Number(row.changes),
            ui.Text(row.unit),
        )
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin to prepare a re-organisation."""
    if not request.actor.may(rules.EDIT):
        raise Forbidden
    own = [grant.unit_id for grant, _held in request.actor.holding(rules.EDIT)]
    choices = {"unit": queries.units_to_choose(request.actor, keep=own)}
    initial = {"effective_on": request.actor.on, "unit": own[0] if own else None}
    form = DraftForm(choices, request.POST or None, initial=initial)

    def perform() -> str:
        made = actions.draft(_facts(form), actor=request.actor, at=timezone.now())
        return reverse("reorganisation", args=[made.pk])

    if request.method == "POST" and (done := carry_out(request, form, perform)):
        return done
    context = {"form": form, "back": reverse("reorganisation_list")}
    return render(request, "structure/reorganisation_form.html", context, status=form.status)


def _facts(form: DraftForm) -> actions.Draft:
    data = form.cleaned_data
    return actions.Draft(data["unit"], data["title"], data["document"], data["effective_on"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change title, document or day."""
    page = queries.get_reorganisation(pk, request.actor)
    initial = {
        "title": page.row.title,
        "document": page.row.document,
        "effective_on": page.row.effective_on,
        "unit": page.unit_id,
    }
    form = DraftForm(
        {"unit": [(page.unit_id, page.row.unit)]}, request.POST or None, initial=initial
    )
    back = reverse("reorganisation", args=[pk])

    def perform() -> str:
        actions.change_draft(pk, _facts(form), actor=request.actor, at=timezone.now())
        return back

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Changed."))):
        return done
    context = {"form": form, "page": page, "back": back}
    return render(request, "structure/reorganisation_form.html", context, status=form.status)


@login_required
@require_safe
def reorganisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one re-organisation with its changes."""
    page = queries.get_reorganisation(pk, request.actor)
    context = {
        "page": page,
        "facts": _facts_of(page),
        "kinds": [
            (kind.label, reverse("change_add", args=[pk, kind.value])) for kind in ChangeKind
        ],
        "drop": _drop(pk) if page.may_edit else None,
        "undo": _undo(page) if page.may_undo else None,
    }
    return render(request, "structure/reorganisation.html", context)


def _facts_of(page: ReorganisationPage) -> ui.Facts:
    row = page.row
    facts = [
        ui.Fact(_("State"), ui.State(str(row.state.label), TONES[row.state])),
        ui.Fact(_("Holds from"), ui.Day(row.effective_on)),
        ui.Fact(_("Document"), ui.Text(row.document)),
        ui.Fact(_("Prepared at"), ui.Text(row.unit)),
        ui.Fact(_("Prepared by"), ui.Text(row.drafted_by)),
    ]
    if page.applied_on:
        facts.append(ui.Fact(_("Applied on"), ui.Day(page.applied_on)))
        facts.append(ui.Fact(_("Applied by"), ui.Text(page.applied_by)))
    if page.undone_on:
        facts.append(ui.Fact(_("Undone on"), ui.Day(page.undone_on)))
    elif page.undo_until:
        facts.append(ui.Fact(_("Can be undone until"), ui.Day(page.undo_until)))
    return ui.Facts(tuple(facts))


def _drop(pk: int) -> ui.Confirm:
    return ui.Confirm(
        id="drop",
        label=_("Drop it"),
        question=_("Drop this re-organisation?"),
        consequence=_("Nothing in the structure changes. The draft stays to be read."),
        url=reverse("reorganisation_drop", args=[pk]),
        button=_("Drop it"),
    )


def _undo(page: ReorganisationPage) -> ui.Confirm:
    return ui.Confirm(
        id="undo",
        label=_("Undo it"),
        question=_("Undo this re-organisation?"),
        consequence=_(
            "Every row is put back as it was before: places, names, responsibilities, covers and "
            "roles. If something later builds on it, nothing is undone, and you are told what."
        ),
        url=reverse("reorganisation_undo", args=[page.row.id]),
        button=_("Undo it"),
    )


@login_required
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the re-organisation would change, and let it be applied."""
    page = queries.get_reorganisation(pk, request.actor)
    context = {"page": page, "refusal": "", "rehearsal": None}
    try:
        rehearsal = actions.rehearse(pk, actor=request.actor, at=timezone.now())
    except (NotVisible, Forbidden):
        raise
    except DomainError as error:
        context["refusal"] = str(error)
    else:
        context |= {
            "rehearsal": rehearsal,
            "summary": shown.summary(rehearsal),
            "figures": shown.figures(rehearsal, pk),
            "access": shown.access(rehearsal),
            "vacant": shown.vacancies(rehearsal.vacant, _("What becomes vacant"), "vacant"),
            "filled": shown.vacancies(rehearsal.filled, _("What is no longer vacant"), "filled"),
            "questions": shown.questions(rehearsal),
            "apply": _apply(page, rehearsal),
        }
    status = 409 if context["refusal"] else 200
    return render(request, "structure/preview.html", context, status=status)


@login_required
@require_safe
def moved(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show the rows that a figure at a node would gain and lose."""
    page = queries.get_reorganisation(pk, request.actor)
    figure = figures.get(code, request.actor)
    query = ui.read_query(request.GET)
    line = request.GET.get("line", next(iter(LINES)))
    if line not in LINES:
        raise NotVisible
    node = actions.Node(line, _number(request, "node"), _number(request, "made"))
    context = {"page": page, "figure": figure, "line": line_name(line), "refusal": ""}
    if node.unit_id is not None:
        context["node"] = queries.name_of(node.unit_id)
    try:
        found = actions.rehearse_rows(
            pk, code, node, page=query.rows, actor=request.actor, at=timezone.now()
        )
    except (NotVisible, Forbidden):
        raise
    except DomainError as error:
        context["refusal"] = str(error)
    else:
        context |= {
            "found": found,
            "table": shown.moved_rows(
                found, str(figure.label), query, lambda key: row_link(figure, key)
            ),
        }
    status = 409 if context["refusal"] else 200
    return render(request, "structure/moved.html", context, status=status)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _apply(page: ReorganisationPage, rehearsal: actions.Rehearsal) -> ui.Confirm:
    day = page.row.effective_on.isoformat()
    said = [
        _("From %(day)s the structure is the new one; earlier days keep theirs.") % {"day": day},
        _("%(count)d figures move, %(people)d people gain or lose access, %(vacant)d vacancies.")
        % {
            "count": len(rehearsal.figures),
            "people": len({each.person for each in rehearsal.access}),
            "vacant": len(rehearsal.vacant),
        },
    ]
    return ui.Confirm(
        id="apply",
        label=_("Apply it"),
        question=_("Apply “%(title)s”?") % {"title": page.row.title},
        consequence=" ".join(said),
        url=reverse("reorganisation_apply", args=[page.row.id]),
        button=_("Apply it"),
        fields={"seen": rehearsal.seen},
        main=True,
    )


@login_required
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply a re-organisation as its preview showed it."""
    seen = request.POST.get("seen", "")
    return press(
        request,
        lambda: actions.apply(pk, seen=seen, actor=request.actor, at=timezone.now()),
        back=reverse("reorganisation", args=[pk]),
        said=_("The re-organisation is applied."),
    )


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a draft."""
    return press(
        request,
        lambda: actions.drop(pk, actor=request.actor, at=timezone.now()),
        back=reverse("reorganisation", args=[pk]),
        said=_("The draft is dropped."),
    )


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an applied re-organisation."""
    return press(
        request,
        lambda: actions.undo(pk, actor=request.actor, at=timezone.now()),
        back=reverse("reorganisation", args=[pk]),
        said=_("The re-organisation is undone. Every row is as it was before."),
    )
