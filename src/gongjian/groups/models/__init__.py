"""Groups, who is in them and what they did, one file a noun."""

from .belongings import Belonging, Identity
from .gatherings import Gathering, Presence
from .groups import Group, GroupTrade

__all__ = ["Belonging", "Gathering", "Group", "GroupTrade", "Identity", "Presence"]
