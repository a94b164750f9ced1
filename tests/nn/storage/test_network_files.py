"""Networks come back as they were, and nothing else that calls itself a network gets in."""

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from nn import __version__
from nn.answers import Reader
from nn.errors import Refused
from nn.explain.calibration import Bin
from nn.making.draw import rounded
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.storage.network_files import load, open_network, save, to_bytes
from nn.storage.provenance import Provenance
from tests.nn.cli.conftest import fill_disk
from tests.nn.reference import initialised, memory_of
from tests.thorough import some

BINS = Bin(10, 0.05, 0.1), Bin(0, 0.0, 0.0), Bin(1498, 0.993, 0.991)
PROVENANCE = Provenance(
    TrainingConfig(eta=0.5, seed=7), 3, 0.9512, "MNIST", __version__, "día 1", 1.25, BINS
)
UNKNOWN = Provenance()


def tiny(**choices: Any) -> Network:
    """Return a 2-2-1 network."""
    return initialised(2, 2, 1, seed=1, **choices)


def saved(
    network: Network, provenance: Provenance = PROVENANCE, least_energy: float | None = None
) -> bytes:
    return to_bytes(Reader(network, least_energy), provenance)


CONTENT = saved(tiny())
W1, W2 = tiny().weights
WHOLE, FACTORS = np.array([[0, 1], [2, 3]], np.int8), np.ones((2, 1), np.float32)
NOT_NUMBERS = (np.nan, np.inf, -np.inf)
ARE_NO_NUMBERS = "it has weights or biases that are infinite or not numbers"


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
    with pytest.raises(Refused) as caught:
        load(content)
    message = str(caught.value)
    assert message.startswith("The file is not a network saved by Thirty Neurons: ")
    assert message.endswith(" Choose an .npz file that was saved here.")
    assert len(message) < 700  # also where a value in the file is long
    return message


def cheap_refusal(content: bytes) -> str:
    """Return what is said of a file, for which less than a megabyte is asked."""
    said: list[str] = []
    assert memory_of(lambda: said.append(refusal(content))) < 2**20
    return said[0]


def assert_same(one: Network, other: Network) -> None:
    for name in "sizes", "activation", "output", "input_scale":
        assert getattr(one, name) == getattr(other, name)
    for a, b in zip(one.weights + one.biases, other.weights + other.biases, strict=True):
        assert a.dtype == b.dtype and a.tobytes() == b.tobytes()


# Round trips


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "choices",
    [{}, {"activation": "relu", "output": "softmax"}, {"activation": "tanh", "input_scale": 255.0}],
)
@pytest.mark.parametrize(
    ("sizes", "least_energy"), [((2, 2, 1), None), ((784, 30, 10), -2.5), ((2,) * 10, 0.0)]
)
def test_what_was_saved_is_loaded(
    sizes: tuple[int, ...], least_energy: float | None, choices: dict[str, Any], dtype: Any
) -> None:
    network = initialised(*sizes, dtype=dtype, **choices)
    content = saved(network, PROVENANCE, least_energy)
    back = load(content)
    assert_same(back.reader.network, network)
    assert (back.reader.least_energy, back.provenance) == (least_energy, PROVENANCE)
    assert saved(back.reader.network, back.provenance, back.reader.least_energy) == content
    for array in back.reader.network.weights + back.reader.network.biases:  # it can be trained on
        array += 1.0
        assert array.flags.c_contiguous


def test_whole_numbers_take_a_quarter_of_the_bytes_and_give_the_same_weights() -> None:
    network = initialised(784, 30, 10, dtype=np.float32)
    few = rounded(network)
    for w, w_few in zip(network.weights, few.weights, strict=True):
        furthest = np.abs(w_few - w).max(axis=1) / np.abs(w).max(axis=1)
        assert furthest.max() < 0.51 / 31
    assert_same(rounded(few), few)
    assert len(saved(few)) < 0.25 * len(saved(network))
    third = few.copy()
    third.weights[0][3, 5] = 1 / 3  # one weight, and its layer is saved as it is
    odd = Network([np.array([[0, 0], [1e-9, 0], [1e9, -1]], np.float32)], [few.biases[0][:3]])
    for each in few, third, odd:
        assert_same(load(saved(each)).reader.network, each)


