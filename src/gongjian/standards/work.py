"""Open work of brands and peer review: what is to decide, to rework, to hand in, to answer.

Days are read each time; nothing is sent and nothing changes by itself (G4).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.work import Kind, Open, Task, declare

from . import policy, queries
from .models import Brand, Finding, Review
from .terms import BrandState, FindingState, Renewal, ReviewState, RoundState


def _brands(actor: Actor, permission: str) -> QuerySet[Brand]:
    found = Brand.objects.filter(policy.brands(actor, permission)).select_related("unit")
    return found.order_by("review_on", "pk")


def _about(brand: Brand, **days: Any) -> Task:
    return Task(brand.name, "brand", (brand.pk,), where=brand.unit.name, **days)


def _to_decide(actor: Actor, at: datetime) -> Open:
    return Open(_brands(actor, "brand.decide").filter(state=BrandState.PROPOSED), _about)


def _to_rework(actor: Actor, at: datetime) -> Open:
    return Open(_brands(actor, "brand.propose").filter(state=BrandState.GUIDED), _about)


def _to_renew(actor: Actor, at: datetime) -> Open:
    soon, overdue = (queries.to_renew(each, actor.on) for each in Renewal)
    rows = _brands(actor, "brand.decide").filter(soon | overdue)
    return Open(rows, lambda brand: _about(brand, due=brand.review_on))


def _to_make(actor: Actor, at: datetime) -> Open:
    rows = Review.objects.filter(
        policy.reviews(actor, "review.make"),
        state=ReviewState.ASSIGNED,
        round__state=RoundState.RUNNING,
    ).select_related("reviewed", "reviewer", "round")
    return Open(
        rows.order_by("round__ends_on", "pk"),
        lambda review: Task(
            review.reviewed.name,
            "review",
            (review.pk,),
            where=review.round.name,
            due=review.round.ends_on,
        ),
    )


def _findings(actor: Actor, permission: str, state: FindingState) -> QuerySet[Finding]:
    found = Finding.objects.filter(policy.findings(actor, permission), state=state)
    return found.select_related("review__reviewed", "review__reviewer").order_by("due_on", "pk")


def _to_answer(actor: Actor, at: datetime) -> Open:
    return Open(
        _findings(actor, "review.answer", FindingState.OPEN),
        lambda finding: Task(
            finding.words,
            "finding",
            (finding.pk,),
            where=finding.review.reviewer.name,
            due=finding.due_on,
        ),
    )


def _to_close(actor: Actor, at: datetime) -> Open:
    return Open(
        _findings(actor, "review.make", FindingState.ANSWERED),
        lambda finding: Task(
            finding.words, "finding", (finding.pk,), where=finding.review.reviewed.name
        ),
    )


WORK = declare(
    "standards",
    _("Brands and peer review"),
    Kind("standards.decide", _("Brands to approve or advise on"), "brand.decide", _to_decide),
    Kind("standards.rework", _("Brands to rework"), "brand.propose", _to_rework),
    Kind(
        "standards.renew",
        _("Brands to renew or end"),
        "brand.decide",
        _to_renew,
        due=_("to renew by"),
    ),
    Kind(
        "standards.review",
        _("Reviews to hand in"),
        "review.make",
        _to_make,
        due=_("the round ends"),
    ),
    Kind(
        "standards.answer",
        _("Findings to answer"),
        "review.answer",
        _to_answer,
        due=_("answer by"),
    ),
    Kind("standards.close", _("Answers to call done, or not"), "review.make", _to_close),
)
