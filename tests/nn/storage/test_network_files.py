"""Networks come back as they were, and nothing else that calls itself a network gets in."""

import io
import json
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn import __version__, mnist, npz
from nn.errors import Refused
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.storage import network_files, network_format
from nn.storage.network_files import load, open_network, save
from nn.storage.network_format import halved
from nn.storage.provenance import Provenance, StorageError
from tests.nn.reference import initialised

PROVENANCE = Provenance(TrainingConfig(eta=0.5, seed=7), 3, 0.9512, "MNIST", __version__, "día 1")
UNKNOWN = Provenance(None, 0, None, "", "")


def tiny(**choices: Any) -> Network:
    """Return a 2-2-1 network."""
    return initialised(2, 2, 1, seed=1, **choices)


def saved(network: Network, provenance: Provenance = PROVENANCE) -> bytes:
    stream = io.BytesIO()
    save(stream, network, provenance)
    return stream.getvalue()


CONTENT = saved(tiny())
W1, W2 = tiny().weights
NOT_NUMBERS = (np.nan, np.inf, -np.inf)
ARE_NO_NUMBERS = "has weights or biases that are infinite or not numbers"


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return stream.getvalue()


def npy(array: npt.NDArray[Any], allow_pickle: bool = False) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=allow_pickle)
    return stream.getvalue()


def npy_header(text: str, version: bytes = b"\x01\x00") -> bytes:
    """Return an .npy file without its numbers, whatever the header says."""
    return b"\x93NUMPY" + version + struct.pack("<H", len(text) + 1) + text.encode() + b"\n"


def claim(shape: str, dtype: str = "<f8", **options: bytes) -> bytes:
    """Return an .npy file without its numbers that claims a shape and a type."""
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    return npy_header(text, **options)


def text_npy(text: bytes) -> bytes:
    return npy(np.frombuffer(text, np.uint8))


def altered(**changes: bytes | npt.NDArray[Any] | None) -> bytes:
    """Return a saved 2-2-1 network with some members replaced, added or (None) left out."""
    files: dict[str, Any] = members(CONTENT)
    for name, change in changes.items():
        files[f"{name}.npy"] = npy(change) if isinstance(change, np.ndarray) else change
    return zipped({name: content for name, content in files.items() if content is not None})


def about(text: bytes) -> bytes:
    """Return a saved 2-2-1 network with another text for its description."""
    return altered(about=text_npy(text))


def described(**changes: Any) -> bytes:
    """Return a saved 2-2-1 network with some fields of its description changed."""
    array = np.load(io.BytesIO(members(CONTENT)["about.npy"]))
    return about(json.dumps(json.loads(array.tobytes()) | changes).encode())


def refusal(content: bytes) -> str:
    with pytest.raises(StorageError) as caught:
        load(content)
    message = str(caught.value)
    assert message.startswith("The file is not a network saved by Thirty Neurons: ")
    assert message.endswith("Choose an .npz file that was saved here, or save the network again.")
    assert len(message) < 700  # also where a value in the file is long
    return message


