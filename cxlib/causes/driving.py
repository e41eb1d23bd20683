"""Key drivers of a score: importance with tiers instead of ranks, and what to do about each."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cxlib.errors import TooFewAnswers
from cxlib.language import gettext as _
from cxlib.language import ngettext, number
from cxlib.stats import importance

Matrix = NDArray[np.float64]

SAMPLES = 200
ANSWERS_WANTED, ANSWERS_PER_DRIVER = 100, 15
_INFLATED = 5.0  # variance inflation from which two drivers are called hard to tell apart
_KEPT_COMPLETE = 0.8  # with fewer complete answers than this share, answers to single pairs of questions are used too


class _Answers(NamedTuple):
    """Numbers ready for sums: outcome last, means taken off, missing cells 0 where ``present`` is 0."""

    values: Matrix
    present: Matrix | None
    weights: Matrix
    means: Matrix
    rows: int


def drivers(frame: pd.DataFrame, outcome: str, drivers: Sequence[str], weight: str | None = None,
            level: float = 0.95, seed: int = 0) -> pd.DataFrame:
    """Share of the outcome's variance each driver explains, with bootstrap intervals and tiers.

    Exact Shapley (LMG) shares up to 20 drivers, relative weights beyond. Drivers whose intervals overlap that of the
    strongest of a tier share the tier: their order is not known.

    Args:
        frame: One row an answer; outcome and drivers are numbers, missing cells allowed.
        outcome: Column of the score to explain.
        drivers: Columns that may explain it.
        weight: Column of survey weights; each row counts 1 without it.
        level: Level of the intervals, 0 to 1.
        seed: Of the resampling.
    Returns:
        One row a driver, strongest first: driver, importance (share of variance; sums to R²), lower, upper, tier
        (1 = strongest), performance (mean of the driver in its own unit), sign (-1, 0, 1: of its correlation with the
        outcome). ``attrs``: ``r2``, ``base``, ``method`` ('lmg' or 'relative weights'), ``notes`` (sentences).
    Raises:
        ValueError: If a column is not there, named twice, or there is no driver.
        TooFewAnswers: If there are not more usable answers than drivers + 2.
    References:
        Lindeman, Merenda & Gold (1980); Grömping (2006); Johnson (2000).
    """
    names = _checked(frame, outcome, drivers, weight, level)
    with threadpool_limits(1):
        answers, notes = _answers(frame, outcome, names, weight)
        varying: NDArray[np.bool_] = np.asarray(answers.values[:, :-1].any(axis=0))
        if not varying.all():
            notes.append(_same_everywhere([name for name, moves in zip(names, varying, strict=True) if not moves]))
        shares, draws, correlations = _importances(answers, np.append(varying, True), seed)
    table = _table(names, varying, shares, draws, correlations, answers, level)
    notes += _told_apart([name for name, moves in zip(names, varying, strict=True) if moves], correlations)
    method = "lmg" if varying.sum() <= importance.EXACT_LIMIT else "relative weights"
    table.attrs = {"r2": float(shares.sum()), "base": answers.rows, "method": method, "notes": notes}
    return table


def _checked(frame: pd.DataFrame, outcome: str, names: Sequence[str], weight: str | None, level: float) -> list[str]:
    names = list(names)
    wanted = [outcome, *names, *([weight] if weight else [])]
    absent = [name for name in wanted if name not in frame.columns]
    if absent or not names or len(set(wanted)) < len(wanted):
        raise ValueError(f"outcome, drivers and weight must be different columns of the frame: {absent or wanted}")
    if not 0 < level < 1:
        raise ValueError(f"level {level!r} is not between 0 and 1")
    return names


def _answers(frame: pd.DataFrame, outcome: str, names: list[str], weight: str | None) -> tuple[_Answers, list[str]]:
    cells = frame[[*names, outcome]].to_numpy(float, na_value=np.nan)
    weights = np.ones(len(cells)) if weight is None else frame[weight].to_numpy(float, na_value=np.nan)
    known = np.isfinite(cells)
    usable = known[:, -1] & known[:, :-1].any(axis=1) & (weights > 0)
    complete = usable & known.all(axis=1)
    pairwise = complete.sum() < max(_KEPT_COMPLETE * usable.sum(), min(usable.sum(), len(names) + 3))
    used = usable if pairwise else complete
    notes = _counted(len(cells), used.sum(), complete.sum(), pairwise, len(names))
    if not used.all():
        cells, known, weights = cells[used], known[used], weights[used]
    if len(cells) <= len(names) + 2:
        raise TooFewAnswers(have=len(cells), needed=len(names) + 3)
    filled = np.where(known, cells, 0.0) if pairwise else cells
    totals = weights @ known if pairwise else weights.sum()
    means = weights @ filled / np.where(totals > 0, totals, 1.0)
    values = filled - means
    if pairwise:
        values *= known
    values[:, np.abs(values).max(axis=0) <= 1e-12 * np.maximum(1.0, np.abs(means))] = 0.0
    return _Answers(values, known.astype(float) if pairwise else None, weights, means, len(cells)), notes


def _counted(rows: int, used: int, complete: int, pairwise: bool, drivers: int) -> list[str]:
    notes = []
    if pairwise:
        notes.append(_("Only {complete} of {rows} answers are complete, so each pair of questions uses all answers "
                       "given to both.", complete=number(int(complete)), rows=number(rows)))
    elif used < rows:
        notes.append(ngettext("{count} answer of {rows} was left out because a question in it is not answered.",
                              "{count} answers of {rows} were left out because a question in them is not answered.",
                              int(rows - used), rows=number(rows)))
    wanted = max(ANSWERS_WANTED, ANSWERS_PER_DRIVER * drivers)
    if used < wanted:
        notes.append(_("{used} answers are few for {drivers} drivers: read this as indicative below {wanted}.",
                       used=number(int(used)), drivers=drivers, wanted=number(wanted)))
    return notes


def _same_everywhere(names: Sequence[str]) -> str:
    return _("Everybody gave the same answer to {names}, so nothing can be said about it: what never varies looks "
             "unimportant even if it is a must-have.", names=", ".join(map(str, names)))


def _importances(answers: _Answers, kept: NDArray[np.bool_], seed: int) -> tuple[Matrix, Matrix, Matrix]:
    """Shares, resampled shares, and correlations (outcome last) of the drivers that vary."""
    blocks = _blocks(answers, kept, seed)
    correlations = _correlations(blocks.sum(axis=0)[None], answers.present is not None)
    samples = _correlations(importance.resampled_moments(blocks, SAMPLES, seed), answers.present is not None)
    count = int(kept.sum()) - 1
    if not count or not answers.values[:, -1].any():
        return np.zeros(count), np.zeros((SAMPLES, count)), correlations[0]
    if count > importance.EXACT_LIMIT:
        shares = importance.relative_weights(correlations[:, :-1, :-1], correlations[:, :-1, -1])[0]
        return shares, importance.relative_weights(samples[:, :-1, :-1], samples[:, :-1, -1]), correlations[0]
    shares = importance.lmg(correlations[0, :-1, :-1], correlations[0, :-1, -1])
    return shares, shares + _deviations(correlations, samples), correlations[0]


def _deviations(correlations: Matrix, samples: Matrix) -> Matrix:
    """How far resampled shares fall from the shares: the same few orders of entry on both, so their choice cancels."""
    count = samples.shape[1] - 1
    orders = importance.balanced_orders(count, rounds=max(1, 12 // count))
    both = _definite(np.concatenate([correlations, samples]))
    shares = importance.order_averages(both[:, :-1, :-1], both[:, :-1, -1], orders)
    return shares[1:] - shares[0]


def _blocks(answers: _Answers, kept: NDArray[np.bool_], seed: int) -> Matrix:
    values = answers.values[:, kept]
    if answers.present is None:
        columns = np.column_stack([values, np.ones(len(values))])
    else:
        columns = np.column_stack([values, answers.present[:, kept], values**2])
    return importance.block_moments(columns, answers.weights, seed)


def _correlations(moments: Matrix, pairwise: bool) -> Matrix:
    """Correlations from sums of products, shape (samples, p + 1, p + 1); the outcome is last."""
    if not pairwise:
        total = moments[:, -1:, -1:]
        sums = moments[:, -1, :-1]
        covariances = moments[:, :-1, :-1] - sums[:, :, None] * sums[:, None, :] / total
        return _scaled(covariances, np.diagonal(covariances, axis1=1, axis2=2))
    k = moments.shape[1] // 3
    bases = np.maximum(moments[:, k:2 * k, k:2 * k], 1e-300)
    means = moments[:, :k, k:2 * k] / bases  # of the row's variable where the column's is answered too
    covariances = moments[:, :k, :k] / bases - means * np.swapaxes(means, 1, 2)
    variances = moments[:, 2 * k:, k:2 * k] / bases - means**2
    spreads = np.sqrt(np.clip(variances, 0, None) * np.clip(np.swapaxes(variances, 1, 2), 0, None))
    correlations = np.divide(covariances, spreads, out=np.zeros_like(covariances), where=spreads > 1e-300)
    return _definite(np.clip(correlations, -1.0, 1.0))


def _scaled(covariances: Matrix, variances: Matrix) -> Matrix:
    scale = 1.0 / np.sqrt(np.where(variances > 1e-300, variances, np.inf))
    correlations = covariances * scale[:, :, None] * scale[:, None, :]
    corner = np.arange(covariances.shape[1])
    correlations[:, corner, corner] = 1.0
    return correlations


def _definite(correlations: Matrix) -> Matrix:
    """The nearest matrix that answers of real people could have: negative directions, from missing cells, taken out."""
    values, vectors = np.linalg.eigh(correlations)
    if values.min() > 1e-8:
        return correlations
    lifted = (vectors * np.clip(values, 1e-8, None)[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    return _scaled(lifted, np.diagonal(lifted, axis1=1, axis2=2))


def _table(names: list[str], varying: NDArray[np.bool_], shares: Matrix, draws: Matrix, correlations: Matrix,
           answers: _Answers, level: float) -> pd.DataFrame:
    lower, upper = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    spread = pd.DataFrame({"importance": 0.0, "lower": 0.0, "upper": 0.0, "sign": 0}, index=range(len(names)))
    at = np.flatnonzero(varying)
    spread.loc[at, "importance"] = shares
    spread.loc[at, "lower"] = np.clip(np.minimum(lower, shares), 0.0, 1.0)
    spread.loc[at, "upper"] = np.clip(np.maximum(upper, shares), 0.0, 1.0)
    spread.loc[at, "sign"] = np.sign(correlations[:-1, -1]).astype(int)
    table = spread.assign(driver=names, performance=answers.means[:-1])
    table = table.sort_values("importance", ascending=False, kind="stable", ignore_index=True)
    table["tier"] = _tiers(table["lower"].to_numpy(), table["upper"].to_numpy())
    return table[["driver", "importance", "lower", "upper", "tier", "performance", "sign"]]


def _tiers(lower: Matrix, upper: Matrix) -> list[int]:
    """Tier of each driver, strongest first: a new one opens below the interval of the last tier's strongest."""
    tiers: list[int] = []
    floor = np.inf
    for low, high in zip(lower, upper, strict=True):
        opens = high < floor
        tiers.append((tiers[-1] if tiers else 0) + int(opens))
        floor = low if opens else floor
    return tiers


