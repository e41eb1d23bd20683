"""Which candidate leads which lagging metric, by how many periods, how strongly, how surely, and to what use."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlib.language import gettext, gettext_noop, percent
from cxlib.outlook.fan import one_thread
from cxlib.outlook.lead_bases import NullModels, null_models
from cxlib.outlook.lead_candidates import lagged
from cxlib.outlook.lead_evidence import Evidence, lead_evidence
from cxlib.outlook.lead_gain import Worth, Worths
from cxlib.outlook.lead_periods import Aligned, aligned, season_of, shifts_in
from cxlib.outlook.spoken import grain_in, span
from cxlib.stats.comparisons import benjamini_hochberg

LEADING, CONSISTENT, COINCIDENT, LAGGING = "leading", "consistent", "coincident", "lagging"
NONE, CANNOT_TELL = "none", "cannot tell"
VERDICTS = (LEADING, CONSISTENT, COINCIDENT, LAGGING, NONE, CANNOT_TELL)

LEAST_PERIODS = 24
LEAST_GAIN = 0.05
LEVEL = 0.05

COLUMNS = [
    "candidate", "lag", "effect", "lower", "upper", "p_value", "q_value", "gain", "verdict", "n", "bridged", "needed",
    "sentence",
]  # fmt: skip


def leads(
    outcome: pd.Series,
    candidates: pd.DataFrame,
    max_lag: int = 6,
    season_length: int | None = None,
    events: tuple[object, ...] = (),
) -> pd.DataFrame:
    """Candidates that tell the outcome's future, with error control over all candidates and lags.

    Trend, season and the outcome's own past are allowed for before a candidate is believed; chance is simulated from
    the outcome's own model with the candidate held fixed; candidates enter one after the other, so that one lead
    does not hide another.

    Args:
        outcome: The lagging metric by period, PeriodIndex or DatetimeIndex; missing periods are bridged and counted.
        candidates: Possible leads, one a column, of the same grain.
        max_lag: Longest lead tried, in periods; at most a third of the periods there are.
        season_length: Periods in a season; by the grain if not given; 1 for none.
        events: Periods (or dates) from which on levels are others for a known reason: what two series share at an
            event is no lead.
    Returns:
        One row a candidate, in the order given: ``candidate``; ``lag`` (periods it leads by; negative: it follows);
        ``effect`` with ``lower`` and ``upper`` (95 %, units of the outcome per unit of the candidate, ``lag`` periods
        later); ``p_value`` (over all lags tried); ``q_value`` (over candidates too); ``gain`` (relative fall of the
        rolling-origin error, 0-1); ``verdict`` (see ``VERDICTS``); ``n`` paired periods; ``bridged`` periods
        between them in which one was missing; ``needed`` more before anything can be said; ``sentence``.
    Raises:
        ValueError: If an index holds no periods, the grains differ, or ``max_lag`` is below 1.
    """
    if max_lag < 1:
        raise ValueError(f"max_lag must be 1 or more, not {max_lag}")
    both = aligned(outcome, candidates)
    usable = _usable(both)
    counts = zip(candidates.columns, both.paired, both.bridged, strict=True)
    rows = [_silent(name, int(paired), int(bridged)) for name, paired, bridged in counts]
    if usable.any():
        shifts = shifts_in(both.periods, events)
        with one_thread():
            found = _found(both, usable, max_lag, season_of(both.periods, season_length), shifts)
        for place, row in zip(np.flatnonzero(usable), found, strict=True):
            rows[place] |= row
    grain = grain_in(both.periods)
    told = [row | {"sentence": _sentence(row, grain)} for row in rows]
    return pd.DataFrame({column: [row[column] for row in told] for column in COLUMNS})


def _usable(both: Aligned) -> np.ndarray:
    if not len(both.outcome) or np.ptp(both.outcome) == 0:
        return np.zeros(len(both.paired), bool)
    varied = [bool(np.isfinite(column).all() and np.ptp(column) > 0) for column in both.candidates.T]
    return (both.paired >= LEAST_PERIODS) & np.array(varied, bool)


def _silent(name: object, n: int, bridged: int) -> dict[str, Any]:
    needed = max(LEAST_PERIODS - n, 0)
    return {
        "candidate": name, "lag": pd.NA, "effect": np.nan, "lower": np.nan, "upper": np.nan, "p_value": 1.0,
        "q_value": 1.0, "gain": 0.0, "verdict": CANNOT_TELL if needed else NONE, "n": n,
        "bridged": bridged, "needed": needed,
    }  # fmt: skip


def _found(
    both: Aligned, usable: np.ndarray, max_lag: int, season_length: int, shifts: tuple[int, ...]
) -> list[dict[str, Any]]:
    longest = min(max_lag, len(both.outcome) // 3)
    unit, units = both.outcome.std(), both.candidates[:, usable].std(axis=0)  # so that no metric's unit is too small
    outcome, candidates = both.outcome / unit, both.candidates[:, usable] / units
    evidence = lead_evidence(outcome, candidates, longest, season_length, shifts)
    worths = _worths(outcome, evidence, null_models(len(outcome), season_length, shifts))
    return [
        _judged(evidence, place, worth.in_units(unit / own))
        for place, (worth, own) in enumerate(zip(worths, units, strict=True))
    ]


def _worths(outcome: np.ndarray, evidence: Evidence, models: NullModels) -> list[Worth]:
    """Each candidate beside the leads found; its gain is the larger of alone and beside them.

    Alone, a lead may drown in what other leads do; beside a lead that tells much the same, it adds little.
    """
    columns = np.column_stack([_regressor(evidence, place, models.order) for place in range(len(evidence.lag))])
    sure = (evidence.q_value <= LEVEL) & (evidence.entered > 0)
    worths, judge = [], Worths(outcome, models, evidence.criterion)
    for place in range(len(evidence.lag)):
        others = sure & (np.arange(len(sure)) != place)
        worth = judge.of(columns[:, place], columns[:, others])
        if sure[place] and others.any() and worth.gain < LEAST_GAIN:
            alone = judge.of(columns[:, place], columns[:, :0])
            worth = worth._replace(gain=max(worth.gain, alone.gain))
        worths.append(worth)
    return worths


def _regressor(evidence: Evidence, place: int, skip: int) -> np.ndarray:
    source = evidence.candidates.innovation if evidence.surprise[place] else evidence.candidates.level
    lag = int(evidence.lag[place])
    return lagged(source[:, [place]], range(lag, lag + 1), skip)[:, 0]


def _judged(evidence: Evidence, place: int, worth: Worth) -> dict[str, Any]:
    verdict = _verdict(evidence, place, worth.gain)
    lag = {LAGGING: -int(evidence.behind[place]), COINCIDENT: 0}.get(verdict, int(evidence.lag[place]))
    return {
        "lag": lag, "effect": worth.effect, "lower": worth.lower, "upper": worth.upper, "gain": worth.gain,
        "p_value": float(evidence.p_value[place]), "q_value": float(evidence.q_value[place]), "verdict": verdict,
    }  # fmt: skip


def _verdict(evidence: Evidence, place: int, gain: float) -> str:
    if evidence.q_value[place] <= LEVEL and evidence.entered[place]:
        return LEADING if gain >= LEAST_GAIN else CONSISTENT
    if evidence.coincident[place] or evidence.lagging[place]:
        return COINCIDENT if evidence.coincident[place] else LAGGING
    return CONSISTENT if evidence.p_value[place] <= LEVEL and gain > 0 else NONE


def _sentence(row: Mapping[str, Any], grain: str) -> str:
    """The verdict in words: always "associated, not proved", never more."""
    name, lag = row["candidate"], 0 if row["lag"] is pd.NA else abs(int(row["lag"]))
    match row["verdict"]:
        case "leading":
            return gettext(
                "{candidate} leads by {ahead} and cuts forecast errors by {gain}: associated, not proved.",
                candidate=name, ahead=span(lag, grain), gain=percent(row["gain"]),
            )  # fmt: skip
        case "consistent":
            return gettext(
                "{candidate} may lead by {ahead}, but that is not sure enough, or of too little use.",
                candidate=name, ahead=span(lag, grain),
            )  # fmt: skip
        case "lagging":
            return gettext("{candidate} follows by {ahead}; it does not lead.", candidate=name, ahead=span(lag, grain))
        case "cannot tell":
            return gettext(
                "Cannot tell yet whether {candidate} leads: that takes {more} more with both.",
                candidate=name, more=span(row["needed"], grain),
            )  # fmt: skip
    return gettext(PLAIN[row["verdict"]], candidate=name)


PLAIN = {
    COINCIDENT: gettext_noop("{candidate} moves in the same period; it gives no warning."),
    NONE: gettext_noop("Nothing shows that {candidate} leads."),
}


def scan(
    outcomes: pd.DataFrame,
    candidates: pd.DataFrame,
    max_lag: int = 6,
    season_length: int | None = None,
    progress: Callable[[float], None] | None = None,
    events: Mapping[str, tuple[object, ...]] | None = None,
) -> pd.DataFrame:
    """Every candidate against every lagging metric, false leads controlled over all pairs.

    Args:
        outcomes: Lagging metrics, one a column.
        candidates: Possible leads, one a column; one that is itself the outcome is left out.
        max_lag: Longest lead tried.
        season_length: Periods in a season; by the grain if not given.
        progress: Called with the share done, 0-1; may raise to stop.
        events: For each outcome the periods from which on levels are others for a known reason.
    Returns:
        As ``leads``, with ``outcome`` in front.
    """
    frames = []
    for done, name in enumerate(outcomes.columns, start=1):
        own = candidates.drop(columns=name, errors="ignore")
        rows = leads(outcomes[name], own, max_lag, season_length, (events or {}).get(name, ()))
        frames.append(rows.assign(outcome=name)[["outcome", *COLUMNS]])
        if progress:
            progress(done / len(outcomes.columns))
    return over_all_pairs(frames)


def over_all_pairs(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Rows of several outcomes as one scan, false leads controlled over all pairs; the frames stay as they are."""
    if not frames:
        return pd.DataFrame(columns=["outcome", *COLUMNS])
    return _over_all_pairs(pd.concat(frames, ignore_index=True))


def _over_all_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """A lead must also stand among all pairs tried, not only among the candidates of its own outcome."""
    tried = pairs["verdict"] != CANNOT_TELL
    overall = pairs["q_value"].copy()
    if tried.any():
        overall[tried] = np.maximum(overall[tried], benjamini_hochberg(pairs.loc[tried, "p_value"].astype(float)))
    pairs["q_value"] = overall
    fallen = (pairs["verdict"] == LEADING) & (overall > LEVEL)
    pairs.loc[fallen, "verdict"] = CONSISTENT
    said = [_sentence(row, str(row.get("grain", ""))) for row in pairs[fallen].to_dict("records")]
    pairs.loc[fallen, "sentence"] = said
    return pairs
