"""The words of officers, terms and elections, and the limits of the rules (domain 2.2)."""

from __future__ import annotations

from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel import documents
from gongjian.kernel.parameters import Parameter, declare
from gongjian.kernel.register import PersonalField, register


class Post(models.TextChoices):
    """What an officer of a branch is."""

    SECRETARY = "secretary", _("Secretary")
    DEPUTY = "deputy", _("Deputy secretary")
    ORGANISATION = "organisation", _("Committee member for organisation")
    PUBLICITY = "publicity", _("Committee member for publicity")
    DISCIPLINE = "discipline", _("Committee member for discipline")
    MEMBER = "member", _("Committee member")


class ElectionState(models.TextChoices):
    """Where an election stands."""

    PLANNED = "planned", pgettext_lazy("election", "Planned")
    COUNTED = "counted", _("Ballots counted, with the superior")
    CONFIRMED = "confirmed", pgettext_lazy("election", "Confirmed")
    FAILED = "failed", _("Not valid: too few were present")
    CANCELLED = "cancelled", pgettext_lazy("election", "Called off")
    ANNULLED = "annulled", _("Annulled by the superior")


OPEN_ELECTIONS = (ElectionState.PLANNED, ElectionState.COUNTED)
VALID_ELECTIONS = (ElectionState.COUNTED, ElectionState.CONFIRMED)


class Lack(models.TextChoices):
    """What a branch lacks; advice to people, nothing follows by itself."""

    COMMITTEE = "committee", _("Needs a committee and has too few officers")
    OFFICERS = "officers", _("Nobody leads it")
    OVER = "over", _("The term is over")
    SOON = "soon", _("The term ends soon")


MINUTES = documents.declare(
    "officers.minutes",
    Path(__file__).parent / "templates" / "officers" / "minutes.docx",
    {
        "unit": "the branch",
        "day": "the day of the meeting, such as 2026年11月21日",
        "seats": "how many were to be elected",
        "due": "how many had the right to vote",
        "needed": "how many of them had to be present",
        "present": "how many were present",
        "issued": "ballots given out",
        "returned": "ballots that came back",
        "valid": "valid ballots",
        "candidates": "who stood, each with name, yes and result",
        "elected": "who was elected, by name",
        "absent": "who was not there, by name",
    },
)

BRANCH_RULES = "《中国共产党支部工作条例（试行）》"
ELECTION_RULES = "《中国共产党基层组织选举工作条例》"

QUORUM_LEAST = 80
"""Percent of those due who must be present: also a constraint of the database, below which no
value of the parameter can go."""

PARAMETERS = declare(
    Parameter(
        "org.committee_from", 7, _("formal members"), _("a branch has a committee"), BRANCH_RULES
    ),
    Parameter("org.committee_least", 3, _("people"), _("in a committee"), BRANCH_RULES),
    Parameter("org.committee_most", 7, _("people"), _("in a committee"), BRANCH_RULES),
    Parameter("term.years", 3, _("years"), _("a branch's term"), "2.2"),
    Parameter("term.years_community", 5, _("years"), _("the term in a community"), "2.2"),
    Parameter("term.extension_years", 1, _("years"), _("a term can be extended"), ELECTION_RULES),
    Parameter("term.remind_days", 180, _("days"), _("before a term ends: reminder"), "INF"),
    Parameter(
        "election.quorum",
        QUORUM_LEAST,
        _("percent of those due"),
        _("present at an election"),
        ELECTION_RULES,
    ),
    Parameter(
        "election.contest",
        20,
        _("percent of the seats"),
        _("more candidates than seats"),
        ELECTION_RULES,
    ),
)

LEADING = _("PIPL art. 13(3); regulations on elections: who leads, and by which vote")
_RECORD = _("as long as the branch, then 10 years")

register(
    PersonalField("officers.Office.person", _("Who leads a branch"), LEADING, _RECORD, True),
    PersonalField(
        "officers.Candidate.person", _("Who stood and was elected"), LEADING, _RECORD, True
    ),
    PersonalField(
        "officers.Elector.person", _("Who had the right to vote and came"), LEADING, _RECORD, True
    ),
)
