"""Sums in every cell of one to three dimensions, counted from coded leaves."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.int32]
Cuboid = tuple[int, ...]

_BLOCK_CELLS = 16_384  # a table of this size stays in the processor's cache while leaves are counted into it
MANY_CELLS = 1_500_000


class Cell(NamedTuple):
    """One combination of values: the dimensions by number and their values by code."""

    dims: Cuboid
    codes: tuple[int, ...]


@dataclass(frozen=True)
class Leaves:
    """The leaves of one period: a code per dimension and leaf."""

    codes: tuple[Codes, ...]
    sizes: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.codes[0])

    def places(self, cuboid: Cuboid) -> NDArray[np.int64]:
        """Number of the cell of a cuboid each leaf lies in (row-major)."""
        place = self.codes[cuboid[0]]  # worked out in 32 bits, half the memory to go through: a table has fewer cells
        for dim in cuboid[1:]:
            place = place * np.int32(self.sizes[dim])
            place += self.codes[dim]
        return place.astype(np.int64)

    def inside(self, cell: Cell) -> NDArray[np.int64]:
        """Leaves that lie in a cell."""
        mask = self.codes[cell.dims[0]] == cell.codes[0]
        for dim, code in zip(cell.dims[1:], cell.codes[1:], strict=True):
            mask &= self.codes[dim] == code
        return np.flatnonzero(mask)

    def some(self, rows: NDArray[np.int64]) -> "Leaves":
        """Only the given leaves."""
        return Leaves(tuple(codes[rows] for codes in self.codes), self.sizes)


@dataclass(frozen=True)
class Lattice:
    """Every cuboid that is searched, the blocks they are counted through, and where each lies in the flat arrays.

    ``blocks`` are what leaves are counted into; ``sums`` names for each cuboid the cuboid it is added up from, or -1
    where it is added up from its block, whose number ``parents`` holds.
    """

    sizes: tuple[int, ...]
    cuboids: tuple[Cuboid, ...]
    blocks: tuple[Cuboid, ...]
    parents: tuple[int, ...]
    sums: tuple[int, ...]
    offsets: NDArray[np.int64]

    @property
    def orders(self) -> NDArray[np.int64]:
        """Number of dimensions of each cell, flat."""
        return np.repeat([len(cuboid) for cuboid in self.cuboids], np.diff(self.offsets))

    def sizes_of(self, dims: Cuboid) -> list[int]:
        """How many values each of some dimensions has."""
        return [self.sizes[dim] for dim in dims]

    def part(self, cuboid: int) -> slice:
        """Where the cells of a cuboid lie."""
        return slice(self.offsets[cuboid], self.offsets[cuboid + 1])

    def cell(self, place: int) -> Cell:
        """The cell at a place of the flat arrays."""
        number = int(np.searchsorted(self.offsets, place, side="right")) - 1
        cuboid = self.cuboids[number]
        codes = np.unravel_index(place - self.offsets[number], self.sizes_of(cuboid))
        return Cell(cuboid, tuple(int(code) for code in codes))

    def place(self, cell: Cell) -> int:
        """The place of a cell in the flat arrays."""
        begin = self.offsets[self.cuboids.index(cell.dims)]
        return int(begin + np.ravel_multi_index(cell.codes, self.sizes_of(cell.dims)))

    def spread(self, flat: Numbers, cuboid: int, of: int) -> Numbers:
        """Values of the cells of a smaller cuboid, written to each cell of a larger one that lies in it (flat)."""
        small, large = self.cuboids[of], self.cuboids[cuboid]
        shape = [self.sizes[dim] if dim in small else 1 for dim in large]
        full = np.broadcast_to(flat[self.part(of)].reshape(shape), [self.sizes[dim] for dim in large])
        return full.ravel()


def lattice(sizes: Sequence[int], max_order: int) -> Lattice:
    """All cuboids of up to ``max_order`` dimensions, smallest first, and a few larger blocks that cover them.

    Counting leaves is what costs; a block of four or five dimensions is counted once and added up to its cuboids.
    Cuboids of three dimensions are left away, largest first, while there are more than 1.5 million cells.
    """
    dims = range(len(sizes))
    cuboids = [c for order in range(1, max_order + 1) for c in itertools.combinations(dims, order)]
    cells = {c: math.prod(sizes[dim] for dim in c) for c in cuboids}
    for cuboid in sorted(cells, key=lambda c: (len(c) > 2, cells[c]), reverse=True):
        if len(cuboid) < 3 or sum(cells.values()) <= MANY_CELLS:
            break
        del cells[cuboid]
    kept = [c for c in cuboids if c in cells]
    blocks = _cover(kept, sizes)
    holders = [set(block) for block in blocks]
    parents = tuple(next(b for b, held in enumerate(holders) if held.issuperset(c)) for c in kept)
    offsets = np.concatenate([[0], np.cumsum([cells[c] for c in kept])])
    return Lattice(tuple(sizes), tuple(kept), tuple(blocks), parents, _wider(kept, cells), offsets)


def _wider(cuboids: Sequence[Cuboid], cells: Mapping[Cuboid, int]) -> tuple[int, ...]:
    """For each cuboid the smallest with one dimension more that holds it: adding that up costs least. -1 if none."""
    numbers = {cuboid: number for number, cuboid in enumerate(cuboids)}
    found: dict[Cuboid, Cuboid] = {}
    for wide in sorted(cuboids, key=lambda c: -cells[c]):
        found |= dict.fromkeys(itertools.combinations(wide, len(wide) - 1), wide)
    return tuple(numbers[found[cuboid]] if cuboid in found else -1 for cuboid in cuboids)


def _cover(cuboids: Sequence[Cuboid], sizes: Sequence[int]) -> list[Cuboid]:
    """Few blocks that hold every cuboid: each grows by the dimension that brings in most of what is not held yet."""
    left = set(cuboids)
    blocks = []
    while left:
        widest = max(left, key=lambda c: (len(c), c))
        block = set(widest)
        while True:
            cells = math.prod(sizes[dim] for dim in block)
            free = [d for d in range(len(sizes)) if d not in block and cells * sizes[d] <= _BLOCK_CELLS]
            gains = {d: sum(d in c and block.issuperset(set(c) - {d}) for c in left) for d in free}
            if not gains or max(gains.values()) == 0:
                break
            block.add(max(gains, key=lambda d: (gains[d], -sizes[d])))
        blocks.append(tuple(sorted(block)))
        left = {c for c in left if not block.issuperset(c)}
    return blocks


class Counter:
    """Counts columns of numbers of one set of leaves into all cells of a lattice."""

    def __init__(self, shape: Lattice, leaves: Leaves) -> None:
        self._lattice = shape
        self._places = [leaves.places(block) for block in shape.blocks]
        self._groups = _groups(shape)

    def __call__(self, columns: Numbers) -> Numbers:
        """Sums in every cell of one column, shape (leaves,), or of several, shape (leaves, k): flat, (cells[, k])."""
        shape = self._lattice
        several = columns.shape[1:]
        tables = [_counted(places, columns, shape.sizes_of(block))
                  for places, block in zip(self._places, shape.blocks, strict=True)]
        flat = np.empty((shape.offsets[-1], *several))
        for number in reversed(range(len(shape.cuboids))):
            wide, of = shape.sums[number], shape.parents[number]
            held = shape.cuboids[wide] if wide >= 0 else shape.blocks[of]
            table = flat[shape.part(wide)].reshape(*shape.sizes_of(held), *several) if wide >= 0 else tables[of]
            gone = tuple(axis for axis, dim in enumerate(held) if dim not in shape.cuboids[number])
            flat[shape.part(number)] = table.sum(axis=gone).reshape(-1, *several)
        return flat

    def singles(self, column: Numbers) -> list[Numbers]:
        """Sums of one column in every value of every dimension, one array a dimension."""
        shape = self._lattice
        found: dict[int, Numbers] = {}
        for number, dims in self._groups:
            block = shape.blocks[number]
            table = _counted(self._places[number], column, shape.sizes_of(block))
            found |= {dim: table.sum(axis=tuple(n for n, other in enumerate(block) if other != dim)) for dim in dims}
        return [found[dim] for dim in range(len(shape.sizes))]

    def added_up(self, effects: Sequence[Numbers]) -> Numbers:
        """Sum of the effects of each leaf's values, given one array a dimension; shape (leaves,)."""
        shape = self._lattice
        expected: Numbers | None = None
        for number, dims in self._groups:
            block = shape.blocks[number]
            table = np.zeros(shape.sizes_of(block))
            for axis, dim in enumerate(block):
                if dim in dims:
                    table += effects[dim].reshape([-1 if other == axis else 1 for other in range(len(block))])
            part = table.ravel()[self._places[number]]
            expected = part if expected is None else np.add(expected, part, out=expected)
        if expected is None:
            raise ValueError("no dimension to add up")
        return expected


