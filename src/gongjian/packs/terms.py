"""The words of a pack: its sections, and what each entry must say (the schema of the TOML)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from gongjian.kernel.words import SECTION as WORDS

LOAD = "packs.load"
"""The permission to load a pack; no role has it, only whoever runs the installation."""

VIEW = "pack.view"

CODE = r"^[a-z][a-z0-9_]{1,39}$"

Code = Annotated[str, StringConstraints(pattern=CODE)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^\S.*$")]
Prose = Annotated[str, StringConstraints(max_length=400)]


class Spec(BaseModel):
    """A table of a pack: exact types, and no key that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Names(Spec):
    """What a thing is called, in both languages."""

    zh: Text = Field(description="in Chinese, up to 80 characters")
    en: Annotated[str, StringConstraints(min_length=1, max_length=160)] = Field(
        description="in English, up to 160 characters"
    )


class Sampled(Spec):
    """What may be a sample: made up because the programme's documents leave it undefined."""

    sample: bool = Field(False, description="made up, because the documents leave it undefined")
    note: Prose = Field("", description="what is made up, or whence it comes; a sample needs one")

    @model_validator(mode="after")
    def _sample_says_why(self) -> Self:
        if self.sample and not self.note:
            raise PydanticCustomError("sample_without_note", "a sample needs a note")
        return self


class Meta(Sampled):
    """What the pack is."""

    code: Code = Field(description="the pack's code, for ever the same")
    name: Names = Field(description="name of the programme in both languages")
    version: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+){0,2}$")] = Field(
        description="such as `1.0`; other content needs another version"
    )
    valid_from: date = Field(description="the day from which this version holds")
    builds_on: Code | None = Field(None, description="code of the pack that this one builds on")
    source: Prose = Field("", description="documents that the programme is written in")


class Named(Sampled):
    """An entry with a name."""

    name: Names = Field(description='name in both languages: `{ zh = "…", en = "…" }`')


class UnitTypeSpec(Named):
    """A type of unit, or the district's name for a built-in one (same code, same kind)."""

    kind: str = Field(description="how units of this type are counted")
    children: list[str] = Field([], description="kinds of units that may stand under it")


class VenueTypeSpec(Named):
    """A type of place that gathers entities."""

    has_branch: bool = Field(False, description="a branch may be founded for a whole venue")


class PostTypeSpec(Named):
    """A post, and the role that its holder has; what a role may do is not for packs to say."""

    role: str = Field(description="code of a role, see [roles](roles.md)")


class LineSpec(Named):
    """A further line of leadership beside the built-in ones."""


class ParameterSpec(Sampled):
    """A district's own value of a declared [parameter](parameters.md)."""

    value: int | float | str | bool = Field(description="of the same kind as the default")
    source: Annotated[str, StringConstraints(min_length=1, max_length=160)] = Field(
        description="the decision or document behind it"
    )


class LifeItem(Sampled):
    """One named item of organisational life."""

    name: Names = Field(description="name in both languages")
    per: Literal["month", "quarter", "half_year", "year"] = Field(description="the period")
    times: Annotated[int, Field(ge=1, le=60)] = Field(1, description="times in a period")
    activity: Code | None = Field(None, description="code of the activity type that counts for it")
    optional: bool = Field(False, description="may be skipped without a reason")


class LifeTemplateSpec(Named):
    """A set of named items that an organisation is expected to hold in each period."""

    items: Annotated[list[LifeItem], Field(min_length=1)] = Field(description="its items")


class ActivityTypeSpec(Named):
    """A type of activity."""

    is_study: bool = Field(False, description="its hours count as study")


class GroupTypeSpec(Named):
    """A type of group that is no organisation."""

    by: Literal["trade", "identity", "task"] = Field(description="what its members share")
    identity: Names | None = Field(
        None, description="by identity: what its members say of themselves; else the name"
    )


class CategorySpec(Named):
    """A category of needs and offers."""


class SkillSpec(Named):
    """A skill that needs ask for."""


class DocumentSpec(Named):
    """The district's template of a document: a Word file with `{{ field }}` where facts go."""

    file: Annotated[str, StringConstraints(pattern=r"^[\w./-]+\.docx$")] = Field(
        description="the Word file's path in the pack's folder"
    )


SECTIONS: dict[str, type[Sampled] | type[Names]] = {
    "unit_types": UnitTypeSpec,
    "venue_types": VenueTypeSpec,
    "post_types": PostTypeSpec,
    "lines": LineSpec,
    "parameters": ParameterSpec,
    "life_templates": LifeTemplateSpec,
    "activity_types": ActivityTypeSpec,
    "group_types": GroupTypeSpec,
    "categories": CategorySpec,
    "skills": SkillSpec,
    "documents": DocumentSpec,
    WORDS: Names,
}
"""Each section and what its entries must say, in the order in which they are shown."""

LABELS: dict[str, Any] = {
    "unit_types": _("Unit types"),
    "venue_types": _("Venue types"),
    "post_types": _("Posts"),
    "lines": _("Lines"),
    "parameters": _("Deadlines and thresholds"),
    "life_templates": _("Templates of organisational life"),
    "activity_types": _("Activity types"),
    "group_types": _("Group types"),
    "categories": _("Categories of needs"),
    "skills": _("Skills"),
    "documents": _("Document templates"),
    WORDS: _("Words"),
}

KEYED = frozenset({"parameters", "documents", WORDS})
"""Sections whose codes are the product's own keys, which a pack gives a value of its own."""

REMOVABLE = frozenset(SECTIONS) - {"parameters", "categories", "skills"}
"""Sections whose entries a pack may take away: of the others, records may hold them."""

NEEDED_TYPES = frozenset({"zone", "city", "district", "street", "community"})
"""Built-in unit types that the product itself relies on: they may be renamed, not removed."""
