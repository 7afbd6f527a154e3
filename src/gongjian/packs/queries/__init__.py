"""Reads about packs: shipped ones and folders, loaded versions, pages."""

from .folders import list_shipped, read_folder, shipped
from .pages import PackPage, PackRow, Section, get_pack_page, list_packs
from .versions import (
    examine,
    files_of,
    latest,
    list_versions,
    of_day,
    pack_of,
    version_named,
)

__all__ = [
    "PackPage",
    "PackRow",
    "Section",
    "examine",
    "files_of",
    "get_pack_page",
    "latest",
    "list_packs",
    "list_shipped",
    "list_versions",
    "of_day",
    "pack_of",
    "read_folder",
    "shipped",
    "version_named",
]
