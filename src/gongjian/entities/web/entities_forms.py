"""The forms of entities: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.web.acting import ActionForm

from ..actions import ContactFacts, EntityFacts
from ..models import Entity
from ..terms import EntityKind

Choices = Iterable[tuple[Any, Any]]


class PointForm(ActionForm):
    """Where something lies on a map, if that is known."""

    longitude = forms.FloatField(
        label=_("Longitude"),
        help_text=_("Degrees with decimals, such as 121.5602; together with the latitude."),
        min_value=73,
        max_value=136,
        required=False,
    )
    latitude = forms.FloatField(label=_("Latitude"), min_value=3, max_value=54, required=False)


class EntityForm(PointForm):
    """What is known of an entity."""

    field_order = (
        "name", "code", "kind", "trade", "territory", "venue", "address", "longitude", "latitude",
        "staff", "founded_on", "from_day",
    )  # fmt: skip

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.CharField(
        label=_("Unified social credit code"),
        help_text=_("18 characters. One with a wrong check digit is kept and marked as doubtful."),
        max_length=24,
        required=False,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=EntityKind.choices)
    territory = forms.CharField(
        label=_("Place"),
        help_text=_("The code of the community, or of the street or town: 12 or 9 digits."),
        max_length=12,
    )
    trade = forms.CharField(
        label=_("Trade"),
        help_text=_("Code of GB/T 4754-2017, such as 52 for retail."),
        max_length=4,
        required=False,
    )
    venue = forms.TypedChoiceField(label=_("Venue"), coerce=int, empty_value=None, required=False)
    address = forms.CharField(label=_("Address"), max_length=160, required=False)
    staff = forms.IntegerField(
        label=_("People working there"), min_value=0, max_value=1_000_000, required=False
    )
    founded_on = forms.DateField(label=_("Founded on"), required=False)

    def __init__(self, venues: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("venue", [("", _("in none")), *venues])

    def facts(self) -> EntityFacts:
        data = self.cleaned_data
        return EntityFacts(
            name=data["name"],
            kind=data["kind"],
            territory=data["territory"],
            code=data["code"],
            trade=data["trade"] or None,
            venue_id=data["venue"],
            address=data["address"],
            longitude=data["longitude"],
            latitude=data["latitude"],
            staff=data["staff"],
            founded_on=data["founded_on"],
        )


class ChangeForm(EntityForm):
    """What is known of an entity, and from which day what counts has changed."""

    from_day = forms.DateField(
        label=_("Holds from"),
        help_text=_("For kind, place, trade and venue: figures of earlier days stay as they were."),
    )

    @staticmethod
    def initial_of(entity: Entity, today: date) -> dict[str, Any]:
        """Return the form as the entity stands."""
        return {
            "name": entity.name,
            "code": entity.code,
            "kind": entity.kind,
            "territory": entity.territory_id,
            "trade": entity.trade_id or "",
            "venue": entity.venue_id or "",
            "address": entity.address,
            "longitude": entity.longitude,
            "latitude": entity.latitude,
            "staff": entity.staff,
            "founded_on": entity.founded_on,
            "from_day": max(today, entity.since),
        }


class AliasForm(ActionForm):
    """Another way in which an entity is written."""

    name = forms.CharField(label=_("Also written"), max_length=120)


class CloseForm(ActionForm):
    """The day on which an entity closes."""

    closed_on = forms.DateField(label=_("Closed on"))


class ContactForm(ActionForm):
    """Whom to call at an entity."""

    name = forms.CharField(label=_("Whom to call"), max_length=40, required=False)
    mobile = forms.CharField(label=_("Telephone"), max_length=20, required=False)

    def facts(self) -> ContactFacts:
        return ContactFacts(self.cleaned_data["name"], self.cleaned_data["mobile"])


class ReasonForm(ActionForm):
    """Why rows are taken out of the system."""

    reason = forms.CharField(
        label=_("What is the export for?"),
        help_text=_("It is printed on both sheets and kept in the record. Do not name people."),
        max_length=200,
    )
    contacts = forms.BooleanField(
        label=_("With whom to call"),
        help_text=_("Names and numbers of people: only where the purpose needs them."),
        required=False,
    )
