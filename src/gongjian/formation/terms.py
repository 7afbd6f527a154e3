"""The words of forming organisations: forms, grounds, cases, and the limits of the rules."""

from __future__ import annotations

from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel import documents
from gongjian.kernel.parameters import Parameter, declare
from gongjian.kernel.register import PersonalField, register


class Form(models.TextChoices):
    """In which form an organisation is set up (组建形式)."""

    STANDALONE = "standalone", _("Branch of one unit")
    JOINT = "joint", _("Joint branch")
    AFFILIATED = "affiliated", _("Affiliated to another branch")
    VENUE = "venue", _("Branch of a venue")
    REGIONAL = "regional", _("Comprehensive branch of a region")
    FLOATING = "floating", _("Branch of floating members")
    TEMPORARY = "temporary", _("Temporary branch")
    GENERAL = "general", _("General branch")
    COMMITTEE = "committee", _("Primary committee")


BRANCHES = (
    Form.STANDALONE,
    Form.JOINT,
    Form.VENUE,
    Form.REGIONAL,
    Form.FLOATING,
    Form.TEMPORARY,
)
"""Forms that are a branch of their own; to affiliate is to join one that exists."""


class GroundKind(models.TextChoices):
    """For what a form is sought."""

    FIRM = "firm", pgettext_lazy("formation", "One unit")
    NEIGHBOURS = "neighbours", _("Several neighbouring units")
    VENUE = "venue", _("A market, street, mall, building or park")
    REGION = "region", _("All in a place who have no other branch")
    FLOATING = "floating", _("Members away from home")
    TASK = "task", _("A task or project")
    BRANCH = "branch", _("A branch that has grown large")


class CaseState(models.TextChoices):
    """Where a proposal to form an organisation stands (domain 5.2)."""

    PROPOSED = "proposed", _("Proposed")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    FOUNDED = "founded", pgettext_lazy("formation", "Founded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_CASES = (CaseState.PROPOSED, CaseState.RETURNED, CaseState.APPROVED)


class IncubationKind(models.TextChoices):
    """What has happened to a unit that is watched."""

    GROW = "grow", _("Members enough for a branch of its own")
    FALL_BACK = "fall_back", _("Its branch has too few members left")


class IncubationState(models.TextChoices):
    """Where an incubation stands."""

    OPEN = "open", pgettext_lazy("incubation", "Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class DescentKind(models.TextChoices):
    """How one organisation came from another."""

    INCUBATED = "incubated", _("incubated by")
    MERGED_BACK = "merged_back", _("merged back into")
    DIVIDED = "divided", _("split off from")


class Shortfall(models.TextChoices):
    """What stands against a form: a hard rule, which nobody can set aside."""

    FORMAL_MEMBERS = "formal_members", _("too few formal members")
    ONE_UNIT = "one_unit", _("it covers exactly one unit")
    SEVERAL_UNITS = "several_units", _("it covers at least two units")
    HAS_ENOUGH = "has_enough", _("the unit has members enough for a branch of its own")
    NO_MEMBER = "no_member", _("there is no member yet")
    ENDS_ON = "ends_on", _("a temporary branch needs the day on which it ends")
    TWO_PARTS = "two_parts", _("a general branch has at least two branches")
    PART_TOO_SMALL = "part_too_small", _("a branch of the list has too few formal members")
    UNLISTED = "unlisted", _("somebody of the branch is not on the list")


class Doubt(models.TextChoices):
    """What speaks against a form: a soft rule, which needs a reason to be set aside."""

    TOO_MANY_MEMBERS = "too_many_members", _("more members than a branch usually has")
    TOO_MANY_UNITS = "too_many_units", _("more units than a joint branch usually covers")
    COULD_STAND_ALONE = "could_stand_alone", _("a unit among them could have its own branch")
    SEVERAL_TOWNS = "several_towns", _("the units lie in several towns")
    SEVERAL_TRADES = "several_trades", _("the units are of several trades")
    TOO_FEW_MEMBERS = "too_few_members", _("fewer members than this form usually has")
    LASTS_LONG = "lasts_long", _("a task this long should have a branch that is not temporary")


CHARTER = "《中国共产党章程》第三十条"
BRANCH_RULES = "《中国共产党支部工作条例（试行）》"

PARAMETERS = declare(
    Parameter("org.min_formal", 3, _("formal members"), _("for an organisation"), CHARTER),
    Parameter("org.branch_max", 50, _("members"), _("in a branch, usually"), BRANCH_RULES),
    Parameter("org.general_min", 50, _("members"), _("for a general branch"), "2.1"),
    Parameter("org.committee_min", 100, _("members"), _("for a primary committee"), "2.1"),
    Parameter("org.joint_max_units", 5, _("units"), _("in a joint branch, usually"), "2.1"),
    Parameter(
        "org.task_months", 6, _("months"), _("from which a task has a lasting branch"), "2.1"
    ),
    Parameter("incubation.days", 90, _("days"), _("to found the branch of a unit"), "INF"),
)

PROPOSAL = documents.declare(
    "formation.proposal",
    Path(__file__).parent / "templates" / "formation" / "proposal.docx",
    {
        "name": "the organisation to be founded",
        "form": "its form, in words",
        "superior": "who decides",
        "formal": "number of formal members",
        "members": "number of all members",
        "units": "the units it is for, each with `name`, `formal` and `probationary`",
        "place": "where it lies",
        "source": "the rule that the form follows",
        "doubts": "what the rules warn of, in sentences",
        "reason": "why it is proposed nevertheless",
        "day": "the day of the document, such as 2026年11月21日",
    },
)
"""The request to a superior to found an organisation (请示)."""

MINIMUM_FORMAL = 3
"""Formal members of an organisation: also a constraint of the database, below which no value of
the parameter can go."""

MEMBERSHIP = _(
    "PIPL art. 13(3), 28; 《中国共产党章程》第三十条: to know where a branch must be set up"
)

register(
    PersonalField(
        "formation.Workplace.person", _("Where a member works"), MEMBERSHIP, _("3 years"), True
    ),
    PersonalField(
        "formation.Seat.person",
        _("Into which branch a member goes when theirs is divided"),
        MEMBERSHIP,
        _("until it is divided"),
        True,
    ),
    PersonalField(
        "formation.Incubation.mentor", _("Who helps a new branch"), MEMBERSHIP, _("3 years")
    ),
)
