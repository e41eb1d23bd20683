"""Down the tree of a change: which dimension to open next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxlib.causes.cubed import cube_sums
from cxlib.causes.splitting import split
from cxlib.errors import TooFewAnswers
from cxlib.sources.cubes import Cube

_EXPECTED_STRAY = np.sqrt(2 / np.pi)  # mean distance from zero of a normal draw, in standard deviations


@dataclass(frozen=True)
class Drill:
    """One step of the drill.

    ``path`` is what was opened so far (dimension → value), ``proposals`` one row a dimension still closed, best first:
    dimension, gain (change that sits in some segments rather than in all alike, beyond noise), segment (its largest),
    total (that segment's part of the change). ``dimension`` is the proposed one, None if none tells anything, and
    ``parts`` its split, as ``split`` gives it.
    """

    path: Mapping[str, object]
    dimension: str | None
    proposals: pd.DataFrame
    parts: pd.DataFrame


def drill(before: pd.DataFrame | Cube, after: pd.DataFrame | Cube, by: Sequence[str],
          path: Mapping[str, object] | None = None) -> Drill:
    """Proposes the next split inside a path by how much of the change it sets apart.

    Args:
        before: Sums of the first period: dimensions, ``numerator``, ``denominator``, ``squares`` (without squares noise
            is not taken off the gains).
        after: Sums of the second period.
        by: All dimensions that may be opened.
        path: What is open already: dimension → value.
    Raises:
        ValueError: If the path names a dimension that is not in ``by``.
        TooFewAnswers: If nothing is left inside the path in a period.
    """
    path = dict(path or {})
    unknown = [name for name in path if name not in by]
    if unknown:
        raise ValueError(f"the path opens {unknown}, which are not among the dimensions {list(by)}")
    old, new = (_inside(cube_sums(side) if isinstance(side, Cube) else side, path) for side in (before, after))
    if old.empty or new.empty:
        raise TooFewAnswers(have=0, needed=1)
    closed = [name for name in by if name not in path]
    splits = {name: split(old, new, name) for name in closed}
    rows = [_proposal(name, parts, _stray((old, new), name, parts)) for name, parts in splits.items() if len(parts) > 1]
    proposals = pd.DataFrame(rows, columns=["dimension", "gain", "segment", "total"])
    proposals = proposals.sort_values("gain", ascending=False, kind="stable", ignore_index=True)
    best = proposals["dimension"].iloc[0] if len(proposals) and proposals["gain"].iloc[0] > 0 else None
    parts = splits[best] if best is not None else next(iter(splits.values()), split(old, new, list(by))).iloc[:0]
    return Drill(path, best, proposals, parts)


def _inside(sums: pd.DataFrame, path: Mapping[str, object]) -> pd.DataFrame:
    for name, value in path.items():
        sums = sums[sums[name].isna() if value is None else sums[name] == value]
    return sums


def _proposal(name: str, parts: pd.DataFrame, stray: NDArray[np.float64]) -> dict[str, object]:
    shares = parts[["share_before", "share_after"]].fillna(0.0).mean(axis=1)
    apart = (parts["total"] - shares * parts["total"].sum()).abs()
    gain = (apart - _EXPECTED_STRAY * stray).sum() / 2
    return {"dimension": name, "gain": max(float(gain), 0.0), "segment": parts["segment"].iloc[0],
            "total": float(parts["total"].iloc[0])}


def _stray(sides: Sequence[pd.DataFrame], name: str, parts: pd.DataFrame) -> NDArray[np.float64]:
    """Standard error of each segment's part of the change, 0 where squares are not known."""
    variance = np.zeros(len(parts))
    for side in sides:
        if not {"squares", "denominator"} <= set(side.columns):
            return np.zeros(len(parts))
        cells = side.groupby(name, observed=True, dropna=False)[["numerator", "denominator", "squares"]].sum()
        cells = cells.set_axis(cells.index.astype(object)).reindex(pd.Index(parts[name])).fillna(0.0).to_numpy(float)
        base = np.maximum(cells[:, 1], 1e-300)
        around = np.maximum(cells[:, 2] - cells[:, 0] ** 2 / base, 0.0)
        variance += np.where(cells[:, 1] > 0, around, 0.0) / cells[:, 1].sum() ** 2
    return np.sqrt(variance)
