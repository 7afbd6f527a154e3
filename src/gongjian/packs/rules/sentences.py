"""A change of a pack in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..terms import LABELS
from .differences import Change


def sentence(change: Change) -> str:
    """Return what a change does, in the reader's language."""
    facts = {"section": section_label(change.section), "name": change.name, "code": change.code}
    if change.what == "added":
        return _("%(section)s: adds “%(name)s” (%(code)s)") % facts
    if change.what == "dropped":
        return _("%(section)s: no longer has “%(name)s” (%(code)s)") % facts
    details = _("; ").join(detail(key, before, after) for key, before, after in change.details)
    return _("%(section)s: changes “%(name)s” (%(code)s): %(details)s") % {
        **facts,
        "details": details,
    }


def section_label(section: str) -> str:
    """Return what a section of a pack is called."""
    if section == "pack":
        return _("About the pack")
    return _("Taken away") if section == "remove" else str(LABELS[section])


def detail(key: str, before: str, after: str) -> str:
    """Return what became of one value."""
    facts = {"key": key, "before": before, "after": after}
    if not before:
        return _("%(key)s is now “%(after)s”") % facts
    if not after:
        return _("%(key)s was “%(before)s” and is left out") % facts
    return _("%(key)s from “%(before)s” to “%(after)s”") % facts