@contextmanager
def at_most(megabytes: float) -> Iterator[None]:
    """Fail if the block asks for more memory; numpy's arrays count."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < megabytes * 2**20, f"{peak:,} bytes were asked for"


def assert_same(one: Network, other: Network) -> None:
    for name in "sizes", "activation", "output", "input_scale", "least_energy":
        assert getattr(one, name) == getattr(other, name)
    for a, b in zip(one.weights + one.biases, other.weights + other.biases, strict=True):
        assert a.dtype == b.dtype and a.tobytes() == b.tobytes()


# Round trips


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "choices",
    [{}, {"activation": "relu", "output": "softmax"}, {"activation": "tanh", "input_scale": 255.0}],
)
@pytest.mark.parametrize("least_energy", [None, -2.5, 0.0])
@pytest.mark.parametrize("sizes", [(2, 2, 1), (784, 30, 10), (3, 1), (2,) * 10])
def test_what_was_saved_is_loaded(
    sizes: tuple[int, ...], least_energy: float | None, choices: dict[str, Any], dtype: Any
) -> None:
    network = initialised(*sizes, dtype=dtype, **choices)
    network.least_energy = least_energy
    back = load(saved(network))
    assert_same(back.network, network)
    assert back.provenance == PROVENANCE
    assert saved(back.network, back.provenance) == saved(network)
    for array in back.network.weights + back.network.biases:  # it can be trained on
        array += 1.0
        assert array.flags.c_contiguous


def test_a_halved_network_takes_half_the_bytes_and_comes_back_the_same() -> None:
    network = initialised(784, 30, 10, dtype=np.float32)
    half = halved(network)
    for whole, rounded in zip(network.weights, half.weights, strict=True):
        assert rounded.dtype == np.float32
        np.testing.assert_allclose(rounded, whole, rtol=2**-11, atol=2**-25)
    assert len(saved(half)) < 0.55 * len(saved(network))
    back = load(saved(half))
    assert_same(back.network, half)
    assert saved(back.network, back.provenance) == saved(half)


def test_only_what_loses_nothing_is_stored_in_half() -> None:
    network = halved(tiny(dtype=np.float32))
    network.biases[-1][0] = 1 / 3
    assert_same(load(saved(network)).network, network)
    assert_same(load(saved(tiny(dtype=np.float64))).network, tiny(dtype=np.float64))
    large = Network([np.full((1, 2), 70_000, np.float32)], [np.zeros(1, np.float32)])
    assert_same(load(saved(large)).network, large)
    with pytest.raises(Refused, match="too large for half precision"):
        halved(large)
    weights = load(altered(weights_1=np.full((2, 2), 0.5, np.float16))).network.weights[0]
    assert weights.dtype == np.float32 and (weights == 0.5).all()


def test_a_path_is_written_as_given_and_leaves_nothing_else_behind(tmp_path: Path) -> None:
    path = tmp_path / "my network"
    save(path, tiny(), UNKNOWN)
    save(path, tiny(activation="tanh"), PROVENANCE)  # over the first
    assert os.listdir(tmp_path) == ["my network"]
    (tmp_path / "new").write_bytes(b"")  # whoever can read a new file can read this one
    assert path.stat().st_mode == (tmp_path / "new").stat().st_mode
    back = load(path)
    assert_same(back.network, tiny(activation="tanh"))
    assert back.provenance == PROVENANCE
    with path.open("rb") as stream:
        assert_same(load(stream).network, back.network)


def test_a_network_that_says_no_more_is_described_as_before() -> None:
    with np.load(io.BytesIO(CONTENT)) as arrays:
        description = json.loads(arrays["about"].tobytes())
    assert list(description) == ["sizes", "activation", "output", "input_scale", "provenance"]
    assert list(description["provenance"]) == [
        *("config", "epochs", "test_accuracy", "data", "version", "note")
    ]


def test_the_same_network_gives_the_same_bytes(tmp_path: Path) -> None:
    save(tmp_path / "again.npz", tiny(), PROVENANCE)
    assert (tmp_path / "again.npz").read_bytes() == CONTENT
    with zipfile.ZipFile(io.BytesIO(CONTENT)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    fortran = tiny()
    fortran.weights = [np.asfortranarray(w) for w in fortran.weights]
    assert saved(fortran) == CONTENT


def test_numpy_reads_it_without_pickles() -> None:
    with np.load(io.BytesIO(CONTENT), allow_pickle=False) as arrays:
        assert arrays["format"].tobytes() == b"thirty-neurons 1"
        about = json.loads(arrays["about"].tobytes())
        assert about["sizes"] == [2, 2, 1]
        assert about["provenance"]["note"] == "día 1"
        assert sorted(arrays) == "about biases_1 biases_2 format weights_1 weights_2".split()


def test_compressed_and_column_wise_files_are_read_too() -> None:
    files = members(CONTENT)
    assert_same(load(zipped(files, zipfile.ZIP_DEFLATED)).network, tiny())
    columns = npy(np.asfortranarray(tiny().weights[0]))
    assert b"'fortran_order': True" in columns
    network = load(altered(weights_1=columns)).network
    assert_same(network, tiny())
    assert network.weights[0].flags.c_contiguous


def test_the_largest_network_that_is_saved_is_loaded() -> None:
    # 3994 x 1999 numbers for the first layer, 4 x 3995 for the second: 7,999,986, or 64 MB.
    w1, w2, b1, b2 = map(np.zeros, ((3994, 1998), (4, 3994), (3994,), (4,)))
    network = Network([w1, w2], [b1, b2], "relu")
    assert 7_990_000 < network.parameter_count <= network_format.MOST_PARAMETERS
    assert load(saved(network)).network.sizes == (1998, 3994, 4)


# Provenance


def test_missing_provenance_is_unknown_and_new_fields_are_ignored() -> None:
    assert load(saved(tiny(), UNKNOWN)).provenance == Provenance.from_dict({}) == UNKNOWN
    assert Provenance.from_dict({"epochs": 4, "teacher": "Ana"}).epochs == 4
    assert load(described(provenance={})).provenance == UNKNOWN


def test_how_well_its_sureness_was_measured_is_kept() -> None:
    bins = ((10, 0.05, 0.1), (0, 0.0, 0.0), (1498, 0.993, 0.991))
    measured = Provenance(None, 9, 0.99, "MNIST", "1", temperature=1.25, calibration=bins)
    assert load(saved(tiny(), measured)).provenance == measured


NOT_TEMPERATURES: list[Any] = [-1.0, 10**400, "1", True]
NOT_CALIBRATIONS: list[Any] = [
    *(0.5, "x", {}, [1], [[1, 0.5]], [[1, 0.5, 0.5, 0.5]], [[1, 0.5, [0.5]]]),
    *([[1.5, 0.5, 0.5]], [[-1, 0.5, 0.5]], [[10**30, 0.5, 0.5]], [[True, 0.5, 0.5]]),
    *([[1, 1.1, 0.5]], [[1, 0.5, -0.1]], [[1, "0.5", 0.5]], [[1, 0.5, 0.5]] * 101),
]
WRONG_PROVENANCE = [
    ({"epochs": -1}, "expected a whole number from 0 to 1,000,000 for epochs, got -1"),
    *(({"epochs": epochs}, "whole number") for epochs in (True, 1.5, None, 10**300)),
    ({"test_accuracy": 1.01}, "expected a number from 0 to 1 or nothing for test accuracy"),
    ({"test_accuracy": "95 %"}, "number from 0 to 1"),
    ({"test_accuracy": False}, "number from 0 to 1"),
    ({"data": 7}, "expected a text for data, got 7"),
    ({"version": None}, "expected a text for version"),
    ({"note": ["x"]}, "expected a text for note"),
    ({"temperature": 0}, "expected a finite number above 0 or nothing for temperature, got 0"),
    *(({"temperature": value}, "finite number above 0") for value in NOT_TEMPERATURES),
    *(({"calibration": value}, "for calibration, got") for value in NOT_CALIBRATIONS),
    ({"config": 3}, "expected settings or nothing for config, got 3"),
    ({"config": {"eta": -1.0}}, "Learning rate η: expected 0.00001 to 1,000, got -1.0"),
    ({"config": {"eta": "fast"}}, "expected a number, got 'fast'"),
    ({"config": {"speed": 3}}, "Unknown settings: 'speed'"),
    ({"config": {"x" * 60_000: 1}}, "Unknown settings: 'xxx"),
    ({"config": {"activation": {}}}, "settings are wrong"),
    ({"config": {"activation": [{}]}}, "settings are wrong"),
    ({"config": {"sizes": [784, 10**300, 10]}}, "Hidden layers: expected 1 to 1,000 neurons"),
]


@pytest.mark.parametrize(("values", "sentence"), WRONG_PROVENANCE)
def test_wrong_provenance_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(StorageError, match=r"^Provenance: ") as caught:
        Provenance.from_dict(values)
    assert sentence in str(caught.value)
    assert sentence in refusal(described(provenance=values))


def test_a_config_that_is_no_config_is_refused() -> None:
    with pytest.raises(StorageError, match="settings or nothing"):
        Provenance({"eta": 3.0}, 1, None, "", "")  # type: ignore[arg-type]
    with pytest.raises(StorageError, match="number from 0 to 1"):
        Provenance(None, 1, float("nan"), "", "")
    for temperature in NOT_NUMBERS:
        with pytest.raises(StorageError, match="finite number above 0"):
            Provenance(None, 1, None, "", "", temperature=temperature)
    with pytest.raises(StorageError, match="for calibration"):
        Provenance(None, 1, None, "", "", calibration=((1, float("nan"), 0.5),))


# Networks that are not saved


def test_a_network_that_could_not_be_loaded_is_not_saved(tmp_path: Path) -> None:
    half = Network([np.ones((1, 2), np.float16)], [np.ones(1, np.float16)])
    diverged = [Network([W1, W2], [np.zeros(2), np.array([value])]) for value in NOT_NUMBERS]
    for network, provenance, sentence in [
        *((network, UNKNOWN, f"layer 3 {ARE_NO_NUMBERS}") for network in diverged),
        (initialised(*[2] * 11), UNKNOWN, "11 layers, expected 2 to 10"),
        (Network([np.ones((0, 2))], [np.ones(0)]), UNKNOWN, "neurons from 1 up"),
        (Network([np.zeros((4000, 2000))], [np.zeros(4000)]), UNKNOWN, "8,004,000 weights"),
        (half, UNKNOWN, "type float16, expected float32 or float64"),
        (tiny(input_scale=float("nan")), UNKNOWN, "input scale"),
        *((Network([W1], [W1[0]], least_energy=a), UNKNOWN, "least energy") for a in NOT_NUMBERS),
        (tiny(), Provenance(None, 0, None, "", "", "x" * 65_536), "a shorter note"),
        (tiny(), Provenance(None, 0, None, "\ud800", ""), "that JSON cannot hold"),
    ]:
        with pytest.raises(StorageError, match=r"^The network cannot be saved: ") as caught:
            save(tmp_path / "net.npz", network, provenance)
        assert sentence in str(caught.value)
    assert os.listdir(tmp_path) == []


def test_where_nothing_can_be_written_a_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    for path, reason in [
        (tmp_path / "absent" / "a.npz", "No such file or directory"),
        (tmp_path / "file" / "a.npz", "Not a directory"),
        (tmp_path, "directory"),
        (tmp_path / "nul\0", "null"),
    ]:
        with pytest.raises(StorageError, match="Choose a folder that exists") as caught:
            save(path, tiny(), UNKNOWN)
        assert reason in str(caught.value)

    def forbidden(*paths: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", forbidden)
    with pytest.raises(StorageError, match="file: Permission denied"):
        save(tmp_path / "file", tiny(), UNKNOWN)
    assert (tmp_path / "file").read_text() == "x"
    assert os.listdir(tmp_path) == ["file"]
    with io.BytesIO() as stream:
        pass
    with pytest.raises(StorageError, match="saved as the file: I/O operation on closed file"):
        save(stream, tiny(), UNKNOWN)


# Files that are no networks


def test_a_file_that_cannot_be_read_gives_a_sentence_that_names_it(tmp_path: Path) -> None:
    for path in tmp_path, tmp_path / "absent.npz", Path("nul\0"), Path("long" * 1000):
        with pytest.raises(StorageError, match=r"cannot be read: .* Choose a file that exists"):
            load(path)
    path = tmp_path / "notes.npz"
    path.write_text("Buy milk.\n" * 100)
    with pytest.raises(StorageError, match=r"notes\.npz is not a network saved by Thirty Neurons"):
        load(path)
    with path.open("rb") as stream, pytest.raises(StorageError, match=r"notes\.npz is not"):
        load(stream)


def test_a_file_cut_short_is_refused_wherever_it_was_cut() -> None:
    for length in range(1, len(CONTENT)):
        sentence = refusal(CONTENT[:length])
        assert "cut short" in sentence if length >= 4 else "zip archive" in sentence


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    content = CONTENT.ljust(network_format.MOST_BYTES + 1, b"\0")
    assert "larger than 67,108,864 bytes" in refusal(content)
    with (tmp_path / "large.npz").open("wb") as stream:
        stream.truncate(50 * 2**30)  # takes no room on the disk
    with pytest.raises(StorageError, match=r"large\.npz is not .* larger than"):
        load(tmp_path / "large.npz")


def test_a_stream_without_an_end_is_not_read_to_the_end() -> None:
    class Endless(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert size is not None and 0 <= size <= network_format.MOST_BYTES + 1
            return bytes(size)

    with pytest.raises(StorageError, match="larger than"):
        load(Endless())


def with_comment(content: bytes) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = b"hello"
    return stream.getvalue()


def locked(content: bytes) -> bytes:
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + bytes([content[place] | 1]) + content[place + 1 :]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is empty"),
        (b"Buy milk.\n" * 100, "a zip archive of arrays"),
        (npy(np.ones(3)), "a zip archive of arrays"),
        (zipped({}), "a zip archive of arrays"),
        (CONTENT + b"x", "added to its end"),
        (CONTENT[:-2] + b"\x01\x00", "added to its end"),
        (with_comment(CONTENT), "added to its end"),
        # a list of contents behind a record for large files
        (CONTENT[:-22] + b"PK\x06\x07" + bytes(16) + CONTENT[-22:], "added to its end"),
        (locked(CONTENT), "locked with a password"),
        (zipped(members(CONTENT), zipfile.ZIP_BZIP2), "in a way that numpy does not use"),
        (zipped(members(CONTENT), zipfile.ZIP_LZMA), "in a way that numpy does not use"),
        (zipped({"x.npy": npy(np.ones(3))}), "no entry 'format', so something else wrote it"),
        (zipped({"word/document.xml": b"<w/>"}), "'word/document.xml', which is not an array"),
        (altered(format=text_npy(b"thirty-neurons 2")), "this version reads 'thirty-neurons 1'"),
        (altered(format=np.zeros(65, np.uint8)), "not a text of up to 64 bytes"),
        *((altered(format=a), "not a text") for a in (np.zeros((4, 4), np.uint8), np.zeros(16))),
        (altered(biases_2=None), "it lacks 'biases_2'"),
        (altered(extra=np.ones(1)), "also contains 'extra'"),
        (altered(weights_3=np.ones((1, 1))), "also contains 'weights_3'"),
        (altered(**{f"extra_{i}": np.ones(1) for i in range(20)}), "also contains 'extra_0'"),
        (altered(weights_1=W2, weights_2=W1), "weights_1 has shape (1, 2), expected (2, 2)"),
        (altered(weights_1=np.ones((2, 3))), "weights_1 has shape (2, 3), expected (2, 2)"),
        (altered(weights_1=np.ones((2, 2, 1))), "weights_1 has shape (2, 2, 1), expected (2, 2)"),
        (altered(biases_1=np.ones((2, 1))), "biases_1 has shape (2, 1), expected (2,)"),
        (altered(biases_2=np.array(1.0)), "biases_2 has shape (), expected (1,)"),
        (altered(biases_2=np.ones(1, ">f8")), "type >f8, expected float16 or float32 or float64"),
        (altered(biases_2=np.ones(1, int)), "biases_2 has type int64, expected float16 or"),
        (altered(biases_2=np.ones(1, complex)), "biases_2 has type complex128"),
        (altered(biases_2=np.array(["x"])), "biases_2 has type <U1"),
        (altered(biases_2=np.ones(1, [("x", "<f8")])), "biases_2 is not an array of plain numbers"),
        *((altered(weights_1=W1 + [0, a]), f"layer 2 {ARE_NO_NUMBERS}") for a in NOT_NUMBERS),
        *((altered(biases_2=np.array([a])), f"layer 3 {ARE_NO_NUMBERS}") for a in NOT_NUMBERS),
        # descriptions
        *((about(text), "not JSON") for text in (b"", b"{", b'{"sizes": "\xff"}')),
        (about(b'{"sizes": ' + b"9" * 5000 + b"}"), "not JSON"),
        (about(b"[]"), "not a table of names and values"),
        (about(b"[" * 60_000), "nested too deeply"),
        (about(b'{"a":' * 10_000 + b"1" + b"}" * 10_000), "nested too deeply"),
        (about(b"1e999"), "text or numbers that JSON cannot hold"),
        (about(b" " * 70_000), "not a text of up to 65,536 bytes"),
    ],
    ids=lambda part: part if isinstance(part, str) else "file",
)
def test_another_file_is_refused(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_a_member_is_expected_once_and_thousands_are_not_listed() -> None:
    with at_most(5):
        sentence = refusal(zipped({f"{i}.npy": b"" for i in range(2000)}))
    assert "its list of contents takes" in sentence
    stream = io.BytesIO(CONTENT)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("weights_1.npy", npy(np.ones((2, 2))))
    assert "it contains 'weights_1' twice" in refusal(stream.getvalue())


def test_pickles_are_refused_and_not_opened() -> None:
    class Trap:
        def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
            return pytest.fail, ("the pickle was opened",)

    trap = np.empty((2, 2), object)
    trap[:] = Trap()
    for name in "format", "about", "weights_1", "biases_2":
        sentence = refusal(altered(**{name: npy(trap, allow_pickle=True)}))
        assert f"its {name} holds pickled Python objects" in sentence


WRONG_DESCRIPTIONS = [
    ({"activation": "swish"}, "Activation 'swish' is unknown"),
    ({"output": "argmax"}, "Output 'argmax' is unknown"),
    ({"activation": []}, "no activation, or one of the wrong type"),
    ({"output": None}, "no output, or one of the wrong type"),
    *(({"input_scale": a}, "no input_scale, or one of the wrong type") for a in ("255", True)),
    *(({"input_scale": a}, "its input scale is not a number above 0") for a in (0, 10**400)),
    ({"least_energy": "1"}, "no least_energy, or one of the wrong type"),
    *(({"least_energy": a}, "no least_energy, or one of the wrong type") for a in (True, [1.0])),
    *(({"least_energy": a}, "its least energy is not a number from") for a in (-2e6, 10**400)),
    ({"least_energy": float("nan")}, "text or numbers that JSON cannot hold"),
    ({"input_scale": float("inf")}, "text or numbers that JSON cannot hold"),
    ({"provenance": {"note": "\ud800"}}, "text or numbers that JSON cannot hold"),
    ({"provenance": None}, "no provenance, or one of the wrong type"),
    ({"sizes": None}, "no sizes, or one of the wrong type"),
    ({"sizes": []}, "it has 0 layers, expected 2 to 10"),
    ({"sizes": [1] * 11}, "it has 11 layers, expected 2 to 10"),
    *(({"sizes": [2, n, 1]}, "not whole numbers of neurons") for n in (2.0, True, -2, 10**30)),
    ({"sizes": [2, 1]}, "it also contains 'biases_2'"),
    ({"sizes": [2, 2, 2, 1]}, "it lacks 'biases_3'"),
    ({"sizes": [2, 3, 1]}, "weights_1 has shape (2, 2), expected (3, 2)"),
    ({"sizes": [50_000, 25_000, 10]}, "1,250,275,010 weights and biases, expected at most"),
]


@pytest.mark.parametrize(("changes", "sentence"), WRONG_DESCRIPTIONS)
def test_wrong_descriptions_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with at_most(1):
        assert sentence in refusal(described(**changes))


# Files that claim more than they hold, or hold more than they claim


def test_ten_gigabytes_are_refused_before_they_are_asked_for() -> None:
    four, text = claim("(20000, 25000)"), claim("(4000000000,)", "|u1")
    with at_most(1):
        sentence = refusal(altered(weights_1=claim("(50000, 25000)") + bytes(64)))
        assert "claims shape (50000, 25000), which takes 10,000,000,0" in sentence
        # The list of contents can claim the same, up to 4 GB.
        content = with_size(altered(weights_1=four), "weights_1.npy", len(four) + 4_000_000_000)
        assert "weights_1 has shape (20000, 25000), expected (2, 2)" in refusal(content)
        content = with_size(altered(about=text), "about.npy", len(text) + 4_000_000_000)
        assert "its about is not a text of up to 65,536 bytes" in refusal(content)


def with_size(content: bytes, name: str, size: int) -> bytes:
    """Return the archive with the unpacked size that its list of contents claims changed."""
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    return content[: at + 24] + struct.pack("<L", size) + content[at + 28 :]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    files = members(CONTENT)
    bomb = npy(np.zeros((1000, 1000)))  # 8 MB, of which the file has 8 kB
    for name in files:
        content = zipped(files | {name: bomb}, zipfile.ZIP_DEFLATED)
        assert len(content) < 20_000
        with at_most(2):
            sentence = refusal(content)
        assert "has shape (1000, 1000), expected" in sentence or "is not a text" in sentence


def test_a_bomb_whose_size_is_a_lie_is_unpacked_no_further_than_it_claims() -> None:
    files = members(CONTENT)
    weights = files["weights_1.npy"]
    content = zipped(files | {"weights_1.npy": weights + bytes(20_000_000)}, zipfile.ZIP_DEFLATED)
    with at_most(2):
        lie = with_size(content, "weights_1.npy", len(weights))
        assert "its part weights_1 is damaged" in refusal(lie)
        assert "its weights_1 claims shape (2, 2), which takes 160 bytes" in refusal(content)
    # Or it ends before that.
    short = with_size(zipped(files | {"weights_1.npy": weights[:-8]}), "weights_1.npy", 160)
    assert "its weights_1 ends too early" in refusal(short)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"\x93NUMPY",
        b"\x93NUMPY\x01\x00\xff\xff" + b" " * 300,
        *(claim("(2, 2)", version=version) for version in (b"\x02\x00", b"\x03\x00")),
        *map(claim, ("(-2, 2)", "(2 2)", "(02, 2)", "(2L, 2)", "(4)", "(True, 4)")),
        *(claim("(2, 2)", dtype) for dtype in ("<f9", "|a8")),
        npy_header("{'descr': [('x', '|O')], 'fortran_order': False, 'shape': (2, 2), }"),
        npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }" + " " * 400),
        npy_header("(" * 200),
        npy_header("-" * 200 + "1"),
        npy_header("__import__('os').abort()"),
    ],
)
def test_headers_that_numpy_would_not_write_are_refused(header: bytes) -> None:
    sentence = refusal(altered(weights_1=header + bytes(32)))
    assert "its weights_1 is not an array of plain numbers" in sentence


# Random files


def only_a_sentence(content: bytes) -> Network | None:
    """Return the network, or None for a StorageError; anything else fails the test."""
    try:
        network = load(content).network
    except StorageError as error:
        str(error).encode()
        return None
    assert all(np.isfinite(array).all() for array in network.weights + network.biases)
    return network


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_one_changed_byte_gives_a_sentence_or_the_same_network(compression: int) -> None:
    content = zipped(members(CONTENT), compression)
    rng = np.random.default_rng(5)
    loaded = 0
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= int(rng.integers(1, 256))
        if network := only_a_sentence(bytes(damaged)):
            assert_same(network, tiny())
            loaded += 1
    assert 0 < loaded < len(content) / 4  # dates


@settings(deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=60))
def test_random_bytes_and_a_random_list_of_contents_give_a_sentence(
    content: bytes, rest: bytes
) -> None:
    assert not only_a_sentence(content)
    assert not only_a_sentence(b"PK\x03\x04" + content)
    end = struct.pack("<4s8xLLH", b"PK\x05\x06", len(content), 4 + len(rest), 0)
    for entry in content, b"PK\x01\x02" + content[4:]:
        assert not only_a_sentence(b"PK\x03\x04" + rest + entry + end)


@settings(deadline=None)
@given(st.binary(max_size=300), st.text("{}'()[],:<>|=fuO8 descrshapefortran_orderTrueFalse0123\n"))
def test_random_members_give_a_sentence(content: bytes, text: str) -> None:
    assert not only_a_sentence(altered(weights_1=content))
    assert not only_a_sentence(altered(weights_1=npy_header(text) + content))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(), values, max_size=4),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    st.sampled_from([*network_format.ABOUT]),
    st.sampled_from([*PROVENANCE.to_dict()]),
    st.sampled_from([*TrainingConfig().to_dict()]),
    JSON,
)
def test_random_values_in_the_description_give_a_sentence_or_a_network(
    field: str, name: str, setting: str, value: Any
) -> None:
    only_a_sentence(described(**{field: value}))
    only_a_sentence(described(provenance={name: value}))
    only_a_sentence(described(provenance={"config": {setting: value}}))


# Shipped networks


def test_shipped_networks_are_those_in_the_folder() -> None:
    assert "mnist" not in network_files.SHIPPED
    names = {path.stem for path in mnist.PATH.parent.glob("*.npz")}
    assert set(network_files.SHIPPED) == names - {"mnist", "first-epoch"}
    for name, path in network_files.SHIPPED.items():
        assert (path.name, open_network(name).network.sizes[0]) == (f"{name}.npz", 784)


def test_a_network_is_opened_by_name_or_by_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, mine = tmp_path / "assets.npz", tmp_path / "mine"
    save(book, tiny(activation="relu"), UNKNOWN)
    save(mine, tiny(), PROVENANCE)
    monkeypatch.setattr(network_files, "SHIPPED", {"book": book, "draw": book})
    assert open_network("book").network.activation == "relu"
    assert open_network(str(mine)).provenance == PROVENANCE
    for name in "bok", "", "nul\0", str(tmp_path), "long" * 1000:
        with pytest.raises(StorageError, match=r"expected book, draw or the path of an \.npz file"):
            open_network(name)


@pytest.mark.parametrize("content", [None, b"", b"Buy milk."])
def test_a_shipped_network_that_is_missing_or_damaged_says_how_to_restore_it(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.npz"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setitem(network_files.SHIPPED, "book", path)
    with pytest.raises(StorageError, match=r"with `git checkout -- book\.npz`"):
        open_network("book")


def test_limits_fit_together() -> None:
    numbers, about = network_format.MOST_PARAMETERS * 8, network_format.MOST_ABOUT_BYTES
    assert numbers + about + 2**20 < network_format.MOST_BYTES
    assert (2 + 2 * network_format.MOST_LAYERS) * 128 < npz.MOST_DIRECTORY_BYTES
