"""Enter a register in small batches, as a process that can be killed."""

from __future__ import annotations

from django.core.management import call_command

from factories.entities import COMMUNITY, OTHER_COMMUNITY, make_territory
from gongjian.entities.actions import imports

BATCH = 200


def prepare() -> None:
    """Make the tables, and the places that the register names."""
    call_command("migrate", verbosity=0)
    make_territory(COMMUNITY)
    make_territory(OTHER_COMMUNITY)


def enter(file: str) -> None:
    """Enter a register."""
    imports.BATCH = BATCH
    call_command("import", "entities", file)
