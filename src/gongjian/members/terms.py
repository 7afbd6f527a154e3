"""The words about people: consents, relations, transfers, floating members; personal fields."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.parameters import Parameter, declare
from gongjian.kernel.register import PersonalField, register


class Purpose(models.TextChoices):
    """What a person can consent to; each by itself, each withdrawable (G9)."""

    NAME_PUBLIC = "name_public", _("My name on public pages")
    CONTACT_SHARED = "contact_shared", _("My mobile number shown to partners in a service")


class Standing(models.TextChoices):
    """What a member is on a day; it follows from the day since when they are formal."""

    FORMAL = "formal", _("Formal member")
    PROBATIONARY = "probationary", _("Probationary member")


class EndReason(models.TextChoices):
    """Why a membership is no longer held here; entered by people, never by a clock (G4)."""

    MOVED = "moved", _("Relation transferred to an organisation outside")
    DECEASED = "deceased", _("Deceased")
    LEFT = "left", _("Left the Party, by decision of the branch meeting")
    REMOVED = "removed", _("Removed, by decision of the superior")


FORGOTTEN = "—"
"""The name of whoever left long ago (G16)."""


class SignIn(models.TextChoices):
    """Whether somebody can come in."""

    NONE = "none", _("No sign-in")
    OPEN = "open", pgettext_lazy("sign-in", "Open")
    CLOSED = "closed", pgettext_lazy("sign-in", "Closed")


class ParticipationKind(models.TextChoices):
    """Why somebody takes part in a branch that does not hold their relation."""

    LINE = "line", _("Daily management in the line")
    FLOATING = "floating", _("Floating member")
    TASK = "task", _("Temporary branch or task")


class Relation(models.TextChoices):
    """In which relation a branch stands to somebody."""

    FORMAL = "formal", _("Holds the relation")
    LINE = ParticipationKind.LINE.value, _("Daily management in the line")
    FLOATING = ParticipationKind.FLOATING.value, _("Takes in a floating member")
    TASK = ParticipationKind.TASK.value, _("Temporary branch or task")


class TransferState(models.TextChoices):
    """Where the transfer of a formal relation stands."""

    REQUESTED = "requested", _("Requested, waiting for the letter")
    ISSUED = "issued", _("Letter issued, waiting for the receiving branch")
    RECEIVED = "received", _("Received")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Letter expired, with the superior")
    WITHDRAWN = "withdrawn", pgettext_lazy("transfer", "Withdrawn")


OPEN_TRANSFERS = (TransferState.REQUESTED, TransferState.ISSUED, TransferState.EXPIRED)


class FloatingState(models.TextChoices):
    """Where a floating member stands (domain 5.2)."""

    LEFT = "left", _("Left home, not yet reported in")
    REPORTED = "reported", _("Reported in")
    WELCOMED = "welcomed", _("Welcomed, without a branch")
    ATTACHED = "attached", _("Takes part in a branch")
    TRANSFERRED = "transferred", _("Relation transferred")
    RETURNED = "returned", _("Returned home or moved on")
    DISMISSED = "dismissed", _("Entered by mistake")


OPEN_FLOATING = (
    FloatingState.LEFT,
    FloatingState.REPORTED,
    FloatingState.WELCOMED,
    FloatingState.ATTACHED,
)
WITHOUT_BRANCH = (FloatingState.REPORTED, FloatingState.WELCOMED)


class Channel(models.TextChoices):
    """How a floating member reported in; each counts the same (G7)."""

    QR = "qr", _("By QR code")
    PHONE = "phone", _("By phone")
    DESK = "desk", _("At the desk")
    HOME = "home", _("Told by the home branch")


class RequestKind(models.TextChoices):
    """What somebody asks about what is held about them (PIPL art. 44 to 46)."""

    CORRECT = "correct", _("Correct it")
    OBJECT = "object", _("Object to its being held or shown")


class RequestState(models.TextChoices):
    """Where such a request stands."""

    OPEN = "open", pgettext_lazy("request", "Waiting for an answer")
    DONE = "done", pgettext_lazy("request", "Done as asked")
    DECLINED = "declined", pgettext_lazy("request", "Declined with a reason")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


PARAMETERS = declare(
    Parameter("data.answer_days", 15, _("days"), _("to answer about one's own data"), "INF"),
    Parameter("letter.valid_days", 90, _("days"), _("a letter of transfer is valid"), "2.4"),
    Parameter(
        "floating.attach_days", 15, _("days"), _("until a floating member has a branch"), "INF"
    ),
    Parameter("lost.alert_days", 90, _("days"), _("without contact: first alert"), "2.4"),
    Parameter("person.keep_days", 1095, _("days"), _("a name is kept after somebody left"), "INF"),
    Parameter("lost.second_alert_days", 180, _("days"), _("without contact: second alert"), "2.4"),
)

SERVICE = _("PIPL art. 13(2): needed for the service that the person asked for")
VOLUNTEERING = _("Regulations on volunteer services, art. 7 and 19")
DUTY = _("PIPL art. 13(3): duty of the operator to keep records of who acted")
MEMBERSHIP = _("Regulations on the education and management of members: each has one branch")
FLOATING = _("Opinions on floating members (2024): both sides keep in contact")
_KEPT = _("as long as the membership, then 3 years")
_STAY = _("as long as the stay, then 1 year")

register(
    PersonalField("members.Person.name", _("To know whom to speak to"), SERVICE, _("account")),
    PersonalField("members.Person.mobile", _("To reach the person"), SERVICE, _("account")),
    PersonalField("members.Person.account", _("To sign in"), SERVICE, _("account")),
    PersonalField(
        "members.Person.unit", _("Which unit keeps the record"), SERVICE, _("account"), True
    ),
    PersonalField(
        "members.Person.volunteer_since", _("To be asked for services"), VOLUNTEERING, _("account")
    ),
    PersonalField("members.PersonSkill.person", _("To match services"), VOLUNTEERING, _("account")),
    PersonalField("members.PersonSkill.skill", _("To match services"), VOLUNTEERING, _("account")),
    PersonalField("members.Appointment.person", _("Who speaks for a unit"), DUTY, _("3 years")),
    PersonalField("members.Charge.person", _("Who answers for a place"), DUTY, _("3 years")),
    PersonalField("members.Consent.person", _("To prove consent"), DUTY, _("3 years")),
    PersonalField("kernel.Account.username", _("To sign in"), SERVICE, _("account")),
    PersonalField("kernel.Account.email", _("To reset a password"), SERVICE, _("account")),
    PersonalField("kernel.Account.password", _("To sign in"), SERVICE, _("account")),
    PersonalField("kernel.Account.last_login", _("To see misuse"), DUTY, _("account")),
)

register(
    PersonalField("members.Membership.person", _("Who is a member"), MEMBERSHIP, _KEPT, True),
    PersonalField("members.Membership.joined_on", _("Length of membership"), MEMBERSHIP, _KEPT),
    PersonalField("members.Membership.formal_since", _("Who may vote"), MEMBERSHIP, _KEPT),
    PersonalField("members.Membership.birth_year", _("To plan care"), MEMBERSHIP, _KEPT),
    PersonalField("members.Membership.ended_on", _("Until when"), MEMBERSHIP, _KEPT),
    PersonalField("members.Membership.ended_why", _("Why it ended"), MEMBERSHIP, _KEPT, True),
    PersonalField("members.FormalRelation.person", _("Which branch"), MEMBERSHIP, _KEPT, True),
    PersonalField(
        "members.ParticipationRelation.person", _("Where one takes part"), MEMBERSHIP, _KEPT, True
    ),
    PersonalField("members.Transfer.person", _("Whose relation moves"), MEMBERSHIP, _("10 years")),
    PersonalField("members.Transfer.requested_by", _("Whom to ask back"), DUTY, _("10 years")),
    PersonalField("members.Transfer.answered_by", _("Who decided"), DUTY, _("10 years")),
    PersonalField("members.FloatingMember.person", _("Who has come"), FLOATING, _STAY, True),
    PersonalField("members.FloatingMember.name", _("Who has come"), FLOATING, _("until taken in")),
    PersonalField(
        "members.FloatingMember.mobile", _("To reach them"), FLOATING, _("until taken in")
    ),
    PersonalField("members.FloatingMember.home", _("Which side to tell"), FLOATING, _STAY),
)

register(
    PersonalField("members.DataRequest.person", _("Who asks about their data"), DUTY, _("3 years")),
    PersonalField("members.DataRequest.text", _("What they ask"), DUTY, _("3 years")),
    PersonalField("members.DataRequest.answered_by", _("Who decided"), DUTY, _("3 years")),
)
