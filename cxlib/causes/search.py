"""The few segments that explain a change, over all combinations of up to three dimensions."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cxlib.causes.baseline import Baseline, Sums, answer_variance, fitted, spreads
from cxlib.causes.cells import Cell, Counted, Counter, Lattice, Leaves, Numbers
from cxlib.causes.parents import Parents, parents

FAMILY_ERROR = 0.02  # kept well below the 5 % that is promised: tails of small cells are approximate
MOST_FINDINGS = 12
_COMMON_BAR = 3.0  # standard errors from which a change is believed to be everybody's
_ODD = 0.001  # share of the cells that may be as no other: what the others say of them is worth nothing
_ODDER = 10.0  # times the variance of such a cell around what is expected of it
_LEAST_DOUBT = 0.1  # of its own variance that a cell's expected ratio keeps at least
_WEIGHTS = (0.5, 0.3, 0.2)  # of the error that is allowed to cells of one, two and three dimensions: simplest first
_LEAST_BASE = 30.0
_LONG_TAIL = 10.0  # kurtosis of answers from which a few of them can make a cell (exponential waiting times: 9)
_OWN_NOISE = 1.2  # times the noise that is expected of a cell, from which its own is believed
EVERYBODY = Cell((), ())  # a change that all have alike explains nothing by segments, but has to be taken out of them


@dataclass(frozen=True)
class Change:
    """A cell whose ratio moved by ``effect``, with its standard error and family-wise p-value."""

    cell: Cell
    effect: float
    stderr: float
    p_value: float


@dataclass(frozen=True)
class Chance:
    """How far the ratio of each cell lies from ``offset`` by chance: variance, skewness and excess kurtosis (flat)."""

    offset: Numbers
    variance: Numbers
    skewness: Numbers
    kurtosis: Numbers

    def z(self, mean: Numbers, places: NDArray[np.int64]) -> Numbers:
        """Distance of ratios on the scale of a normal law, shape of ``places``."""
        away = (mean - self.offset[places]) / np.sqrt(self.variance[places])
        return _normalised(away, self.skewness[places], self.kurtosis[places])


@dataclass(frozen=True)
class Tables:
    """Per cell (flat): answers of both periods, the after residual, and what before lets expect of it.

    ``known`` borrows strength from other cells, ``plain`` compares a cell with itself only; ``odd`` is the chance
    that the cell is one of those of which others tell nothing.
    """

    shape: Lattice
    bases: tuple[Numbers, Numbers]
    residual: Numbers
    noise: Numbers
    known: Chance
    plain: Chance
    odd: Numbers
    penalty: Numbers
    eligible: NDArray[np.bool_]
    parents: Parents
    own: "Own"
    overlaps: dict[Cell, Numbers] = field(default_factory=dict)
    looked: set[int] = field(default_factory=set)

    def at(self, flat: Numbers, cell: Cell) -> float:
        """The sum of a cell, which for everybody is that of all values of the first dimension."""
        return float(flat[self.shape.place(cell)] if cell.dims else flat[self.shape.part(0)].sum())


@dataclass(frozen=True)
class Own:
    """What the answers inside one cell tell of their own spread."""

    leaves: tuple[Leaves, Leaves]
    sums: tuple[Sums, Sums]
    base: Baseline

    def widths(self, cell: Cell) -> list[float]:
        """Variance of an answer in both periods, as a multiple of what its mean lets expect.

        The mean is what is expected of each leaf and all answers there share: a cell that moved has the noise of
        where it moved to. Where tails are long, one answer may be all that moved, and the noise is that of before.
        """
        found = []
        for leaves, sums, expected in zip(self.leaves, self.sums, (self.base.before, self.base.after), strict=True):
            rows = leaves.inside(cell)
            inside, known = sums.some(rows), expected[rows]
            base = max(float(inside.base.sum()), 1e-300)
            around = known + float((inside.total - inside.base * known).sum()) / base
            means = [known] if self.base.kurtosis > _LONG_TAIL else [known, around]
            usual = max(float(inside.base @ answer_variance(self.base.variance, mean)) for mean in means)
            found.append(float(inside.squares_around(around).sum()) / max(usual, 1e-300))
        return found


def tables(counted: Counted, sums: tuple[Sums, Sums]) -> Tables:
    """All that the search needs to know of every cell."""
    shape, leaves, counts = counted.shape, counted.leaves, counted.counts
    base = fitted(shape, leaves, sums[0], counts, counted.bases[0])
    r0 = counts[0](sums[0].total - sums[0].base * base.before)
    r1 = counts[1](sums[1].total - sums[1].base * base.after)
    own = Own(leaves, sums, base)
    return _judged(shape, base, counted.bases, (r0, r1), own)


def _judged(shape: Lattice, base: Baseline, bases: tuple[Numbers, Numbers],
            residuals: tuple[Numbers, Numbers], own: Own) -> Tables:
    n0, n1 = (np.where(n > 0, n, 1e-9) for n in bases)
    noise = answer_variance(base.variance, base.means)
    direct = noise / n0
    # single dimensions are fitted as they are and pairs are shrunk in the baseline; triples are weighed here
    spread = base.spread + spreads(shape, residuals[0], n0, noise, order=3)
    trusted = np.where(shape.orders == 1, 1.0, spread / (spread + direct))
    values = parents(shape, *bases)
    known = np.minimum(direct, np.maximum(base.uncertainty + noise * values.doubt + trusted * direct,
                                          _LEAST_DOUBT * direct))
    borrowed = np.where(shape.orders == 1, direct, known)
    eligible = (bases[0] >= _LEAST_BASE) & (bases[1] >= _LEAST_BASE)
    families = np.array([max(eligible[shape.orders == order].sum(), 1) for order in (1, 2, 3)])
    away = residuals[0] / n0
    pairs, singles = shape.orders == 2, shape.orders == 1
    # shrinking left a pair the share (1 - trusted) of how far it lay, with a variance of direct / (1 - trusted)
    z0 = away / np.sqrt(direct) * np.maximum(1 - trusted, 1e-9) ** np.where(pairs, -0.5, 0.5)
    return Tables(
        shape=shape, bases=bases, residual=residuals[1], noise=noise,
        known=_chance(base, (n0, n1), noise, borrowed, np.where(pairs, 0.0, trusted * away)),
        plain=_chance(base, (n0, n1), noise, direct, away), odd=np.where(singles, 1.0, _oddness(z0)),
        penalty=np.log(families / _WEIGHTS)[shape.orders - 1], eligible=eligible, parents=values, own=own)


def _chance(base: Baseline, bases: tuple[Numbers, Numbers], noise: Numbers, borrowed: Numbers,
            offset: Numbers) -> Chance:
    n0, n1 = bases
    variance = noise / n1 + borrowed
    slope = base.variance[1] + 2 * base.variance[2] * base.means
    third, fourth = noise * slope, noise * (slope**2 + 2 * noise * base.variance[2])
    share = borrowed / np.maximum(noise / n0, 1e-300)
    return Chance(offset, variance, skewness=(third / n1**2 - share**2 * third / n0**2) / variance**1.5,
                  kurtosis=(fourth / n1**3 + share**3 * fourth / n0**3) / variance**2)


def _oddness(z: Numbers) -> Numbers:
    """Chance that a cell is odd by Bayes' rule, from how far it lay in the first period from what was expected."""
    usual = (1 - _ODD) * np.exp(-np.minimum(z * z, 1400) / 2)
    odd = _ODD / np.sqrt(_ODDER) * np.exp(-np.minimum(z * z / _ODDER, 1400) / 2)
    return odd / (usual + odd)


