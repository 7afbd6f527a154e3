"""Writes of this module: taking rows out on the record, and published totals."""

from .comparing import LinesExport, PublishedExport, export_lines, export_published
from .exports import (
    BoardExport,
    Export,
    OutOfReach,
    ReasonMissing,
    export_board,
    export_figure,
)
from .matrix import MatrixExport, export_matrix
from .published import (
    PublishedEntry,
    change_total,
    enter_total,
    restore_total,
    withdraw_total,
)

__all__ = [
    "BoardExport",
    "Export",
    "LinesExport",
    "MatrixExport",
    "OutOfReach",
    "PublishedEntry",
    "PublishedExport",
    "ReasonMissing",
    "change_total",
    "enter_total",
    "export_board",
    "export_figure",
    "export_lines",
    "export_matrix",
    "export_published",
    "restore_total",
    "withdraw_total",
]
