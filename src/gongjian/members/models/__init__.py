"""People and what they hold, one file a noun."""

from .charges import Charge
from .data_requests import DataRequest
from .floating import FloatingMember
from .people import Appointment, Consent, Person, PersonSkill, Skill
from .relations import FormalRelation, Membership, ParticipationRelation
from .transfers import Transfer

__all__ = [
    "Appointment",
    "Charge",
    "Consent",
    "DataRequest",
    "FloatingMember",
    "FormalRelation",
    "Membership",
    "ParticipationRelation",
    "Person",
    "PersonSkill",
    "Skill",
    "Transfer",
]
