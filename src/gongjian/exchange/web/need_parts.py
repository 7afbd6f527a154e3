"""The parts of the needs pages, made of the design system's components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gongjian.kernel import components as ui
from gongjian.kernel.components.cells import Tone
from gongjian.kernel.states import way

from .. import rules
from ..queries import ClaimLine, Clock, NeedPage, NeedRow, StageLine
from ..terms import ClaimState, NeedState

NEED_TONES: dict[NeedState, Tone] = {
    NeedState.RAISED: "warn",
    NeedState.OPEN: "info",
    NeedState.DELIVERED: "warn",
    NeedState.CONFIRMED: "good",
    NeedState.UNMET: "bad",
    NeedState.EXPIRED: "warn",
}

CLAIM_TONES: dict[ClaimState, Tone] = {
    ClaimState.PROPOSED: "warn",
    ClaimState.CLAIMED: "info",
    ClaimState.AGREED: "good",
}

WAY = way(rules.NEED_EDGES, NeedState.RAISED, NeedState.CONFIRMED)


def state_of(state: NeedState) -> ui.State:
    return ui.State(str(state.label), NEED_TONES.get(state, "plain"))


def heads_of(taken: int, heads: int) -> str:
    """Write how many of the people wanted are found: 12 / 20."""
    return f"{taken} / {heads}"


def reasons_of(fit: rules.Fit) -> ui.Reasons:
    """Show why something fits, the most telling reason first, out of 100."""
    ordered = sorted(fit.reasons, key=lambda each: -each.points)
    return ui.Reasons(
        tuple(ui.Reason(str(each.text), each.points, each.best) for each in ordered),
        scale=rules.MOST_POINTS,
    )


def need_cells(row: NeedRow, today: date) -> ui.Row:
    """Show a need as a row of the list."""
    return ui.Row(
        (
            ui.Link(row.title, reverse("need", args=[row.id]), note=row.beneficiaries),
            ui.Text(row.unit, note=row.category),
            ui.Text(heads_of(row.heads_taken, row.heads)),
            ui.Day(row.starts_on, note=_("until %(day)s") % {"day": row.ends_on.isoformat()}),
            state_of(row.state),
            _waiting(row, today),
            ui.Day(row.raised_at),
        )
    )


def _waiting(row: NeedRow, today: date) -> ui.Cell:
    """Say what the need waits for, until when, and who answers for it."""
    if row.verify_by is not None:
        text = (
            _("Host verifies by %(day)s")
            if row.verify_by >= today
            else _("Verification was due on %(day)s")
        )
        return ui.Text(text % {"day": row.verify_by.isoformat()})
    if row.clock is None:
        return ui.Text("")
    return ui.Text(
        _("%(audience)s until %(day)s")
        % {"audience": row.clock.audience.label, "day": row.clock.due_on.isoformat()},
        note=answers_for(row.clock),
    )


def answers_for(step: Clock | StageLine) -> str:
    """Name who answers for a step of the claim clock."""
    return " · ".join(filter(None, (step.accountable, step.accountable_unit)))


def stepper(page: NeedPage) -> ui.Stepper:
    """Lay out the way of the state machine and where the need stands on it."""
    days = dict(page.entered)
    if page.state not in WAY:
        behind = tuple(
            ui.Step(str(NeedState(state).label), "done", days[state])
            for state in map(NeedState, WAY)
            if state in days
        )
        left = ui.Step(str(page.state.label), "left", days.get(page.state))
        return ui.Stepper(_("Progress"), (*behind, left))
    here = WAY.index(page.state)
    end = len(WAY) - 1
    return ui.Stepper(
        _("Progress"),
        tuple(
            ui.Step(
                str(state.label),
                "done" if n < here or n == here == end else "here" if n == here else "ahead",
                days.get(state) if n <= here else None,
            )
            for n, state in enumerate(map(NeedState, WAY))
        ),
    )


def facts(page: NeedPage) -> ui.Facts:
    """List what the need asks for."""
    when = _("%(first)s to %(last)s") % {
        "first": page.starts_on.isoformat(),
        "last": page.ends_on.isoformat(),
    }
    taken = _("people found of people wanted")
    rows = [
        ui.Fact(_("Who asks"), ui.Link(page.unit, reverse("unit", args=[page.unit_id]))),
        ui.Fact(_("For whom"), ui.Text(page.beneficiaries)),
        ui.Fact(_("People"), ui.Text(heads_of(page.heads_taken, page.heads), note=taken)),
        ui.Fact(_("Skills"), ui.Text("、".join(page.skills) or _("none in particular"))),
        ui.Fact(pgettext("of a service", "Place"), ui.Text(page.where)),
        ui.Fact(_("Time"), ui.Text(when)),
        ui.Fact(_("Category"), ui.Text(page.category)),
        ui.Fact(
            _("Training"), ui.Text(_("must be attended") if page.training_required else _("none"))
        ),
    ]
    if page.note:
        rows.append(ui.Fact(_("Remark"), ui.Text(page.note)))
    return ui.Facts(tuple(rows))


def timeline(page: NeedPage) -> ui.Timeline:
    """Tell what happened, the latest first."""
    events = [*_need_events(page), *_stage_events(page.stages), *_claim_events(page.claims)]
    return ui.Timeline(tuple(sorted(events, key=lambda event: str(event.at), reverse=True)))


def _need_events(page: NeedPage) -> Iterator[ui.Event]:
    who = " · ".join(filter(None, (page.raised_by, page.unit)))
    yield ui.Event(page.raised_at, _("The need was raised"), who)
    if page.verified_at:
        yield ui.Event(page.verified_at, _("Verified by the host: open"), page.zone)
    for state, at in page.entered:
        if state in (NeedState.WITHDRAWN, NeedState.UNMET, NeedState.EXPIRED):
            yield ui.Event(at, str(state.label), tone=NEED_TONES.get(state, "plain"))
    if page.confirmed_at:
        yield ui.Event(page.confirmed_at, _("All of it is confirmed"), page.unit, tone="good")


def _stage_events(stages: Iterable[StageLine]) -> Iterator[ui.Event]:
    for stage in stages:
        yield ui.Event(
            stage.since,
            _("Offered to: %(audience)s") % {"audience": stage.audience.label},
            note=_("%(who)s answers for it until %(day)s")
            % {"who": answers_for(stage), "day": stage.due_on.isoformat()},
        )


def _claim_events(claims: Iterable[ClaimLine]) -> Iterator[ui.Event]:
    for claim in claims:
        facts = {"n": claim.heads, "unit": claim.unit}
        if claim.state == ClaimState.PROPOSED:
            text = ngettext(
                "The host asked %(unit)s for %(n)d person",
                "The host asked %(unit)s for %(n)d people",
                claim.heads,
            )
            yield ui.Event(claim.at, text % facts, claim.by)
            continue
        text = ngettext(
            "%(unit)s, %(n)d person: match begun",
            "%(unit)s, %(n)d people: match begun",
            claim.heads,
        )
        yield ui.Event(claim.at, text % facts, claim.by)
        if claim.state == ClaimState.DECLINED and claim.answered_at:
            reason = str(claim.reason.label) if claim.reason else ""
            note = " · ".join(filter(None, (reason, claim.note)))
            text = _("%(unit)s: declined") % facts
            yield ui.Event(claim.answered_at, text, claim.answered_by, note, "warn")
        if claim.state == ClaimState.WITHDRAWN and claim.answered_at:
            text = _("%(unit)s: claim withdrawn") % facts
            yield ui.Event(claim.answered_at, text, claim.answered_by)
        yield from _item_events(claim)


def _item_events(claim: ClaimLine) -> Iterator[ui.Event]:
    facts = {"unit": claim.unit}
    if claim.agreed_at:
        yield ui.Event(claim.agreed_at, _("%(unit)s: terms agreed") % facts)
    if claim.delivered_at:
        yield ui.Event(claim.delivered_at, _("%(unit)s: delivered") % facts)
    if claim.confirmed_at:
        text = _("%(unit)s: confirmed by the requester") % facts
        yield ui.Event(claim.confirmed_at, text, tone="good")


def claim_state(claim: ClaimLine) -> ui.State:
    """Show where a claim stands; with an item, what the item says."""
    if claim.item_state is not None and claim.state != ClaimState.WITHDRAWN:
        return ui.State(str(claim.item_state.label), CLAIM_TONES.get(claim.state, "plain"))
    return ui.State(str(claim.state.label), CLAIM_TONES.get(claim.state, "plain"))
