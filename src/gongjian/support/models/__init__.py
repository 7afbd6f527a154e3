"""Instructors, the places that they look after, and their visits: one file a noun."""

from .assignments import Assignment
from .points import ContactPoint
from .roster import Appraisal, Instructor
from .visits import Finding, Visit

__all__ = ["Appraisal", "Assignment", "ContactPoint", "Finding", "Instructor", "Visit"]