def changes(tabled: Tables, leaves: Leaves, base: Numbers) -> list[Change]:
    """The cells that moved, found one after the other, each judged with the others taken out.

    Args:
        tabled: What ``tables`` gives.
        leaves: Leaves of the second period.
        base: Answers of the second period, one entry a leaf.
    """
    found: list[Cell] = []
    while len(found) < MOST_FINDINGS:
        cell = _clearest(tabled, found)
        if cell is None or cell in found:
            break
        _remember_overlap(tabled, leaves, base, cell)
        found.append(cell)
    if len(found) > 1:
        found = _reconsidered(tabled, leaves, base, found)
    return _estimated(tabled, found)


def _remember_overlap(tabled: Tables, leaves: Leaves, base: Numbers, cell: Cell) -> None:
    if cell == EVERYBODY:
        tabled.overlaps[cell] = tabled.bases[1]
    elif cell not in tabled.overlaps:
        rows = leaves.inside(cell)
        tabled.overlaps[cell] = Counter(tabled.shape, leaves.some(rows))(base[rows])


def _effects(tabled: Tables, found: list[Cell]) -> Numbers:
    """Effects of the found cells together: overlapping cells share what they explain."""
    if not found:
        return np.zeros(0)
    shared = np.array([[tabled.at(tabled.overlaps[other], cell) for other in found] for cell in found])
    moved = tabled.residual - tabled.bases[1] * tabled.known.offset
    sums = [tabled.at(moved if cell.dims else tabled.residual, cell) for cell in found]
    return np.linalg.lstsq(shared, np.array(sums), rcond=1e-9)[0]


def _clearest(tabled: Tables, found: list[Cell]) -> Cell | None:
    from scipy.special import log_ndtr
    best, scores, p_values = _looked_at(tabled, found)
    common = 0.0 if EVERYBODY in found else _common_z(tabled, found)
    if abs(common) > _COMMON_BAR and -log_ndtr(-abs(common)) - np.log(2) > scores[best]:
        return EVERYBODY
    return tabled.shape.cell(best) if p_values[best] <= FAMILY_ERROR else None


def _looked_at(tabled: Tables, found: list[Cell]) -> tuple[int, Numbers, Numbers]:
    """The clearest cell once its own answers were looked at, and the scores and p-values of all.

    Where answers have a long tail, one answer can make a cell; its own spread then tells on it.
    """
    left = _left_over(tabled, found)
    scores, p_values = _scores(tabled, left, np.arange(len(left)))
    while True:
        best = int(np.argmax(scores))
        if best in tabled.looked or p_values[best] > FAMILY_ERROR:
            return best, scores, p_values
        if _widened(tabled, best):
            scores[[best]], p_values[[best]] = _scores(tabled, left, np.array([best]))


