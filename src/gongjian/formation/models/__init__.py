"""Organisations and how they came to be, one file a noun."""

from .cases import Case, CaseUnit, Organisation
from .divisions import Part, Seat
from .incubation import Descent, Incubation, Workplace

__all__ = ["Case", "CaseUnit", "Descent", "Incubation", "Organisation", "Part", "Seat", "Workplace"]
