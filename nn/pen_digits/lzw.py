"""Unpack a `.Z` file, as Unix's `compress` made them: Lempel, Ziv and Welch (1984).

    bytes -> codes of 9 to 16 bits -> strings -> bytes

Each code stands for a string: one of the 256 bytes, or an earlier string and one byte more.
Unpacking learns a string with each code, and codes grow by a bit when the known strings no longer
fit. The code 256 forgets them all, so that a text that changes is packed well again.
"""

from collections.abc import Iterator

from nn.errors import Refused

MAGIC = b"\x1f\x9d"
LEAST_BITS, MOST_BITS = 9, 16
BITS, BLOCK_MODE = 0x1F, 0x80  # parts of the third byte
CLEAR = 256
MOST_BYTES = 64_000_000


class LzwError(Refused):
    """What is wrong with a file: a clause about "it", for a sentence that names the file."""


def unpack(content: bytes, most: int = MOST_BYTES) -> bytes:
    """Return what was packed into a `.Z` file.

    Raises
    ------
    LzwError
        If it is no such file, is damaged, or holds more than `most` bytes.
    """
    if not content.startswith(MAGIC) or len(content) < 3:
        raise LzwError("it is not a .Z file")
    bits, block_mode = content[2] & BITS, bool(content[2] & BLOCK_MODE)
    if not LEAST_BITS <= bits <= MOST_BITS:
        raise LzwError(f"it has codes of {bits} bits, expected {LEAST_BITS} to {MOST_BITS}")
    first = CLEAR + 1 if block_mode else CLEAR
    at_first = [bytes([k]) for k in range(256)] + [b""] * (first - 256)
    known = at_first.copy()
    unpacked, before = bytearray(), b""
    for code in _codes(content[3:], bits, block_mode):
        if block_mode and code == CLEAR:
            known, before = at_first.copy(), b""
            continue
        if code < len(known):
            string = known[code]
        # The code of the string that is only now learnt: it begins and ends with the same byte.
        elif code == len(known) and before:
            string = before + before[:1]
        else:
            raise LzwError("it is damaged: it has a code for a string that has not come yet")
        unpacked += string
        if len(unpacked) > most:
            raise LzwError(f"it holds more than {most:,} bytes")
        if before and len(known) < 1 << bits:
            known.append(before + string[:1])
        before = string
    return bytes(unpacked)


def _codes(data: bytes, most_bits: int, block_mode: bool) -> Iterator[int]:
    """Yield the codes, lowest bits first.

    They lie in groups of eight, which take as many bytes as a code has bits. When codes get longer
    or start anew, the rest of the group is left unused.
    """
    place, bits = 0, LEAST_BITS
    learnt = CLEAR + 1 if block_mode else CLEAR
    fresh = True  # the first code after a start teaches no string
    while place < len(data):
        group = data[place : place + bits]
        place += bits
        number = int.from_bytes(group, "little")
        for k in range(8 * len(group) // bits):
            code = number >> (k * bits) & ((1 << bits) - 1)
            yield code
            if block_mode and code == CLEAR:
                bits, learnt, fresh = LEAST_BITS, CLEAR + 1, True
                break
            if not fresh and learnt < 1 << most_bits:
                learnt += 1
            fresh = False
            # When all strings of 9 bits are known, 10 bits come even where 9 are the most.
            if learnt > (1 << bits) - 1 and bits < max(most_bits, LEAST_BITS + 1):
                bits += 1
                break
