"""Writes of this module: taking rows out on the record, and published totals."""

from .exports import (
    BoardExport,
    Export,
    OutOfReach,
    ReasonMissing,
    export_board,
    export_figure,
)
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
    "OutOfReach",
    "PublishedEntry",
    "ReasonMissing",
    "change_total",
    "enter_total",
    "export_board",
    "export_figure",
    "restore_total",
    "withdraw_total",
]
