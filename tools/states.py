"""Draw the state machines of docs/domain from the tables that decide them.

python -m tools.states     writes each diagram again between its two marks
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from tools.say import ROOT, say

DOMAIN = ROOT / "docs" / "domain"

DRAWN = (
    "exchange",
    "formation",
    "groups",
    "members",
    "officers",
    "standards",
    "structure",
    "support",
)
"""The modules with state machines; each has a page of its name."""

MARKED = re.compile(r"(<!-- states: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def diagram(edges: Iterable[Any]) -> str:
    """Return a state machine as the text of a Mermaid diagram."""
    lines = [f"    {edge.before} --> {edge.after}: {edge.event}" for edge in edges]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```", ""])


def redrawn(text: str, module: str) -> str:
    """Return a page with each marked diagram drawn from its table in the module's ``rules``."""
    rules = import_module(f"gongjian.{module}.rules")
    return MARKED.sub(lambda m: f"{m[1]}{diagram(getattr(rules, m[2]))}{m[3]}", text)


def main() -> None:
    """Draw the diagrams of the pages again."""
    # The tables carry translated words, so they load as the tests load them.
    sys.path.insert(0, str(ROOT / "tests"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_settings")
    import django

    django.setup()
    for module in DRAWN:
        page = DOMAIN / f"{module}.md"
        page.write_text(redrawn(page.read_text(encoding="utf-8"), module), encoding="utf-8")
        say(f"Drew the state machines of {page.name}")


if __name__ == "__main__":
    main()
