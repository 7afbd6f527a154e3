"""Reads of brands and peer review, one file a noun."""

from .brands import (
    BrandList,
    BrandPage,
    BrandRow,
    BrandStepLine,
    UnitPage,
    get_brand,
    get_unit,
    list_brands,
    to_renew,
)
from .findings import OVERDUE, FindingList, FindingPage, FindingRow, get_finding, list_findings
from .matrix import Shown, brands_shown, shown_on
from .reviews import CheckLine, ReviewPage, ReviewRow, get_review
from .rounds import (
    Practice,
    RoundList,
    RoundPage,
    RoundRow,
    Superior,
    get_round,
    last_checklist,
    list_rounds,
    list_superiors,
)
from .stood import finding_stood_as, stood_as
from .units import branches_under, branded_units, decides_about, list_owners, list_proposers

__all__ = [
    "OVERDUE",
    "BrandList",
    "BrandPage",
    "BrandRow",
    "BrandStepLine",
    "CheckLine",
    "FindingList",
    "FindingPage",
    "FindingRow",
    "Practice",
    "ReviewPage",
    "ReviewRow",
    "RoundList",
    "RoundPage",
    "RoundRow",
    "Shown",
    "Superior",
    "UnitPage",
    "branches_under",
    "branded_units",
    "brands_shown",
    "decides_about",
    "finding_stood_as",
    "get_brand",
    "get_finding",
    "get_review",
    "get_round",
    "get_unit",
    "last_checklist",
    "list_brands",
    "list_findings",
    "list_owners",
    "list_proposers",
    "list_rounds",
    "list_superiors",
    "shown_on",
    "stood_as",
    "to_renew",
]
