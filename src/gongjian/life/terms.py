"""The words of organisational life (组织生活): periods, states of what is expected, documents."""

from __future__ import annotations

from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel import documents
from gongjian.kernel.parameters import Parameter, declare
from gongjian.kernel.register import PersonalField, register

TEMPLATES, ACTIVITIES = "life_templates", "activity_types"
"""The sections of the catalogue that this module reads."""


LONGEST = 24 * 60
"""Minutes of the longest meeting: one day."""


class Period(models.TextChoices):
    """How often something is expected."""

    MONTH = "month", _("each month")
    QUARTER = "quarter", _("each quarter")
    HALF_YEAR = "half_year", _("each half year")
    YEAR = "year", _("each year")


MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}
"""Months in a period."""


class PlanStanding(models.TextChoices):
    """Where something expected stands on a day."""

    HELD = "held", pgettext_lazy("meeting", "Held")
    SKIPPED = "skipped", pgettext_lazy("meeting", "Left out")
    MISSING = "missing", _("No record")
    DUE = "due", pgettext_lazy("meeting", "Due")
    AHEAD = "ahead", pgettext_lazy("meeting", "Later")


PARAMETERS = declare(
    Parameter("life.study_hours", 32, _("hours"), _("of study that a member has in a year"), "2.3"),
)

MINUTES = documents.declare(
    "life.minutes",
    Path(__file__).parent / "templates" / "life" / "minutes.docx",
    {
        "unit": "the branch",
        "name": "what was held",
        "day": "the day, such as 2026年11月21日",
        "minutes": "how long it took, in minutes",
        "present": "names of those present",
        "excused": "names of those excused; why is not recorded",
        "due": "how many members and guests the branch had on that day",
        "text": "what was said and decided, in paragraphs",
        "items": "which expected items it fulfils",
        "recorder": "who recorded it",
    },
)
"""The minutes of a meeting (会议记录)."""

LIFE = _(
    "PIPL art. 13(3); 《中国共产党支部工作条例（试行）》: branches keep records of their meetings"
)
_KEPT = _("3 years")

register(
    PersonalField("life.Attendance.person", _("Who took part"), LIFE, _KEPT, True),
    PersonalField("life.Attendance.is_present", _("Who took part"), LIFE, _KEPT, True),
    PersonalField("life.Meeting.recorded_by", _("Whom to ask about the record"), LIFE, _KEPT),
    PersonalField("life.Meeting.text", _("What was said and decided"), LIFE, _KEPT),
)
