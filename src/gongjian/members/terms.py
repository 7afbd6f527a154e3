"""The words about people: appointments, consents, and the register of personal fields."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.register import PersonalField, register


class Purpose(models.TextChoices):
    """What a person can consent to; each by itself, each withdrawable (G9)."""

    NAME_PUBLIC = "name_public", _("My name on public pages")
    CONTACT_SHARED = "contact_shared", _("My mobile number shown to partners in a service")


SERVICE = "PIPL art. 13(2): needed for the service that the person asked for"
VOLUNTEERING = "志愿服务条例 art. 7 and 19"
DUTY = "PIPL art. 13(3): duty of the operator to keep records of who acted"

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
    PersonalField("members.Consent.person", _("To prove consent"), DUTY, _("3 years")),
    PersonalField("kernel.Account.username", _("To sign in"), SERVICE, _("account")),
    PersonalField("kernel.Account.email", _("To reset a password"), SERVICE, _("account")),
    PersonalField("kernel.Account.password", _("To sign in"), SERVICE, _("account")),
    PersonalField("kernel.Account.last_login", _("To see misuse"), DUTY, _("account")),
)
