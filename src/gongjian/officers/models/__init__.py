"""Who leads branches, one file a noun."""

from .elections import Candidate, Election, Elector
from .terms import Office, Term

__all__ = ["Candidate", "Election", "Elector", "Office", "Term"]
