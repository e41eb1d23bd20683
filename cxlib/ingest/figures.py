"""Plain numbers read from bytes, eight figures at a time: ``-12.5`` wherever it begins in a text."""

import numpy as np

WORD = 8  # bytes that are looked at together
_ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_ONES, _HIGH, _ZEROS = (np.uint64(0x0101_0101_0101_0101 * byte) for byte in (0x01, 0x80, 0x30))
_POINTS = np.uint64(0x0101_0101_0101_0101 * (ord(".") ^ 0x30))
_BEYOND = np.uint64(0x0101_0101_0101_0101 * (0x80 - 10))  # lifts what is no figure into the high bit
_TENS = 10.0 ** np.arange(WORD)


def words_of(padded: bytes) -> np.ndarray:
    """The eight bytes at every place of a text as one number, the first byte lowest; shape (len(padded) - 7,)."""
    return np.ndarray((len(padded) - WORD + 1,), "<u8", padded, strides=(1,))


def first_bytes(words: np.ndarray, count: np.ndarray | int) -> np.ndarray:
    """The words with nothing behind their first ``count`` bytes, 0 to 8."""
    bits = np.asarray(count, np.uint64) << np.uint64(3)
    return np.where(bits == 0, np.uint64(0), words & (_ALL >> (np.uint64(64) - np.maximum(bits, np.uint64(8)))))


def whole_number(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The run of figures each word begins with: its number and how many figures it has, 0 to 8."""
    figures = words ^ _ZEROS
    odd = ((figures + _BEYOND) | figures) & _HIGH
    before = ~odd & (odd - np.uint64(1))  # the bits below the first byte that is no figure
    count = np.where(odd == 0, WORD, np.bitwise_count(before) // WORD).astype(np.int64)
    return _number(figures, count), count


def numbers(words: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Texts of up to eight bytes as numbers: figures, perhaps a point among them and a minus before.

    Both the figures without their point and the power of ten are exact, so that the quotient is rounded once: the
    number is the one nearest to the text.

    Args:
        words: The texts, each in a word, whatever follows it.
        lengths: Their lengths in bytes, shape as ``words``.
    Returns:
        The numbers, and which texts were such: elsewhere the number says nothing.
    """
    minus = (words & np.uint64(0xFF)) == ord("-")
    length = lengths - minus
    good = (length >= 1) & (lengths <= WORD)
    length = np.clip(length, 1, WORD)
    marks = first_bytes(np.where(minus, words >> np.uint64(8), words) ^ _ZEROS, length)
    found = marks ^ _POINTS
    pointed = first_bytes((found - _ONES) & ~found & _HIGH, length)
    before = ((pointed & (~pointed + np.uint64(1))) >> np.uint64(7)) - np.uint64(1)  # the bits below the point
    has = pointed != 0
    figures = np.where(has, (marks & before) | ((marks >> np.uint64(8)) & ~before), marks)
    count = length - has
    good &= (((figures + _BEYOND) | figures) & _HIGH) == 0
    good &= count >= 1
    behind = np.where(has, count - np.bitwise_count(before) // WORD, 0)
    value = _number(figures, np.maximum(count, 1)) / _TENS[behind]
    return np.where(minus, -value, value), good


def _number(figures: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The number of the first ``count`` bytes, each a figure from 0 to 9: pairs are added up, then pairs of pairs."""
    bits = (np.uint64(64) - (count.astype(np.uint64) << np.uint64(3))) & np.uint64(63)
    laid = np.where(count == 0, np.uint64(0), figures << bits)
    laid = (laid * np.uint64(10) + (laid >> np.uint64(8))) & np.uint64(0x00FF_00FF_00FF_00FF)
    laid = (laid * np.uint64(100) + (laid >> np.uint64(16))) & np.uint64(0x0000_FFFF_0000_FFFF)
    return ((laid * np.uint64(10_000) + (laid >> np.uint64(32))) & np.uint64(0xFFFF_FFFF)).astype(np.int64)