def _widened(tabled: Tables, place: int) -> bool:
    """Gives a cell the noise of its own answers where that is larger than expected of it; whether it was."""
    tabled.looked.add(place)
    n0, n1 = (bases[place] for bases in tabled.bases)
    old, new = (max(width if width > _OWN_NOISE else 1.0, 1.0) * tabled.noise[place]
                for width in tabled.own.widths(tabled.shape.cell(place)))
    noise = tabled.noise[place]
    for chance in (tabled.known, tabled.plain):
        borrowed = (chance.variance[place] - noise / n1) / (noise / n0)  # share of the cell's own doubt that is left
        chance.variance[place] = new / n1 + borrowed * old / n0
    return bool(max(old, new) > noise)


def _common_z(tabled: Tables, found: list[Cell]) -> float:
    """How clearly what the found cells leave over moved for everybody alike."""
    n0, n1 = (tabled.at(bases, EVERYBODY) for bases in tabled.bases)
    left = tabled.at(_left_over(tabled, found), EVERYBODY) / n1
    singles = tabled.shape.part(0)
    noise = (tabled.noise[singles] * tabled.bases[1][singles]).sum() / n1
    return left / float(np.sqrt(noise * (1 / n0 + 1 / n1)))


def _left_over(tabled: Tables, found: list[Cell]) -> Numbers:
    residual = tabled.residual
    for cell, effect in zip(found, _effects(tabled, found), strict=True):
        residual = residual - effect * tabled.overlaps[cell]
    return residual


def _scores(tabled: Tables, left: Numbers, places: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """How much better cells explain what is left over than noise does, and their family-wise p-values.

    The chance of so clear a change is that of a cell others tell of and that of an odd one, weighed by how likely
    each of them is.
    """
    from scipy.special import log_ndtr
    n1, penalty = tabled.bases[1][places], tabled.penalty[places]
    mean = left[places] / np.where(n1 > 0, n1, 1e-9)
    known, plain = tabled.known.z(mean - _astray(tabled, left, places), places), tabled.plain.z(mean, places)
    odd = tabled.odd[places]
    clear = tabled.eligible[places] & (plain * known > 0)
    with np.errstate(divide="ignore"):
        log_p = np.logaddexp(log_ndtr(-np.abs(known)) + np.log1p(-odd), log_ndtr(-np.abs(plain)) + np.log(odd))
    log_p += np.log(2) + penalty
    return np.where(clear, -log_p, -np.inf), np.where(clear, np.exp(np.minimum(log_p, 0)), 1.0)


def _astray(tabled: Tables, left: Numbers, places: NDArray[np.int64]) -> Numbers:
    """How far off the expected ratio is, as the rest of the values a cell lies in shows beyond what all do alike."""
    return tabled.parents.astray(left, tabled.at(left, EVERYBODY) / tabled.at(tabled.bases[1], EVERYBODY), places)


def _normalised(z: Numbers, skewness: Numbers, kurtosis: Numbers) -> Numbers:
    """z on the normal scale: Cornish-Fisher's correction for the tails of small cells, only ever towards zero."""
    square = z * z
    odd = 1 - kurtosis * (square - 3) / 24 + skewness**2 * (4 * square - 7) / 36
    corrected = z * odd - skewness * (square - 1) / 6
    return np.where(np.abs(corrected) < np.abs(z), np.where(corrected * z > 0, corrected, 0.0), z)


def _reconsidered(tabled: Tables, leaves: Leaves, base: Numbers, found: list[Cell]) -> list[Cell]:
    """Each cell chosen again with all the others known: a first pick may have mixed two causes."""
    for cell in list(found):
        others = [other for other in found if other != cell]
        better = _clearest(tabled, others)
        if better is None:
            found = others
        elif better != cell and better not in others:
            _remember_overlap(tabled, leaves, base, better)
            found = [better if other == cell else other for other in found]
    return found


def _estimated(tabled: Tables, found: list[Cell]) -> list[Change]:
    """Each cell's whole change, with what other findings do inside it but not what everybody did."""
    common = sum(effect for cell, effect in zip(found, _effects(tabled, found), strict=True) if cell == EVERYBODY)
    rest = _left_over(tabled, found)
    result = []
    for cell in [cell for cell in found if cell.dims]:
        places = np.array([tabled.shape.place(cell)])
        expected = (tabled.known.offset[places] + _astray(tabled, rest, places) + common)[0]
        place = places[0]
        left = _left_over(tabled, [other for other in found if other != cell])
        effect = float(tabled.residual[place] / tabled.bases[1][place] - expected)
        p_value = float(_scores(tabled, left, places)[1][0])
        result.append(Change(cell, effect, float(np.sqrt(tabled.known.variance[place])), p_value))
    return result
