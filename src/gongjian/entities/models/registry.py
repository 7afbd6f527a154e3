"""Market entities, their venues and trades, and what covers them: all of it dated.

The large tables are sealed by blocks (``kernel.seals``) and carry the registry's version; the
columns that figures are counted from follow them by that version. See
docs/adr/0007-registry-in-columns.md.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongjian.kernel.models import Record, Sealed
from gongjian.org.models import Territory, Unit

from ..terms import CoveredBy, EntityKind, NameKind, VenueType


class RegistryHead(models.Model):
    """The one row that orders writers of the registry: locked and raised by each of them."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="registry_head_is_one_row")]


class RegistryVersion(models.Model):
    """Each version that the registry had, by a token that no other history shares.

    So a copy that has seen a version knows whether it still is one of this registry's: it is not
    after a roll-back, nor after an older database was put back.
    """

    version = models.BigIntegerField(primary_key=True)
    token = models.CharField(max_length=32)


class Trade(models.Model):
    """A trade of GB/T 4754-2017: section (a letter), division (two digits), finer if imported.

    Reference data. ``section`` is the letter that the code belongs to.
    """

    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=60)
    section = models.CharField(max_length=1)

    class Meta:
        indexes = [models.Index(fields=["section", "code"], name="trade_of_section")]

    def __str__(self) -> str:
        return self.name


class Venue(Record):
    """A place that gathers entities: a market, street, mall, building or park."""

    type = models.CharField(max_length=10, choices=VenueType)
    name = models.CharField(max_length=80)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=120, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "territory"],
                condition=Q(closed_on__isnull=True),
                name="venue_name_in_place",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Entity(Sealed):
    """A market entity as it is now; what it was before stands in ``EarlierFacts``.

    It counts from ``since``, the day from which kind, trade, territory and venue hold as they
    stand here, until ``closed_on``; one merged into another counts on no day. ``code`` is the
    unified social credit code, empty if unknown; ``doubtful_code`` tells that its check digit
    fails, which is a thing to work through and no ground to refuse it (GB 32100-2015).
    ``longitude`` and ``latitude`` are of the place of business.
    """

    code = models.CharField(max_length=18, blank=True)
    doubtful_code = models.BooleanField(default=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=EntityKind)
    trade = models.ForeignKey(
        Trade, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=160, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    staff = models.PositiveIntegerField(null=True)
    founded_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    since = models.DateField()
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="entity_code"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("since")),
                name="entity_dates",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="entity_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(
                fields=["doubtful_code"], condition=Q(doubtful_code=True), name="entity_doubtful"
            ),
            # All that the list of what has closed asks for, so that no row is read to count it.
            models.Index(
                fields=["closed_on", "merged_into", "territory", "kind", "venue", "trade"],
                condition=Q(closed_on__isnull=False),
                name="entity_closed",
            ),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="entity_merged"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EntityName(Record):
    """Another name of an entity: a spelling, a sign above the door, a former name."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=NameKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "name"], name="entity_name_once")]


class EntityContact(Sealed):
    """Whom to call at an entity: personal, masked until asked for."""

    entity = models.OneToOneField(
        Entity, on_delete=models.PROTECT, primary_key=True, related_name="contact"
    )
    name = models.CharField(max_length=40, blank=True)
    mobile = models.CharField(max_length=20, blank=True)


class EarlierFacts(Sealed):
    """What an entity was from a day to a day, where that has changed since."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="earlier")
    kind = models.CharField(max_length=12, choices=EntityKind)
    trade = models.ForeignKey(
        Trade, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="earlier_facts_dates"
            )
        ]


class Cover(Sealed):
    """A branch, or a unit through its instructor, covers one entity, a venue or a place.

    From a day to a day; one that ends on the day it began never held. At any moment one branch
    and one instructor's unit at most cover the same target (constraints ``cover_one_...``).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=10, choices=CoveredBy, default=CoveredBy.BRANCH)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="covers")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, related_name="covers")
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="cover_dates",
            ),
            models.CheckConstraint(
                condition=(
                    Q(entity__isnull=False, venue__isnull=True, territory__isnull=True)
                    | Q(entity__isnull=True, venue__isnull=False, territory__isnull=True)
                    | Q(entity__isnull=True, venue__isnull=True, territory__isnull=False)
                ),
                name="cover_one_target",
            ),
        ]
        indexes = [
            models.Index(
                fields=["territory"], condition=Q(territory__isnull=False), name="cover_of_place"
            ),
        ]
