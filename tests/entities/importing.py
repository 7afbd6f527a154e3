"""Enter a register in small batches, as a process that can be killed: `importing.py FILE`.

``importing.py prepare`` makes the tables and the places that the register names.
"""

from __future__ import annotations

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from gongjian.entities.actions import imports  # noqa: E402

BATCH = 200


def prepare() -> None:
    from factories.entities import COMMUNITY, OTHER_COMMUNITY, make_territory

    call_command("migrate", verbosity=0)
    make_territory(COMMUNITY)
    make_territory(OTHER_COMMUNITY)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    else:
        imports.BATCH = BATCH
        call_command("import", "entities", sys.argv[1])
