"""Needs with their history and claim clock, resources, and claims between them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record
from gongjian.members.models import Person, Skill
from gongjian.org.models import Room, Territory, Unit

from ..terms import Audience, ClaimState, DeclineReason, NeedState, ResourceState


class Category(Record):
    """A category of services (003-07: seven of them, a district's own)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.name


class Need(Record):
    """What a unit needs: for whom, how many people, with which skills, where and when.

    ``heads_taken`` counts the heads of live claims and can never pass ``heads``. ``state`` is
    derived from the claims and items by ``rules.need_state``; its history is in ``NeedSpan``.
    ``asked_still_at`` is set while the requester owes an answer whether it is still needed;
    ``still_needed_at`` is the last such answer. ``source_key`` is the key of its row in a roster.
    """

    zone = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=80)
    beneficiaries = models.CharField(max_length=80)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    heads = models.PositiveSmallIntegerField()
    heads_taken = models.PositiveSmallIntegerField(default=0)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    training_required = models.BooleanField(default=False)
    note = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12, choices=NeedState, default=NeedState.RAISED)
    audience = models.CharField(max_length=5, choices=Audience, default=Audience.ZONE)
    raised_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    asked_still_at = models.DateTimeField(null=True)
    still_needed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    source_key = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(heads__gte=1), name="need_heads"),
            models.CheckConstraint(
                condition=Q(heads_taken__lte=F("heads")), name="need_not_overclaimed"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="need_dates"),
            models.CheckConstraint(
                condition=~Q(state=NeedState.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="need_confirmed_at",
            ),
            models.UniqueConstraint(
                fields=["unit", "source_key"], condition=~Q(source_key=""), name="need_source"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "state", "-raised_at"], name="need_in_zone"),
            models.Index(fields=["unit", "-raised_at"], name="need_of_unit"),
            models.Index(fields=["state", "starts_on"], name="need_by_state"),
        ]

    @property
    def heads_left(self) -> int:
        return self.heads - self.heads_taken

    def __str__(self) -> str:
        return self.title


class NeedSkill(Record):
    """A skill that a need asks for."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "skill"], name="need_skill_once")]


class NeedSpan(Record):
    """The state that a need was in from a moment to a moment: figures of past dates read it."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="spans")
    state = models.CharField(max_length=12, choices=NeedState)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(to_at__isnull=True), name="need_span_open_once"
            ),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")),
                name="need_span_moments",
            ),
        ]
        indexes = [models.Index(fields=["state", "from_at", "to_at"], name="need_span_state")]


class Stage(Record):
    """One step of a need's claim clock: offered to whom, since when, and who answers for it."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="stages")
    audience = models.CharField(max_length=5, choices=Audience)
    accountable = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    accountable_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(ended_at__isnull=True), name="stage_open_once"
            ),
            models.UniqueConstraint(fields=["need", "audience"], name="stage_once"),
        ]
        indexes = [models.Index(fields=["due_on"], name="stage_due")]


class Resource(Record):
    """What a unit offers: skills, how many people at a time, where and from when to when."""

    zone = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=80)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    capacity = models.PositiveSmallIntegerField()
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    available_from = models.DateField()
    available_to = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ResourceState, default=ResourceState.AVAILABLE)
    offered_at = models.DateTimeField()
    source_key = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1), name="resource_capacity"),
            models.CheckConstraint(
                condition=Q(available_to__isnull=True) | Q(available_to__gte=F("available_from")),
                name="resource_dates",
            ),
            models.UniqueConstraint(
                fields=["unit", "source_key"], condition=~Q(source_key=""), name="resource_source"
            ),
        ]
        indexes = [models.Index(fields=["zone", "state"], name="resource_in_zone")]

    def __str__(self) -> str:
        return self.title


class ResourceSkill(Record):
    """A skill that a resource brings."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "skill"], name="resource_skill_once")
        ]


class Claim(Record):
    """One unit's part of a need: proposed by the host or claimed by itself, then answered."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="claims")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, null=True, related_name="+")
    heads = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ClaimState)
    claimed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=12, choices=DeclineReason, blank=True)
    decline_note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(heads__gte=1), name="claim_heads"),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.DECLINED) | ~Q(decline_reason=""),
                name="claim_decline_has_reason",
            ),
            models.UniqueConstraint(
                fields=["need", "unit"],
                condition=Q(state__in=[ClaimState.PROPOSED, ClaimState.CLAIMED]),
                name="claim_open_once",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="claim_of_unit")]
