"""Write docs/howto/roles.md from the catalogue of roles, and from nothing else."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from tools.say import ROOT, say

if TYPE_CHECKING:
    from gongjian.kernel.actor import Permission
    from gongjian.org.catalogue import Role

PAGE = ROOT / "docs" / "howto" / "roles.md"

LINES = {
    "territorial": "territorial (块)",
    "sectoral": "sectoral (条)",
    "alliance": "alliance (联建)",
}
REACHES = {
    "here": "the unit itself",
    "below": "the unit and all that stands below it on the line",
    "around": "all that stands in the unit's zone: below the unit above it on the line",
    "own": "only what is the person's own",
}

HEAD = """\
# Roles

Made by `python -m tools.roles_page` from `src/gongjian/org/catalogue.py`; a test keeps both \
together. A role is held at a unit from a day on; it gives permissions, each on a line and as far \
as the last column says. Everybody sees and takes along their own data, whatever the role. What is \
in reach and not permitted is refused; what is out of reach does not exist for the reader. Which \
page asks for which permission is tried for a whole cast in `tests/contracts/permission_matrix.py`.
"""

GIVEN_BY = {
    "roles.give": "is given by a district officer, or by who runs the installation",
    "roster.import": "is given with a roster that a zone's host or a district officer enters",
}


def page() -> str:
    """Return the text of docs/howto/roles.md, in English with the Chinese names."""
    from gongjian.org.catalogue import ROLES

    return "\n".join([HEAD, *(_section(role) for role in ROLES.values())])


def _section(role: Role) -> str:
    lines = [f"## {_both(role.name)}", "", f"`{role.code}` {GIVEN_BY[role.given_by]}.", ""]
    return "\n".join([*lines, "| Line | Reach | Permissions |", "|---|---|---|", *_rows(role), ""])


def _rows(role: Role) -> Iterator[str]:
    def place(permission: Permission) -> tuple[str, str]:
        return permission.line, permission.reach

    for (line, reach), held in groupby(role.permissions, place):
        yield f"| {LINES[line]} | {REACHES[reach]} | {_codes(p.code for p in held)} |"


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _both(label: object) -> str:
    """Return a label in English and in Chinese."""
    from django.utils import translation

    words = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words.append(str(label))
    return " · ".join(words)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    # Nothing is signed here; the settings only refuse to load without a secret.
    os.environ.setdefault("GONGJIAN_SECRET_KEY", secrets.token_urlsafe(64))
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
    say(f"Wrote {PAGE.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
