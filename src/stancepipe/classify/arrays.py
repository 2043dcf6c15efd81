"""Named arrays in one file (``.npz``): the same arrays always give the same bytes, and nothing in it can run code."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stancepipe.errors import BundleError

Array = npt.NDArray[Any]


def store_arrays(arrays: Mapping[str, Array], path: Path) -> None:
    """Write ``arrays`` to ``path`` without a time stamp."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, values in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, values, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)


def load_arrays(path: Path, names: tuple[str, ...]) -> dict[str, Array]:
    """Read the arrays of these ``names``.

    Raises:
        BundleError: the file is not there, or not one that training writes.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as found:
            return {name: found[name] for name in names}
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BundleError(f"{path} cannot be read ({type(error).__name__}): run `stancepipe train`") from error