def _told_apart(names: Sequence[str], correlations: Matrix) -> list[str]:
    among = correlations[:-1, :-1]
    if len(among) < 2:
        return []
    inflation = np.diagonal(np.linalg.pinv(among, rcond=1e-10))
    close = np.abs(among - np.eye(len(among))).max(axis=0)
    alike = [str(name) for name, factor, near in zip(names, inflation, close, strict=True)
             if factor > _INFLATED or near > 0.999]
    if not alike:
        return []
    return [_("{names} nearly repeat each other, so their shares are split between them: read them as one.",
              names=", ".join(alike))]


def quadrant(driven: pd.DataFrame, importance_at: float | None = None,
             performance_at: float | None = None) -> pd.DataFrame:
    """Importance against performance: what to fix first.

    Args:
        driven: What ``drivers`` gives. Performances must be in one unit to be compared.
        importance_at: Border between less and more important; the average importance by default.
        performance_at: Border between worse and better; the average performance by default.
    Returns:
        ``driven`` with ``quadrant``: 'fix first', 'keep strong', 'watch' or 'do not over-invest' (keys, not sentences);
        ``attrs`` holds the borders, and a note that a must-have everybody fulfils looks unimportant here.
    """
    at = driven["importance"].mean() if importance_at is None else importance_at
    good = driven["performance"].mean() if performance_at is None else performance_at
    important, strong = driven["importance"] >= at, driven["performance"] >= good
    words = np.select([important & ~strong, important & strong, ~important & ~strong],
                      ["fix first", "keep strong", "watch"], "do not over-invest")
    placed = driven.assign(quadrant=words)
    note = _("A must-have that nearly everybody already gets varies little and so looks unimportant here; it would not "
             "be if it were missing.")
    placed.attrs = {**driven.attrs, "importance_at": float(at), "performance_at": float(good),
                    "notes": [*driven.attrs.get("notes", []), note]}
    return placed
