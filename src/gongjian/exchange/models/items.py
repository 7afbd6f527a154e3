"""Service items: what two units agreed on, who takes part, and the requester's answer."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record
from gongjian.members.models import Person
from gongjian.org.models import Unit

from ..terms import ItemState
from .needs import Claim, Need


class ServiceItem(Record):
    """An agreed service: dates, places for volunteers, a liaison of each side, and its end.

    ``unit`` gives, ``need.unit`` gets; the side that did not draft the terms agrees to them.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="items")
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="item")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=80)
    liaison = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    host_liaison = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    training_required = models.BooleanField(default=False)
    drafted_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ItemState, default=ItemState.DRAFTED)
    agreed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    heads_delivered = models.PositiveSmallIntegerField(null=True)
    delivered_note = models.CharField(max_length=400, blank=True)
    missing_note = models.CharField(max_length=400, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    thanks = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1), name="item_places"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="item_times"),
            models.CheckConstraint(
                condition=~Q(state=ItemState.CONFIRMED)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="item_confirmed_by_requester",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ItemState.DRAFTED, ItemState.CANCELLED])
                | Q(agreed_at__isnull=False),
                name="item_agreed_at",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="item_of_unit"),
            models.Index(fields=["state", "starts_at"], name="item_by_state"),
        ]


class ConfirmationAsk(Record):
    """The requester was asked to confirm, for the first or a further time."""

    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="asks")
    number = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="ask_once")]


class Training(Record):
    """The training of a service item; where required, only who attended can be deployed."""

    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="trainings")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=80)
    trainer = models.CharField(max_length=60, blank=True)


class SignUp(Record):
    """A volunteer's place in a service item.

    ``seat`` numbers the places: one seat is taken once, so that no race can overbook. Leaving
    frees the seat and has no effect on the person (G12).
    """

    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="signups")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seat = models.PositiveSmallIntegerField(null=True)
    signed_at = models.DateTimeField()
    trained_at = models.DateTimeField(null=True)
    deployed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "seat"], condition=Q(left_at__isnull=True), name="seat_once"
            ),
            models.UniqueConstraint(
                fields=["item", "person"], condition=Q(left_at__isnull=True), name="signup_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=False) | Q(seat__gte=1), name="signup_has_seat"
            ),
        ]
        indexes = [models.Index(fields=["person", "signed_at"], name="signup_of_person")]
