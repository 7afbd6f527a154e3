"""The files of packs: those that come with the product, and those in a folder of the district's."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.errors import DomainError

from ..rules import Files

LIBRARY = Path(__file__).resolve().parents[1] / "library"
MOST_BYTES = 2_000_000
"""A file larger than this is no part of a pack."""


class NoFolder(DomainError):
    code = "pack_no_folder"
    message = _("There is no folder %(folder)s.")


class NotShipped(DomainError):
    code = "pack_not_shipped"
    message = _("No pack “%(code)s” comes with the product. There are: %(known)s.")


class FileTooLarge(DomainError):
    code = "pack_file_too_large"
    message = _("%(file)s is larger than 2 MB, which no file of a pack needs to be.")


def list_shipped() -> tuple[str, ...]:
    """Return the codes of the packs that come with the product."""
    return tuple(sorted(path.parent.name for path in LIBRARY.glob("*/pack.toml")))


def shipped(code: str) -> Files:
    """Return the files of a pack that comes with the product.

    Raises:
        NotShipped: there is none of this code.
    """
    if code not in list_shipped():
        raise NotShipped(code=code, known=", ".join(list_shipped()))
    return read_folder(LIBRARY / code)


def read_folder(folder: Path) -> Files:
    """Return the files of a folder and its folders; hidden ones are left out.

    Raises:
        NoFolder, FileTooLarge: as they say.
    """
    if not folder.is_dir():
        raise NoFolder(folder=folder)
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not path.is_file() or any(part.startswith((".", "~$")) for part in name.parts):
            continue
        if path.stat().st_size > MOST_BYTES:
            raise FileTooLarge(file=name)
        files[name.as_posix()] = path.read_bytes()
    return files
