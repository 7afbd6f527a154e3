"""People and what they hold, one file a noun."""

from .people import Appointment, Consent, Person, PersonSkill, Skill

__all__ = ["Appointment", "Consent", "Person", "PersonSkill", "Skill"]
