"""What an entry says beside its name, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gongjian.kernel import parameters
from gongjian.kernel.catalogue import Name
from gongjian.life.terms import Period
from gongjian.org.catalogue import KINDS, ROLES

_KINDS = {kind.code: kind.label for kind in KINDS}

SHARED = {
    "trade": gettext_lazy("members of one trade"),
    "identity": gettext_lazy("members of one identity"),
    "task": gettext_lazy("members with one task"),
}
FLAGS = {
    "is_study": gettext_lazy("counts as study"),
    "has_branch": gettext_lazy("a branch may be founded for it"),
}


def name_of(section: str, code: str, name: Name) -> str:
    """Return what an entry is called; a parameter by what it decides."""
    if section == "parameters" and code in parameters.declared():
        return str(parameters.declared()[code].purpose)
    return str(name)


def facts_text(code: str, facts: Mapping[str, Any]) -> str:
    """Return the facts of an entry as one line."""
    return _("; ").join(_parts(code, facts))


def _parts(code: str, facts: Mapping[str, Any]) -> Iterator[str]:
    if "kind" in facts:
        yield _("counted as %(kind)s") % {"kind": _KINDS[facts["kind"]]}
    if facts.get("children"):
        yield _("over %(kinds)s") % {
            "kinds": _(", ").join(str(_KINDS[kind]) for kind in facts["children"])
        }
    if "role" in facts:
        yield _("role: %(role)s") % {"role": ROLES[facts["role"]].name}
    if "value" in facts:
        unit = parameters.declared()[code].unit if code in parameters.declared() else ""
        yield f"{facts['value']} {unit}".strip()
        yield str(facts["source"])
    if "by" in facts:
        yield str(SHARED[facts["by"]])
    if said := facts.get("identity"):
        yield _("who says: %(words)s") % {"words": Name(said["zh"], said["en"])}
    if "file" in facts:
        yield str(facts["file"])
    yield from (str(words) for flag, words in FLAGS.items() if facts.get(flag))
    for item in facts.get("items", ()):
        yield _item(item)


def _item(item: Mapping[str, Any]) -> str:
    times = item.get("times", 1)
    words = ngettext(
        "%(name)s: %(times)d time %(period)s", "%(name)s: %(times)d times %(period)s", times
    )
    name = Name(**item["name"])
    return words % {"name": name, "times": times, "period": Period(item["per"]).label}
