"""The words of published totals (公布数): numbers that come from outside, never computed here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Qualifier(models.TextChoices):
    """How exact a published total says it is."""

    EXACT = "exact", _("exact")
    ABOUT = "about", _("about")
    AT_LEAST = "at_least", _("at least")
    NEARLY = "nearly", _("nearly")


class Breakdown(models.TextChoices):
    """What is known of how a total's parts make it up."""

    NONE = "none", _("no parts are known")
    ADDS_UP = "adds_up", _("the parts add up to it")
    SOME = "some", _("only some of its parts are known")
    SPLIT_UNKNOWN = "split_unknown", _("there are parts, and their split is unknown")
    NESTING_UNKNOWN = "nesting_unknown", _("one part may contain another")
    DIFFERENT_UNITS = "different_units", _("the parts are in different units")
