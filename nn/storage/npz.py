"""Read an .npz file that anyone may have made.

An .npz is a zip archive with one .npy file for each array. `np.load` reads it and unpickles
nothing. Before that, what the archive claims is held to limits: how many arrays it lists, and how
many bytes they unpack to.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.errors import Refused

MOST_ARRAYS = 100

Arrays = dict[str, npt.NDArray[Any]]
Kind = tuple[tuple[int, ...], Sequence[type[np.generic]]]  # a shape, and the types it may have


def arrays_in(content: bytes, most: int) -> Arrays:
    """Return the arrays of an .npz by their names: row by row in memory, and writable.

    Raises `Refused` unless `content` is a zip archive of arrays of plain numbers or texts, which
    take at most so many bytes.
    """
    if not content.startswith(b"PK\x03\x04"):
        what = "not an .npz file, which is a zip archive of arrays" if content else "empty"
        raise Refused(f"it is {what}")
    # Each entry of the archive's directory begins so, and zipfile makes an object of each.
    if content.count(b"PK\x01\x02") > MOST_ARRAYS:
        raise Refused(f"it holds more than {MOST_ARRAYS} arrays")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if unpacked > most:
            raise Refused(f"it unpacks to {unpacked:,} bytes, which is more than {most:,}")
        # zipfile unpacks other methods without a limit.
        usual = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
        if any(member.compress_type not in usual for member in members):
            raise Refused("it is compressed in a way that numpy does not use")
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            return {name: np.asarray(stored[name], order="C") for name in stored.files}
    except Refused:
        raise
    except Exception as error:  # made-up bytes lead the parsers to errors of many kinds
        raise Refused(
            "it is cut short or damaged, or holds other things than arrays of numbers"
        ) from error


def expect(arrays: Arrays, kinds: Mapping[str, Kind]) -> None:
    """Raise `Refused` unless the arrays have these names, and each its kind."""
    for name in sorted(kinds.keys() ^ arrays.keys()):
        raise Refused(f"it {'lacks' if name in kinds else 'also contains'} {name!r:.60}")
    for name, (shape, dtypes) in kinds.items():
        array = arrays[name]
        if array.dtype not in dtypes:
            expected = " or ".join(dtype.__name__ for dtype in dtypes)
            raise Refused(f"its {name} has type {array.dtype}, expected {expected}")
        if array.shape != shape:
            raise Refused(f"its {name} has shape {array.shape}, expected {shape}")
