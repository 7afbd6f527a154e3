"""Brands with their steps, and rounds of peer review: one file a noun."""

from .brands import Brand, BrandStep
from .reviews import Finding, FindingStep, Review
from .rounds import ChecklistItem, Round

__all__ = [
    "Brand",
    "BrandStep",
    "ChecklistItem",
    "Finding",
    "FindingStep",
    "Review",
    "Round",
]
