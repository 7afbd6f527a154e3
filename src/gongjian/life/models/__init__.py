"""What is expected of a branch, and what it held, one file a noun."""

from .meetings import Attendance, Meeting
from .plans import PlanItem

__all__ = ["Attendance", "Meeting", "PlanItem"]
