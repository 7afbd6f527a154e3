"""Writes of this module: taking rows out on the record, and published totals."""

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
    "MatrixExport",
    "OutOfReach",
    "PublishedEntry",
    "ReasonMissing",
    "change_total",
    "enter_total",
    "export_board",
    "export_figure",
    "export_matrix",
    "restore_total",
    "withdraw_total",
]
