"""Figures: numbers that are declared once and open the rows that they count.

A module's ``figures.py`` declares its figures; ``insight`` and ``disclosure`` ask them. A figure
is a set of rows and a measure over them, so a number and its rows cannot disagree; what is too
large to be asked of the database brings its own way to count (``Counted``). See
docs/architecture.md.
"""

from .answers import (
    Answer,
    Row,
    answer,
    by_units,
    count_exportable,
    rows,
    split,
    standing_at,
    stream,
    value,
    values,
)
from .definitions import (
    NONE_GIVEN,
    Asked,
    Column,
    Counted,
    Dimension,
    Figure,
    Measure,
    Part,
    Rows,
    Units,
    Value,
    declare,
    declared,
    get,
)

__all__ = [
    "NONE_GIVEN",
    "Answer",
    "Asked",
    "Column",
    "Counted",
    "Dimension",
    "Figure",
    "Measure",
    "Part",
    "Row",
    "Rows",
    "Units",
    "Value",
    "answer",
    "by_units",
    "count_exportable",
    "declare",
    "declared",
    "get",
    "rows",
    "split",
    "standing_at",
    "stream",
    "value",
    "values",
]
