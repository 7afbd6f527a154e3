"""Read ``.npz`` files that anybody may have made."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray


class ArchiveError(ValueError):
    """The file is no ``.npz`` of plain arrays, or cannot be opened."""


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays in the file at ``path`` by name. Raise :class:`ArchiveError`."""
    try:
        with path.open("rb") as file:
            archive = np.load(file, allow_pickle=False)
            if not isinstance(archive, NpzFile):
                raise ArchiveError(f"{path.name}: one array, not an .npz of named arrays")
            with archive:
                return {name: archive[name] for name in archive.files}
    except OSError as error:
        raise ArchiveError(f"{path.name}: {error.strerror or error}") from error
    except (ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise ArchiveError(f"{path.name}: not an .npz of plain arrays") from error
