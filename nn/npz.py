"""Read an .npz file that anyone may have made.

An .npz is a zip archive with one .npy file for each array. Every number in it is a claim: how many
members there are, how long each is, what shape its array has. `np.load` believes the claims, and
so allocates any amount of memory. This module checks each claim against a limit and against the
other claims before it makes an array, and unpickles nothing:

    bytes -> list of members -> header of a member -> its array
"""

import io
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.lib.format as npy
import numpy.typing as npt

from nn.errors import Refused

MOST_DIRECTORY_BYTES = 16_384
MOST_HEADER_BYTES = 256  # numpy's own are 128

# The last 22 bytes of a zip: a signature, the directory's size and place, the comment's length.
END = struct.Struct("<4s8xLLH")
# Before them in a zip larger than 4 GiB: where to find the record that counts instead.
LARGE_END = slice(-42, -38), b"PK\x06\x07"
LOCKED = 0x1  # the flag of a member with a password

# The header of an array of plain numbers, as every version of numpy writes it. Only such a header
# is given to numpy's parser, which takes Python literals of any kind.
HEADER = re.compile(
    rb"\{'descr': '[<>|=]?[biufcmMOSUV]\d*', 'fortran_order': (True|False), "
    rb"'shape': \([\d, ]*\), \} *\n"
)

# All that zipfile raises for a damaged archive; for odd flags it is a kind of RuntimeError.
DAMAGE: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, struct.error, EOFError)
DAMAGE += (OSError, OverflowError, RuntimeError, ValueError)


class NpzError(Refused):
    """Tells what is wrong with a file: a clause about "it", for a sentence that names the file."""


class Header(NamedTuple):
    """What a member claims to hold; `start` is where its numbers begin, in bytes."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    fortran_order: bool
    start: int

    @property
    def end(self) -> int:
        """The number of bytes that the member must have: its header and its numbers."""
        return self.start + math.prod(self.shape) * self.dtype.itemsize


class Npz:
    """The members of an .npz file, by the names of their arrays.

    Raises `NpzError` unless `content` is a zip archive of a few .npy files without a password.
    """

    def __init__(self, content: bytes) -> None:
        _check_directory(content)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except DAMAGE as error:
            raise NpzError("its list of contents is damaged") from error
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in self._archive.infolist():
            name = member.filename.removesuffix(".npy")
            if name == member.filename:
                raise NpzError(f"it contains {name!r:.60}, which is not an array")
            if name in self._members:
                raise NpzError(f"it contains {name!r:.60} twice")
            if member.flag_bits & LOCKED:
                raise NpzError("it is locked with a password")
            # zipfile unpacks the other methods without a limit.
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NpzError("it is compressed in a way that numpy does not use")
            self._members[name] = member

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def header(self, name: str) -> Header:
        """Return what the member claims to hold, without reading its numbers.

        Raises `NpzError` if it is missing, holds other things than numbers, or has another length.
        """
        if name not in self._members:
            raise NpzError(f"it lacks {name!r}")
        header = _parse(name, self._read(name, MOST_HEADER_BYTES))
        length = self._members[name].file_size
        if length != header.end:
            raise NpzError(
                f"its {name} claims shape {header.shape}, which takes {header.end:,} bytes, "
                f"but is {length:,} bytes long"
            )
        return header

    def array(self, name: str) -> npt.NDArray[Any]:
        """Return the member's array, row by row in memory and writable.

        It is as large as its header says: check the header first. Raises `NpzError` as `header`
        does, and if the numbers are damaged.
        """
        header = self.header(name)
        data = self._read(name, header.end)
        if len(data) != header.end:
            raise NpzError(f"its {name} ends too early")
        array = np.frombuffer(data, header.dtype, math.prod(header.shape), header.start)
        array = array.reshape(header.shape, order="F" if header.fortran_order else "C")
        return array.astype(header.dtype.newbyteorder("="), order="C")

    def text(self, name: str, most: int) -> bytes:
        """Return the bytes of a text, stored as uint8; raise `NpzError` unless it is one."""
        if name not in self._members:
            raise NpzError(f"it has no entry {name!r}, so something else wrote it")
        header = self.header(name)
        if header.dtype != np.uint8 or len(header.shape) != 1 or header.shape[0] > most:
            raise NpzError(f"its {name} is not a text of up to {most:,} bytes")
        return self.array(name).tobytes()

    def expect(
        self,
        texts: Iterable[str],
        shapes: Mapping[str, tuple[int, ...]],
        dtypes: Sequence[np.dtype[Any]],
    ) -> None:
        """Raise `NpzError` unless the file has exactly these members, before any array is made.

        `texts` name members that are checked elsewhere. The others are arrays of these `shapes`,
        each of one of the `dtypes`.
        """
        expected = {*texts, *shapes}
        for name in sorted(expected.symmetric_difference(self._members)):
            verb = "lacks" if name in expected else "also contains"
            raise NpzError(f"it {verb} {name!r:.60}")
        for name, shape in shapes.items():
            header = self.header(name)
            if header.dtype not in dtypes:
                expected_types = " or ".join(map(str, dtypes))
                raise NpzError(f"its {name} has type {header.dtype}, expected {expected_types}")
            if header.shape != shape:
                raise NpzError(f"its {name} has shape {header.shape}, expected {shape}")

    def _read(self, name: str, most: int) -> bytes:
        try:
            with self._archive.open(self._members[name]) as stream:
                return stream.read(most)
        except DAMAGE as error:
            raise NpzError(f"its part {name} is damaged") from error


def _check_directory(content: bytes) -> None:
    """Refuse a long list of members before zipfile makes an object of each."""
    if not content:
        raise NpzError("it is empty")
    if not content.startswith(b"PK\x03\x04"):
        raise NpzError("it is not an .npz file, which is a zip archive of arrays")
    end = content[-END.size :]
    place, signature = LARGE_END
    # With a comment or a record for large files, zipfile would look for the end elsewhere.
    if (
        not end.startswith(b"PK\x05\x06")
        or not end.endswith(b"\x00\x00")
        or content[place] == signature
    ):
        raise NpzError("it is cut short, or something was added to its end")
    _, size, _, _ = END.unpack(end)
    if size > MOST_DIRECTORY_BYTES:
        raise NpzError(f"its list of contents takes {size:,} bytes, which is too many")


def _parse(name: str, head: bytes) -> Header:
    """Return what the first bytes of an .npy file say."""
    stream = io.BytesIO(head)
    try:
        version = npy.read_magic(stream)
        text = stream.tell() + 2  # two bytes hold the length
        start = text + int.from_bytes(head[text - 2 : text], "little")
        if version != (1, 0) or not HEADER.fullmatch(head, text, start):
            raise ValueError("not the header of plain numbers")
        shape, fortran_order, dtype = npy.read_array_header_1_0(stream)
    except ValueError as error:
        raise NpzError(f"its {name} is not an array of plain numbers") from error
    if dtype.hasobject:
        raise NpzError(
            f"its {name} holds pickled Python objects, which are never opened because they can "
            "run code"
        )
    return Header(dtype, shape, fortran_order, start)
