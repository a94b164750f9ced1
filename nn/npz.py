"""Read an .npz file that anyone may have made.

An .npz is a zip archive with one .npy file for each array. `np.load` reads it and unpickles
nothing. Before that, what the archive claims is held to limits: how long its list of members is,
and how many bytes they unpack to.
"""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.errors import Refused

MOST_DIRECTORY_BYTES = 16_384

# The last 22 bytes of a zip: a signature, the directory's size and place, the comment's length.
END = struct.Struct("<4s8xLLH")
Arrays = dict[str, npt.NDArray[Any]]


class NpzError(Refused):
    """Tells what is wrong with a file: a clause about "it", for a sentence that names the file."""


def arrays_in(content: bytes, most: int) -> Arrays:
    """Return the arrays of an .npz by their names: row by row in memory, and writable.

    Raises `NpzError` unless `content` is a zip archive of arrays of plain numbers or texts, which
    take at most so many bytes.
    """
    _check_directory(content)
    arrays: Arrays = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if unpacked > most:
                raise NpzError(f"it unpacks to {unpacked:,} bytes, which is more than {most:,}")
            # zipfile unpacks other methods without a limit.
            usual = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
            if any(member.compress_type not in usual for member in members):
                raise NpzError("it is compressed in a way that numpy does not use")
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            for name in stored.files:
                if name in arrays or not isinstance(array := stored[name], np.ndarray):
                    raise NpzError(f"its {name!r:.60} is not an array, or there twice")
                arrays[name] = array.astype(array.dtype.newbyteorder("="), order="C")
    except NpzError:
        raise
    except Exception as error:  # made-up bytes lead the parsers to errors of many kinds
        raise NpzError("it is damaged, or holds other things than arrays of numbers") from error
    return arrays


def text_in(arrays: Arrays, name: str, most: int) -> bytes:
    """Return the bytes of a text, stored as uint8; raise `NpzError` unless it is one."""
    if name not in arrays:
        raise NpzError(f"it has no entry {name!r}, so something else wrote it")
    text = arrays[name]
    if text.dtype != np.uint8 or text.ndim != 1 or len(text) > most:
        raise NpzError(f"its {name} is not a text of up to {most:,} bytes")
    return text.tobytes()


def expect(
    arrays: Arrays,
    others: Iterable[str],
    shapes: Mapping[str, tuple[int, ...]],
    dtypes: Sequence[np.dtype[Any]],
) -> None:
    """Raise `NpzError` unless there are arrays of these shapes, each of one of the `dtypes`.

    Besides them there are the `others`, and no more.
    """
    expected = {*others, *shapes}
    for name in sorted(expected.symmetric_difference(arrays)):
        verb = "lacks" if name in expected else "also contains"
        raise NpzError(f"it {verb} {name!r:.60}")
    for name, shape in shapes.items():
        if (dtype := arrays[name].dtype) not in dtypes:
            raise NpzError(f"its {name} has type {dtype}, expected {' or '.join(map(str, dtypes))}")
        if arrays[name].shape != shape:
            raise NpzError(f"its {name} has shape {arrays[name].shape}, expected {shape}")


def _check_directory(content: bytes) -> None:
    """Refuse a long list of members before zipfile makes an object of each."""
    if not content:
        raise NpzError("it is empty")
    if not content.startswith(b"PK\x03\x04"):
        raise NpzError("it is not an .npz file, which is a zip archive of arrays")
    end = content[-END.size :]
    if not end.startswith(b"PK\x05\x06") or not end.endswith(b"\x00\x00"):  # no comment
        raise NpzError("it is cut short, or something was added to its end")
    _, size, _, _ = END.unpack(end)
    if size > MOST_DIRECTORY_BYTES:
        raise NpzError(f"its list of contents takes {size:,} bytes, which is too many")