class Counted(NamedTuple):
    """Both periods' leaves with their counters, and the answers in every cell (flat)."""

    shape: Lattice
    leaves: tuple[Leaves, Leaves]
    counts: tuple[Counter, Counter]
    bases: tuple[Numbers, Numbers]


def counted(shape: Lattice, leaves: tuple[Leaves, Leaves], bases: tuple[Numbers, Numbers]) -> Counted:
    """The answers of both periods, one entry a leaf, counted into every cell."""
    old, new = (Counter(shape, own) for own in leaves)
    return Counted(shape, leaves, (old, new), (old(bases[0]), new(bases[1])))


def _groups(shape: Lattice) -> list[tuple[int, set[int]]]:
    """Few blocks that hold every dimension, by number, and the dimensions each answers for."""
    left = set(range(len(shape.sizes)))
    groups = []
    while left:
        number = max(range(len(shape.blocks)), key=lambda n: len(left & set(shape.blocks[n])))
        groups.append((number, left & set(shape.blocks[number])))
        left -= groups[-1][1]
    return groups


def totals(places: NDArray[np.int64] | Codes, values: Numbers, count: int) -> Numbers:
    """Sum of the values that lie at each of ``count`` places, shape (count,)."""
    return np.bincount(places, values, count).astype(np.float64, copy=False)


