"""Accounts, the audit chain, submissions, parameters and jobs."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by sign-in name; accounts are made by ``members.actions`` alone."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)


class Record(models.Model):
    """A row whose every write goes through :mod:`gongjian.kernel.audit`."""

    class Meta:
        abstract = True


class Sealed(models.Model):
    """A row of a table too large for one audit row each: see :mod:`gongjian.kernel.seals`.

    ``version`` is that of the registry after the write that last touched the row, so a copy that
    has seen version n fetches what is newer and is exact again. Rows are never deleted.
    """

    version = models.BigIntegerField(db_index=True, editable=False)

    class Meta:
        abstract = True


class Seal(Record):
    """The digest of a block of neighbouring rows of a sealed table."""

    model = models.CharField(max_length=60)
    block = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "block"], name="seal_once")]


class Account(AbstractBaseUser, Record):
    """A sign-in: a name and a password. Who the person is stands in ``members.Person``."""

    # A sign-in leaves its own trace (session list); it is no change to be audited.
    unaudited: ClassVar[frozenset[str]] = frozenset({"last_login", "password"})

    username = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    @property
    def is_staff(self) -> bool:
        """Nobody is staff in Django's sense: there is no back door beside the roles."""
        return False


class AuditHead(models.Model):
    """The one row that says where the chain ends; locking it orders all writers."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    salt = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one_row")
        ]


class AuditEvent(models.Model):
    """One action: who did what, when, to which rows; chained by hash to the one before."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="audit_event_at")]


class AuditRow(models.Model):
    """What an event left of one row: the digest of its fields, or that it was deleted."""

    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="rows")
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    operation = models.CharField(max_length=6)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["model", "row", "event"], name="audit_row_history")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(operation__in=["create", "change", "delete"]),
                name="audit_row_operation",
            )
        ]


class Submission(models.Model):
    """A form or request that was carried out, so that sending it twice acts once."""

    key = models.CharField(max_length=64, primary_key=True)
    account_id = models.BigIntegerField(null=True)
    outcome = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="submission_at")]


class ParameterValue(Record):
    """A district's own value of a declared parameter, from a date on."""

    key = models.CharField(max_length=80)
    value = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="parameter_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="parameter_dates",
            ),
        ]


class CatalogueEntry(Record):
    """What a pack declares, or removes, from a date on; see :mod:`gongjian.kernel.catalogue`.

    One entry of a pack, section and code at any moment (constraint ``catalogue_entry_once``).
    ``content`` is a document template in base64.
    """

    pack = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=30)
    code = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    facts = models.JSONField(default=dict)
    removed = models.BooleanField(default=False)
    content = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="catalogue_entry_dates",
            ),
            models.UniqueConstraint(
                fields=["pack", "section", "code", "valid_from"], name="catalogue_entry_once_a_day"
            ),
        ]


class CatalogueHead(models.Model):
    """The one row that changes with every change of the catalogue: what copies of it compare."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="catalogue_head_is_one_row")
        ]


class Job(models.Model):
    """Work in the background: how far it is, how it ended, and who asked for it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=40)
    account_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account_id", "-asked_at"], name="job_of_account")]


class ApiToken(Record):
    """A key with which a person's programme acts as that person; only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-created_at"], name="token_of_account")]
