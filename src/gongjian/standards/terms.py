"""The words of brands (品牌) and of peer review (互查互学互促)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.parameters import Parameter, declare
from gongjian.kernel.register import PersonalField, register


class BrandState(models.TextChoices):
    """Where a brand stands."""

    PROPOSED = "proposed", pgettext_lazy("brand", "Proposed")
    GUIDED = "guided", _("Advice given, with the branch")
    RUNNING = "running", pgettext_lazy("brand", "Running")
    SHOWN = "shown", _("Running, shown in the matrix")
    ENDED = "ended", pgettext_lazy("brand", "Ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("brand", "Withdrawn")


UNDECIDED = (BrandState.PROPOSED, BrandState.GUIDED)
IN_FORCE = (BrandState.RUNNING, BrandState.SHOWN)


class Renewal(models.TextChoices):
    """How near the day is on which a brand is to be renewed or ended."""

    SOON = "soon", _("to renew soon")
    OVERDUE = "overdue", _("renewal overdue")


class RoundState(models.TextChoices):
    """Where a round of peer review stands."""

    PROPOSED = "proposed", _("Pairs proposed")
    RUNNING = "running", pgettext_lazy("round", "Under way")
    WITHDRAWN = "withdrawn", pgettext_lazy("round", "Withdrawn")


class ReviewState(models.TextChoices):
    """Whether the reviewing branch has handed in what it saw."""

    ASSIGNED = "assigned", _("Not handed in yet")
    HANDED_IN = "handed_in", _("Handed in")


class FindingState(models.TextChoices):
    """Where a finding stands: it is done when the branch that raised it says so."""

    OPEN = "open", pgettext_lazy("finding", "Open")
    ANSWERED = "answered", _("Answered, waiting for who raised it")
    CLOSED = "closed", _("Done, says who raised it")


PARAMETERS = declare(
    Parameter("brand.review_months", 12, _("months"), _("until a brand is to be renewed"), "INF"),
    Parameter("brand.remind_days", 30, _("days"), _("ahead: a renewal is reminded of"), "INF"),
    Parameter(
        "brand.decide_levels", 9, _("levels"), _("above: who may decide about a brand"), "INF"
    ),
    Parameter("review.answer_days", 30, _("days"), _("to answer a finding"), "INF"),
)

WORK = "PIPL art. 13(3); 《中国共产党支部工作条例（试行）》: branches keep records of their work"
_KEPT = _("3 years")

register(
    PersonalField("standards.Brand.owner", _("Who looks after the brand"), WORK, _KEPT, True),
    PersonalField("standards.BrandStep.by", _("Whom to ask about the step"), WORK, _KEPT),
    PersonalField("standards.Review.handed_in_by", _("Whom to ask back"), WORK, _KEPT),
    PersonalField("standards.FindingStep.by", _("Whom to ask back"), WORK, _KEPT),
)
