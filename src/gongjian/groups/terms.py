"""The words of groups (小组): what their members share, and how somebody stands to a group."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.register import PersonalField, register

TYPES = "group_types"
"""The section of the catalogue that this module reads."""


class By(models.TextChoices):
    """What the members of a group share, as the pack's type of group says."""

    TRADE = "trade", _("By trade")
    IDENTITY = "identity", _("By identity")
    TASK = "task", _("By task")


class Answer(models.TextChoices):
    """How somebody stands to a group; each step but the first is their own."""

    ASKED = "asked", pgettext_lazy("group", "Asked")
    JOINED = "joined", pgettext_lazy("group", "Joined")
    DECLINED = "declined", pgettext_lazy("group", "Declined")
    LEFT = "left", pgettext_lazy("group", "Left")


OPEN_ANSWERS = (Answer.ASKED, Answer.JOINED, Answer.DECLINED)


class Why(models.TextChoices):
    """Why a group may concern somebody: what their record and they themselves say."""

    TRADE = "trade", _("works in a trade of the group")
    VENUE = "venue", _("works in the venue")
    PLACE = "place", _("works in the place")
    IDENTITY = "identity", _("has said so of themselves")


AGREED = _("PIPL art. 13(1): the person's own choice, taken back at any time")
_WHILE = _("as long as the person is in the group, then 1 year")
_UNTIL = _("until the person takes it back")

register(
    PersonalField("groups.Belonging.person", _("Who is in a group"), AGREED, _WHILE, True),
    PersonalField("groups.Belonging.is_named", _("Whether they may be named"), AGREED, _WHILE),
    PersonalField("groups.Presence.person", _("Who came, and agreed"), AGREED, _UNTIL, True),
    PersonalField("groups.Identity.person", _("To propose groups"), AGREED, _UNTIL, True),
    PersonalField("groups.Identity.type", _("To propose groups"), AGREED, _UNTIL, True),
    PersonalField("groups.Group.contact", _("Whom to ask about a group"), AGREED, _WHILE),
    PersonalField("groups.Gathering.text", _("What a group did"), AGREED, _("3 years")),
    PersonalField("groups.Gathering.recorded_by", _("Whom to ask back"), AGREED, _("3 years")),
)