def _counted(places: NDArray[np.int64], columns: Numbers, sizes: list[int]) -> Numbers:
    cells = math.prod(sizes)
    if columns.ndim == 1:
        return totals(places, columns, cells).reshape(sizes)
    several = columns.shape[1]
    spread = places[:, None] * several + np.arange(several)
    return totals(spread.ravel(), columns.ravel(), cells * several).reshape([*sizes, several])


def coded(frames: Sequence[pd.DataFrame], by: Sequence[str]) -> tuple[list[Leaves], list[list[object]]]:
    """The leaves of several frames under the same codes, and the values the codes stand for.

    Missing values are a value of their own (``None``).
    """
    per_frame: list[list[Codes]] = [[] for _frame in frames]
    values = []
    for name in by:
        codes, known = _factorized([frame[name] for frame in frames])
        values.append(known)
        for own, code in zip(per_frame, codes, strict=True):
            own.append(code)
    sizes = tuple(len(known) for known in values)
    return [Leaves(tuple(own), sizes) for own in per_frame], values


def _factorized(columns: Sequence[pd.Series]) -> tuple[list[Codes], list[object]]:
    known: dict[object, int] = {}
    recoded = []
    for column in columns:
        codes, own = _own_codes(column)
        places = [known.setdefault(value, len(known)) for value in own]
        if (codes < 0).any():
            places.append(known.setdefault(None, len(known)))
        as_they_are = places == list(range(len(places)))  # the first column, and all that share its categories
        recoded.append(codes.astype(np.int32) if as_they_are and (codes >= 0).all()
                       else np.array(places or [0], np.int32)[codes])
    return recoded, list(known)


def _own_codes(column: pd.Series) -> tuple[NDArray[np.signedinteger], list[object]]:
    """Codes of one column, -1 where missing, and its values; text through Arrow, which is three times as fast."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), list(column.cat.categories)
    if isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow":
        import pyarrow as pa
        encoded = pa.array(column).dictionary_encode()
        return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()
    codes, own = pd.factorize(column)
    return codes, list(own)


def named(cell: Cell, by: Sequence[str], values: Sequence[Sequence[object]]) -> Mapping[str, object]:
    """The cell in the user's words: dimension → value."""
    return {by[dim]: values[dim][code] for dim, code in zip(cell.dims, cell.codes, strict=True)}