def test_a_file_of_the_first_version_is_read() -> None:
    first = text_npy(b"thirty-neurons 1")
    assert_same(load(altered(format=first)).reader.network, tiny())
    halves = [w.astype(np.float16) for w in (W1, W2)]
    back = load(altered(format=first, weights_1=halves[0], weights_2=halves[1])).reader.network
    for w, half in zip(back.weights, halves, strict=True):
        assert w.dtype == np.float32 and np.array_equal(w, half)


def test_a_path_is_written_as_given_and_leaves_nothing_else_behind(tmp_path: Path) -> None:
    path = tmp_path / "my network"
    save(path, Reader(tiny()), UNKNOWN)
    save(path, Reader(tiny(activation="tanh")), PROVENANCE)  # over the first
    assert os.listdir(tmp_path) == ["my network"]
    (tmp_path / "new").touch()  # whoever can read a new file can read this one
    assert path.stat().st_mode == (tmp_path / "new").stat().st_mode
    back = load(path)
    assert_same(back.reader.network, tiny(activation="tanh"))
    assert back.provenance == PROVENANCE


def test_column_wise_files_are_read_too() -> None:
    columns = npy(np.asfortranarray(W1))
    assert b"'fortran_order': True" in columns
    assert_same(load(altered(weights_1=columns)).reader.network, tiny())


def test_the_largest_network_that_is_saved_is_loaded() -> None:
    # 3994 x 1999 numbers for the first layer, 4 x 3995 for the second: 7,999,986, or 64 MB.
    weights, biases = np.zeros((3994, 1998)), np.zeros(3994)
    network = Network([weights, np.zeros((4, 3994))], [biases, np.zeros(4)])
    assert 7_990_000 < sum(p.size for p in network.parameters) <= network_files.MOST_PARAMETERS
    assert load(saved(network)).reader.network.sizes == (1998, 3994, 4)


# Provenance


def test_missing_provenance_is_unknown_and_new_fields_are_ignored() -> None:
    assert load(saved(tiny(), UNKNOWN)).provenance == Provenance.from_dict({}) == UNKNOWN
    assert Provenance.from_dict({"epochs": 4, "teacher": "Ana"}).epochs == 4
    assert load(described(provenance={})).provenance == UNKNOWN


NOT_CALIBRATIONS: list[Any] = ["x", [1], [[1, 0.5]], [[-1, 0.5, 0.5]], [[1, "0.5", 0.5]]]
WRONG_PROVENANCE = [
    *(({"epochs": epochs}, "for its epochs, got") for epochs in (-1, True, 1.5, None, 10**300)),
    *(({"test_accuracy": share}, "a number from 0 to 1") for share in (1.01, "95 %", False)),
    ({"note": 7}, "expected a text for its note, got 7"),
    *(({"temperature": t}, "number from 0.001 to 1,000") for t in (0, -1.0, 10**400, "1", True)),
    *(({"calibration": value}, "for its calibration, got") for value in NOT_CALIBRATIONS),
    ({"config": 3}, "expected names and values, or nothing for its config, got 3"),
    ({"config": {"eta": -1.0}}, "Learning rate η: expected 0.00001 to 1,000, got -1.0"),
    ({"config": {"activation": [{}]}}, "Activation: expected one of sigmoid"),
]


@pytest.mark.parametrize(("values", "sentence"), WRONG_PROVENANCE)
def test_wrong_provenance_is_refused(values: dict[str, Any], sentence: str) -> None:
    assert sentence in refusal(described(provenance=values))


# Networks that are not saved


def biased(bias: float) -> Network:
    return Network([W1, W2], [np.zeros(2), np.array([bias])])


