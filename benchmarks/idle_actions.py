"""How often an action that does nothing is called "worked": acting on the worst of twenty segments, without any effect.

Every company goes the app's own way: its data are read, the worst segment of the last quarter becomes an action with
everything proposed, the contract is written, half a year later it is read out:
``python benchmarks/idle_actions.py 1000``
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, the project's root is not on the path

from cxlib.actions.contract import contracted, proposed
from cxlib.actions.measuring import measured as outcome_of
from cxlib.actions.outcome import read_out
from cxlib.metrics.measures import Measures
from cxlib.workspace import Action, Column, Metric, Source, Workspace

SEGMENTS, BEFORE, AFTER, WINDOW, WORLDS = 20, 24, 6, 3, 25
FIRST = date(2024, 1, 1)
TODAY = date(2026, 1, 1)  # after ``BEFORE`` months
METRIC = Metric("solved", name="Solved", kind="given", source="kpis", columns={"value": "value", "weight": "answers"},
                settings={"of": "share"}, direction="up", unit="%", decimals=1)  # fmt: skip


def companies(seed: int, memory: float = 0.4) -> pd.DataFrame:
    """Shares of satisfied answers by month and segment of ``WORLDS`` companies in one table.

    Each has a common walk; its segments have levels and a memory of their own, and sampling noise. Nothing is done.
    """
    rng = np.random.default_rng(seed)
    whole, shape = BEFORE + AFTER, (WORLDS, SEGMENTS)
    common = np.cumsum(rng.normal(0, 0.01, (whole, WORLDS, 1)), axis=0)
    own = rng.normal(0, 0.03, shape)
    wobble = np.zeros((whole, *shape))
    for month in range(1, whole):
        wobble[month] = memory * wobble[month - 1] + rng.normal(0, 0.02, shape)
    share = np.clip(0.7 + common + own + wobble, 0.05, 0.95)
    answers = rng.integers(80, 400, share.shape)
    seen = rng.binomial(answers, share) / answers
    days = pd.date_range(FIRST, periods=whole, freq="MS").as_unit("us")
    names = pd.MultiIndex.from_product([days, [f"C{one:02}" for one in range(WORLDS)],
                                        [f"S{one:02}" for one in range(SEGMENTS)]], names=["day", "company", "segment"])
    return pd.DataFrame({"value": seen.ravel(), "answers": answers.ravel().astype(float)}, names).reset_index()


def measured(rows: pd.DataFrame, file: Path) -> Measures:
    """The companies as the app sees them."""
    rows.to_parquet(file)
    columns = (Column("day", "date", "date"), Column("company", "text", "dimension"),
               Column("segment", "text", "dimension"), Column("value", "percent", "measure"),
               Column("answers", "number", "measure"))  # fmt: skip
    source = Source("kpis", name="Kpis", columns=columns, time="day", grain="month", shape="wide_kpi",
                    first=rows["day"].min().date(), last=rows["day"].max().date())  # fmt: skip
    workspace = Workspace("idle", name="Idle", filters=("company", "segment"), sources=(source,), metrics=(METRIC,))
    return Measures(workspace, lambda _source: file)


def worst(rows: pd.DataFrame, company: str) -> str:
    """The segment with the lowest value in the last quarter: what a board points at."""
    last = rows[(rows["day"] >= rows["day"].max() - pd.DateOffset(months=WINDOW - 1)) & (rows["company"] == company)]
    sums = last.assign(good=last["value"] * last["answers"]).groupby("segment")[["good", "answers"]].sum()
    return str((sums["good"] / sums["answers"]).idxmin())


def idle_actions(seed: int, folder: Path, most: int = WORLDS) -> Iterator[tuple[str, bool]]:
    """The word of each company's read-out, and whether the window that made it act, as baseline, would have said so.

    Every other company takes the proposed comparison; the rest hold the segment against its own past.
    """
    rows = companies(seed)
    known = rows[rows["day"] < pd.Timestamp(TODAY)]
    now, later = measured(known, folder / f"{seed}-now.parquet"), measured(rows, folder / f"{seed}-later.parquet")
    end = TODAY + timedelta(days=31 * AFTER)
    for place, company in enumerate(sorted(rows["company"].unique())[:most]):
        where = {"segment": worst(known, company), "company": company}
        finding = {"sentence": "The worst of twenty", "metric": "solved", "where": where}
        action = replace(proposed(now.workspace, now, finding, TODAY), name="Do something")
        action = action if place % 2 else replace(action, comparison=())
        action = contracted(action, None, TODAY, datetime(2026, 1, 1, tzinfo=UTC), now)
        kept = read_out(replace(action, readout=end), later, "readout", end)
        yield str(kept.verdicts[-1]["word"]), _naive(action, later)


def _naive(action: Action, later: Measures) -> bool:
    """A one-sided test of the half year after against the window that made people act."""
    known = outcome_of(replace(action, seen=()), later).outcome
    after, before = known[known.index >= pd.Period(TODAY, "M")], known[known.index < pd.Period(TODAY, "M")]
    before = before.iloc[-WINDOW:]
    error = np.sqrt(after.var(ddof=1) / len(after) + before.var(ddof=1) / len(before))
    return bool((after.mean() - before.mean()) / error > 1.645)


def main() -> None:
    """Prints the shares."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    words: Counter[str] = Counter()
    naive = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(-(-count // WORLDS)):
            for word, other in idle_actions(seed, Path(folder)):
                words[word] += 1
                naive += other
    for word, times in sorted(words.items()):
        print(f"FIGURE idle_actions.{word.replace(' ', '_')} {times / words.total():.4f}")
    print(f"FIGURE idle_actions.on_the_window_that_made_act {naive / words.total():.4f}")


if __name__ == "__main__":
    main()
