"""The words of instructors (党建工作指导员), contact points (党建联系点) and visits."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.parameters import Parameter, declare
from gongjian.kernel.register import PersonalField, register

ROLE = "instructor"
"""The role that somebody on the roster has at the unit that sends them."""

DAYS_TO_WRITE = 90
"""Days after an assignment's end in which a visit made during it can still be written down."""


class PlaceKind(models.TextChoices):
    """What a contact point is."""

    ENTITY = "entity", pgettext_lazy("contact point", "Market entity")
    VENUE = "venue", pgettext_lazy("contact point", "Market, street, mall, building or park")
    BRANCH = "branch", pgettext_lazy("contact point", "Party branch")


class VisitAct(models.TextChoices):
    """What was done on a visit."""

    TALKED = "talked", _("Talked with those in charge")
    MEMBERS = "members", _("Talked with members and staff")
    LIFE = "life", _("Helped with organisational life")
    POLICY = "policy", _("Explained a policy")
    MATTER = "matter", _("Helped with a matter")
    CARE = "care", _("Care visit")


class IssueKind(models.TextChoices):
    """What an issue that was found is about."""

    ORGANISATION = "organisation", _("Party organisation")
    MEMBERS = "members", pgettext_lazy("issue", "Members")
    PREMISES = "premises", _("Premises and service centre")
    BUSINESS = "business", _("Running the business")
    POLICY = "policy", pgettext_lazy("issue", "Policies")
    OTHER = "other", pgettext_lazy("issue", "Something else")


class IssueState(models.TextChoices):
    """Where an issue stands: whoever raised it says that it is done."""

    OPEN = "open", pgettext_lazy("issue", "Open")
    CLOSED = "closed", pgettext_lazy("issue", "Done")


class Verdict(models.TextChoices):
    """The four grades of the yearly appraisal (domain 2.6)."""

    EXCELLENT = "excellent", pgettext_lazy("appraisal", "Excellent")
    COMPETENT = "competent", pgettext_lazy("appraisal", "Competent")
    BASIC = "basic", pgettext_lazy("appraisal", "Basically competent")
    NOT = "not", pgettext_lazy("appraisal", "Not competent")


class AppraisalState(models.TextChoices):
    """Where an appraisal stands."""

    GIVEN = "given", pgettext_lazy("appraisal", "Given")
    OBJECTED = "objected", pgettext_lazy("appraisal", "Objected to")
    ANSWERED = "answered", pgettext_lazy("appraisal", "Objection answered")


class PointStanding(models.TextChoices):
    """Whether a place has somebody, today and in the days to come."""

    NONE = "none", _("No instructor")
    ENDING = "ending", _("Ends soon, nobody follows")
    HELD = "held", _("Has an instructor")


PARAMETERS = declare(
    Parameter(
        "instructor.load",
        5,
        pgettext_lazy("contact point", "places"),
        _("that one instructor looks after at a time"),
        "2.6",
    ),
    Parameter(
        "instructor.visit_per_quarter", 1, _("visits"), _("to each place in a quarter"), "2.6"
    ),
    Parameter(
        "instructor.ending_days",
        30,
        _("days"),
        _("before an assignment ends with nobody after it: shown as ending"),
        "INF",
    ),
    Parameter(
        "instructor.objection_days",
        7,
        _("days"),
        _("to object to an appraisal: five working days at least"),
        "G5",
    ),
)

SERVING = _("PIPL art. 13(3); rules on instructors: who serves where, by their own will")
_KEPT = _("3 years after the assignment ends")

register(
    PersonalField("support.Instructor.person", _("Who is on the roster"), SERVING, _KEPT, True),
    PersonalField("support.Instructor.willing_on", _("That they serve willingly"), SERVING, _KEPT),
    PersonalField("support.Visit.text", _("What was done on a visit"), SERVING, _KEPT),
    PersonalField("support.Finding.text", _("What is to be put right"), SERVING, _KEPT),
    PersonalField(
        "support.Appraisal.verdict", _("Yearly appraisal, seen by themselves"), SERVING, _KEPT
    ),
    PersonalField("support.Appraisal.reason", _("Why they were appraised so"), SERVING, _KEPT),
    PersonalField("support.Appraisal.objection", _("What they object to"), SERVING, _KEPT),
    PersonalField("support.Appraisal.given_by", _("Who appraised"), SERVING, _KEPT),
    PersonalField("support.Appraisal.answered_by", _("Who answered"), SERVING, _KEPT),
)