def test_a_network_that_could_not_be_loaded_is_not_saved(tmp_path: Path) -> None:
    for reader, provenance, sentence in [
        *((Reader(biased(value)), UNKNOWN, ARE_NO_NUMBERS) for value in NOT_NUMBERS),
        (Reader(initialised(*[2] * 11)), UNKNOWN, "expected the neurons of 2 to 10 layers"),
        (Reader(Network([np.zeros((4000, 2000))], [np.zeros(4000)])), UNKNOWN, "8,004,000 weights"),
        (Reader(tiny(input_scale=float("nan"))), UNKNOWN, "1,000,000 for its input_scale, got NaN"),
        (Reader(tiny(), np.inf), UNKNOWN, "for its least_energy, got Infinity"),
        (Reader(tiny()), Provenance(note="x" * 65_536), "no text 'about' of up to 65,536 bytes"),
    ]:
        with pytest.raises(Refused, match=r"^The network cannot be saved: ") as caught:
            save(tmp_path / "net.npz", reader, provenance)
        assert sentence in str(caught.value)
    assert os.listdir(tmp_path) == []


def test_where_nothing_can_be_written_a_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    for path in ("absent/a.npz", "file/a.npz", ".", "nul\0", "long" * 1000):
        with pytest.raises(Refused, match="cannot be saved: .*Choose another name, a folder"):
            save(tmp_path / path, Reader(tiny()), UNKNOWN)

    fill_disk(monkeypatch, refusals=1)
    with pytest.raises(Refused, match="file cannot be saved: No space .* or free some space"):
        save(tmp_path / "file", Reader(tiny()), UNKNOWN)
    assert (tmp_path / "file").read_text() == "x"
    assert os.listdir(tmp_path) == ["file"]


# Files that are no networks


def test_a_file_that_cannot_be_read_gives_a_sentence_that_names_it(tmp_path: Path) -> None:
    for path in tmp_path, tmp_path / "absent.npz", Path("nul\0"), Path("long" * 1000):
        with pytest.raises(Refused, match=r"cannot be read: .* Choose a file that exists"):
            load(path)
    path = tmp_path / "notes.npz"
    path.write_text("Buy milk.\n" * 100)
    with pytest.raises(Refused, match=r"notes\.npz is not a network saved by Thirty Neurons"):
        load(path)


def test_a_file_cut_short_is_refused_wherever_it_was_cut() -> None:
    for length in some(range(1, len(CONTENT))):
        sentence = refusal(CONTENT[:length])
        assert "cut short" in sentence if length >= 4 else "zip archive" in sentence


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    content = CONTENT.ljust(network_files.MOST_BYTES + 1, b"\0")
    assert "larger than 67,108,864 bytes" in refusal(content)
    with (tmp_path / "large.npz").open("wb") as stream:
        stream.truncate(50 * 2**30)  # takes no room on the disk
    with pytest.raises(Refused, match=r"large\.npz is not .* larger than"):
        load(tmp_path / "large.npz")


