"""The list of entities as a workbook, for a reason."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongjian.kernel import workbooks
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible

from ..actions import exports as actions
from ..terms import EntityKind
from .asking import view_of
from .entities import read_question, require
from .entities_forms import ReasonForm


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entity_export(request: HttpRequest) -> HttpResponseBase:
    """Ask for the reason, then send the workbook."""
    require(request, "entity.view")
    require(request, "figures.export")
    asked, query, _choices = read_question(request)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            export = actions.export_entities(
                asked,
                text=query.text,
                state=query.filters.get("state", ""),
                with_contacts=form.cleaned_data["contacts"],
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                at=timezone.now(),
            )
        except (NotVisible, Forbidden):
            raise
        except DomainError as error:
            form.refusal = error
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _send(export)
    back = f"{reverse('entity_list')}?{request.GET.urlencode()}"
    context = {"form": form, "back": back, "view_of": view_of(request, asked)}
    return render(request, "entities/entity_export.html", context, status=form.status)


def _send(export: actions.Export) -> FileResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entities.xlsx"
        workbooks.write_to(path, _sheets(export))
        # The open file outlives its name; the response closes it.
        file = path.open("rb")
    return FileResponse(file, as_attachment=True, filename=f"entities-{export.on.isoformat()}.xlsx")


def _sheets(export: actions.Export) -> Iterator[workbooks.NewSheet]:
    mark = _("Exported by %(who)s at %(at)s for: %(reason)s") % {
        "who": export.who,
        "at": timezone.localtime(export.at).strftime("%Y-%m-%d %H:%M"),
        "reason": export.reason,
    }
    about = [(_("Number of rows"), len(export.ids)), (_("As of"), export.on)]
    yield workbooks.NewSheet(
        _("About"), (workbooks.NewColumn(mark), workbooks.NewColumn("")), about
    )
    headings = [
        _("Entity"),
        _("Unified social credit code"),
        _("Kind"),
        _("Trade"),
        _("Code of the place"),
        _("Place"),
        _("Venue"),
        _("Address"),
        _("Coverage"),
        _("Covered by"),
        _("Founded on"),
        _("Closed on"),
    ]
    if export.with_contacts:
        headings += [_("Whom to call"), _("Telephone")]
    columns = [workbooks.NewColumn(heading) for heading in headings]
    # The mark stands beside the rows too: sheets are parted from each other.
    columns.append(workbooks.NewColumn(mark, width=20))
    yield workbooks.NewSheet(_("Entities"), columns, _rows(export))


def _rows(export: actions.Export) -> Iterator[list[Any]]:
    for row, name, mobile in export.rows():
        values: list[Any] = [
            row.name,
            row.code,
            str(EntityKind(row.kind).label),
            row.trade,
            row.territory,
            row.place,
            row.venue,
            row.address,
            str(row.coverage.label),
            row.unit,
            row.founded_on,
            row.closed_on,
        ]
        yield [*values, name, mobile] if export.with_contacts else values
