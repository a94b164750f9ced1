"""Files packed as Unix's `compress` packs them."""

import random

import pytest

from nn.pen_digits.lzw import CLEAR, LzwError, unpack


def packed(text: bytes, most_bits: int = 16, block_mode: bool = True, clear_at: int = -1) -> bytes:
    """Pack as `compress` does, with a CLEAR before the byte at `clear_at`."""
    out, bits = bytearray([0x1F, 0x9D, most_bits | 0x80 * block_mode]), 9
    group: list[int] = []

    def flush() -> None:
        number = sum(code << (k * bits) for k, code in enumerate(group))
        out.extend(number.to_bytes((len(group) * bits + 7) // 8, "little"))
        group.clear()

    def emit(code: int, full: bool) -> None:
        group.append(code)
        if len(group) == 8 or full:
            if full:  # the rest of the group stays unused
                group.extend([0] * (8 - len(group)))
            flush()

    first = CLEAR + block_mode
    table = {bytes([k]): k for k in range(256)}
    following, learnt, string = first, first, b""
    fresh = True

    def send(code: int) -> None:
        nonlocal bits, learnt, fresh
        if not fresh and learnt < 1 << most_bits:
            learnt += 1
        fresh = False
        wider = learnt > (1 << bits) - 1 and bits < max(most_bits, 10)
        emit(code, wider)
        bits += wider

    for place in range(len(text)):
        byte = text[place : place + 1]
        if place == clear_at:
            send(table[string])
            emit(CLEAR, True)
            bits, learnt, fresh = 9, first, True
            table, following, string = {bytes([k]): k for k in range(256)}, first, b""
        if string + byte in table:
            string += byte
            continue
        send(table[string])
        if following < 1 << most_bits:
            table[string + byte] = following
            following += 1
        string = byte
    if string:
        send(table[string])
    flush()
    return bytes(out)


WORDS = " ".join(random.Random(0).choices(["pen", "267 333", "digit", ".PEN_UP\n"], k=9000))
NOISE = random.Random(1).randbytes(3000)


def test_by_hand() -> None:
    # "aaa": the codes 97 and 257, which is learnt only as it comes: 97 + 257 * 512 in 18 bits.
    assert unpack(bytes([0x1F, 0x9D, 0x90, 97, 0x02, 0x02])) == b"aaa"


@pytest.mark.parametrize("text", [b"", b"a", b"a" * 5000, WORDS.encode(), NOISE, NOISE * 40])
@pytest.mark.parametrize("most_bits", [9, 10, 12, 16])
@pytest.mark.parametrize("block_mode", [True, False])
def test_what_was_packed_is_unpacked(text: bytes, most_bits: int, block_mode: bool) -> None:
    assert unpack(packed(text, most_bits, block_mode)) == text


@pytest.mark.parametrize("place", [1, 7, 300, 2000])
def test_a_clear_forgets_what_was_learnt(place: int) -> None:
    for text in (WORDS.encode(), NOISE):
        assert unpack(packed(text, clear_at=place)) == text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a .Z file"),
        (b"\x1f\x8b\x08", "not a .Z file"),
        (b"\x1f\x9d\x91", "codes of 17 bits"),
        (b"\x1f\x9d\x90\xff\xff\xff", "damaged"),
    ],
)
def test_what_is_wrong_is_said(content: bytes, sentence: str) -> None:
    with pytest.raises(LzwError, match=sentence):
        unpack(content)


def test_a_small_file_cannot_fill_the_memory() -> None:
    with pytest.raises(LzwError, match="more than 1,000 bytes"):
        unpack(packed(b"a" * 5000), most=1000)
