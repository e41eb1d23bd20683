"""What the answers of a cell's single values outside the cell tell of what was to be expected inside it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxlib.causes.cells import Lattice, Numbers

_MOST = 3  # dimensions of a cell


@dataclass(frozen=True)
class Parents:
    """The single values each cell of several dimensions lies in, shape (cells, 3); absent ones have weight 0.

    What the first period said of a single value is uncertain by its noise, and that uncertainty is in every cell of
    the value. The second period's answers of the value outside the cell show a part of the same error. ``doubt`` is
    what stays uncertain, in variances of one answer.
    """

    places: NDArray[np.int64]
    rest: Numbers
    weights: Numbers
    doubt: Numbers

    def astray(self, left: Numbers, common: float, cells: NDArray[np.int64]) -> Numbers:
        """How far the expected ratio of cells is off, as the rest of their single values shows.

        Args:
            left: What is left over of the second period's sums in every cell (flat).
            common: The same of everybody, a ratio.
            cells: Places of the cells that are asked for.
        """
        outside = (left[self.places[cells]] - left[cells, None]) / self.rest[cells] - common
        return (self.weights[cells] * outside).sum(axis=1)


def parents(shape: Lattice, before: Numbers, after: Numbers) -> Parents:
    """The single values of all cells.

    Args:
        shape: The cells that are searched.
        before: Answers of the first period in every cell, flat.
        after: The same of the second period.
    """
    numbers = {cuboid: number for number, cuboid in enumerate(shape.cuboids)}
    own = np.arange(len(before), dtype=float)
    places = np.zeros((len(before), _MOST), np.int64)
    there = np.zeros((len(before), _MOST), bool)
    for number, cuboid in enumerate(shape.cuboids):
        for column, dim in enumerate(cuboid if len(cuboid) > 1 else ()):
            places[shape.part(number), column] = shape.spread(own, number, numbers[dim,])
            there[shape.part(number), column] = True
    rest = np.maximum(after[places] - after[:, None], 0.0)
    seen = np.maximum(before[places], 1e-9)
    weights = np.where(there, rest / (rest + seen), 0.0)
    doubt = np.where(there, (1 - weights) / seen, 0.0).sum(axis=1)
    return Parents(places, np.where(rest > 0, rest, 1.0), weights, doubt)
