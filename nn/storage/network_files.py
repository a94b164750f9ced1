"""Save and load networks in files, and open those that come with the project by name."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from nn.answers import Reader
from nn.errors import Damaged, Refused, name_of, reason, shown
from nn.mnist import PATH as MNIST
from nn.network import Network
from nn.npz import NpzError
from nn.storage import files
from nn.storage.network_format import MOST_BYTES, from_bytes, to_bytes
from nn.storage.provenance import Provenance, StorageError

# By name, since a file that is missing from the folder still belongs there.
SHIPPED: dict[str, Path] = {name: MNIST.parent / f"{name}.npz" for name in ("draw", "book")}


@dataclass(frozen=True, eq=False)
class Saved:
    """A network, with how it answers, and its provenance."""

    reader: Reader
    provenance: Provenance

    @property
    def network(self) -> Network:
        """The network."""
        return self.reader.network


def save(path: Path | BinaryIO, reader: Reader, provenance: Provenance) -> None:
    """Write a reader's network to a stream, or to a file named exactly as `path` says.

    Raises `StorageError` if the network has weights that are not finite or more than `load` would
    read, or if the file cannot be written.
    """
    try:
        content = to_bytes(reader, provenance)
    except NpzError as error:
        raise StorageError(f"The network cannot be saved: {error}.") from error
    try:
        if isinstance(path, Path):
            files.write(path, content)
        else:
            path.write(content)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        name = path if isinstance(path, Path) else "the file"
        raise StorageError(
            f"The network cannot be saved as {name}: {reason(error)}. {files.advice(error)}"
        ) from error


def load(source: Path | BinaryIO | bytes) -> Saved:
    """Return the network in a file, a stream, or bytes.

    Raises `StorageError` if it cannot be read, or is not a network that `save` wrote; says what is
    wrong with it.
    """
    try:
        content = files.read(source, MOST_BYTES)
    except files.FileError as error:
        raise StorageError(str(error)) from error
    try:
        return Saved(*from_bytes(content))
    except (Refused, RecursionError) as error:
        wrong = str(error) if isinstance(error, Refused) else "its description is nested too deeply"
        raise StorageError(
            f"{name_of(source, 'The file')} is not a network saved by Thirty Neurons: "
            f"{wrong.removesuffix('.'):.400}. Choose "
            "an .npz file that was saved here, or save the network again."
        ) from error


def open_network(name_or_path: str) -> Saved:
    """Return the network in a file, or one that comes with the project by its name in `SHIPPED`.

    A name wins over a file with the same name: write ./ before it to open the file.

    Raises `StorageError` if there is neither, or the file is not a network that `save` wrote. For a
    network that comes with the project it says how to restore it.
    """
    if name_or_path in SHIPPED:
        path = SHIPPED[name_or_path]
        try:
            return load(path)
        except StorageError as error:
            what = f"The network {name_or_path!r} is missing or damaged"
            raise StorageError(str(Damaged(what, path))) from error
    if os.path.isfile(name_or_path):  # unlike Path.is_file, False for whatever cannot be a path
        return load(Path(name_or_path))
    raise StorageError(
        f"There is no network {shown(repr(name_or_path))}: expected {', '.join(SHIPPED)} or the "
        "path of an .npz file."
    )
