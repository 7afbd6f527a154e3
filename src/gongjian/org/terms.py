"""The words of the two trees: lines, unit kinds, reach."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import words

words.declare({"units": _("Units"), "zones": _("Zones")})

HERE, BELOW, AROUND, OWN = "here", "below", "around", "own"
"""How far a permission reaches: see ``kernel.actor.Permission``."""


class Line(models.TextChoices):
    """A line of leadership (条块结合). A pack may declare more."""

    TERRITORIAL = "territorial", _("Territorial line")
    SECTORAL = "sectoral", _("Sectoral line")
    ALLIANCE = "alliance", _("Alliance")


class Level(models.IntegerChoices):
    """How deep a place lies: the length of its code follows from it."""

    PROVINCE = 1, _("Province")
    CITY = 2, _("City")
    COUNTY = 3, _("District or county")
    TOWN = 4, _("Street or town")
    COMMUNITY = 5, _("Community or village")


class NameKind(models.TextChoices):
    """What a further name of a unit is."""

    ALIAS = "alias", _("also written")
    SHORT = "short", _("short name")
    FORMER = "former", _("former name")