DAMAGED = "it is cut short or damaged, or holds other things than arrays of numbers"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is empty"),
        (b"Buy milk.\n" * 100, "a zip archive of arrays"),
        (zipped(members(CONTENT), zipfile.ZIP_LZMA), "in a way that numpy does not use"),
        (
            zipped({"x.npy": npy(np.ones(3))}),
            "no text 'format' of up to 64 bytes",
        ),
        (altered(format=text_npy(b"thirty-neurons 3")), "ns 1' and 'thirty-neurons 2'"),
        (altered(biases_2=None), "it lacks 'biases_2'"),
        (altered(weights_1=npy(W1).replace(b"(2, 2)", b"(9, 9)")), DAMAGED),
        (altered(extra=np.ones(1)), "also contains 'extra'"),
        (altered(weights_1=W2, weights_2=W1), "weights_1 has shape (1, 2), expected (2, 2)"),
        (altered(biases_2=np.ones(1, "i4")), "type int32, expected float16 or float32 or float64"),
        *((altered(weights_1=W1 + [0, a]), ARE_NO_NUMBERS) for a in NOT_NUMBERS),
        # whole numbers, and factors
        (altered(weights_1=WHOLE), "it lacks 'factors_1'"),
        (altered(factors_1=FACTORS), "it also contains 'factors_1'"),
        (altered(weights_1=WHOLE, factors_1=FACTORS[0]), "shape (1,), expected (2, 1)"),
        (altered(weights_1=WHOLE, factors_1=FACTORS * 1j), "type complex64, expected float32"),
        (altered(weights_1=WHOLE, factors_1=FACTORS * np.inf), ARE_NO_NUMBERS),
        # descriptions
        *((about(text), "not JSON") for text in (b"", b"{", b'{"sizes": "\xff"}')),
        (about(b'{"sizes": ' + b"9" * 5000 + b"}"), "not JSON"),
        (about(b"[" * 60_000), "not JSON"),
        (about(b" " * 70_000), "no text 'about' of up to 65,536 bytes"),
    ],
    ids=lambda part: part if isinstance(part, str) else "file",
)
def test_another_file_is_refused(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_pickles_are_refused_and_not_opened() -> None:
    class Trap:
        def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
            return pytest.fail, ("the pickle was opened",)

    trap = np.empty((2, 2), object)
    trap[:] = Trap()
    for name in "format", "about", "weights_1", "biases_2":
        assert DAMAGED in refusal(altered(**{name: npy(trap, allow_pickle=True)}))


WRONG_DESCRIPTIONS = [
    ({"activation": "swish"}, "Activation 'swish' is unknown"),
    ({"output": "linear"}, "Output 'linear' is unknown"),
    ({"activation": None}, "expected a text for its activation, got nothing"),
    *(({"input_scale": a}, "for its input_scale, got") for a in ("255", True, 0, float("nan"))),
    *(
        ({"least_energy": a}, "to 1,000,000, or nothing for its least_energy, got")
        for a in (-2e6, 10**400, "1", True)
    ),
    ({"provenance": None}, "expected names and values for its provenance, got nothing"),
    ({"more": chr(0xD800)}, "not JSON"),  # half of a surrogate pair
    *(({"sizes": [2, n, 1]}, "for its sizes, got [2, ") for n in (0, 2.0, True, -2)),
    *(({"sizes": [2] * n}, "the neurons of 2 to 10 layers, like") for n in (0, 1, 11)),
    ({"sizes": [2, 3, 1]}, "weights_1 has shape (2, 2), expected (3, 2)"),
    ({"sizes": [50_000, 25_000, 10]}, "weights_1 has shape (2, 2), expected (25000, 50000)"),
]


@pytest.mark.parametrize(("changes", "sentence"), WRONG_DESCRIPTIONS)
def test_wrong_descriptions_are_refused(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in cheap_refusal(described(**changes))


# Files that claim more than they hold, or hold more than they claim


def with_size(content: bytes, name: str, size: int) -> bytes:
    """Return the archive with the unpacked size that its directory claims changed."""
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    return content[: at + 24] + struct.pack("<L", size) + content[at + 28 :]


def test_a_file_that_claims_gigabytes_or_holds_more_than_it_claims_is_not_unpacked() -> None:
    zeros = zipped({"weights_1.npy": npy(np.zeros(3_000_000))}, zipfile.ZIP_DEFLATED)
    many = zipped({f"{number}.npy": b"" for number in range(101)})
    for content, sentence in (
        (with_size(CONTENT, "about.npy", 4_000_000_000), "it unpacks to 4,000,0"),
        (with_size(zeros, "weights_1.npy", 1000), DAMAGED),
        (many, "it holds more than 100 arrays"),
    ):
        assert sentence in cheap_refusal(content)


# Shipped networks


def test_a_network_is_opened_by_name_or_by_path(tmp_path: Path) -> None:
    save(tmp_path / "mine", Reader(tiny()), PROVENANCE)
    for name in network_files.SHIPPED:
        assert open_network(name).reader.network.sizes[0] == 784
    assert open_network(str(tmp_path / "mine")).provenance == PROVENANCE
    for name in "bok", "", "nul\0", str(tmp_path), "long" * 1000:
        with pytest.raises(Refused, match=r"expected .*book.* or the path of"):
            open_network(name)


@pytest.mark.parametrize("content", [None, b"Buy milk."])
def test_a_shipped_network_that_is_missing_or_damaged_says_how_to_restore_it(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.npz"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setitem(network_files.SHIPPED, "book", path)
    with pytest.raises(Refused, match=r"with `git checkout -- book\.npz`"):
        open_network("book")
