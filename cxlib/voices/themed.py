"""The comments of a source as a table that can be asked for sums: its rows with themes, mood and language beside them.

It is a snapshot like any other, so every metric kind, filter and dimension works on it: a theme's share is a metric,
and a metric with a theme is the metric filtered.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.sql import func

from cxlib.periods import Calendar
from cxlib.sources import Dataset, open_snapshot, rows
from cxlib.sources.conditions import condition, split
from cxlib.sources.dataset import DAY, ONE_DAY
from cxlib.voices.digest import Digest
from cxlib.voices.mood import Measured, accuracy, mood_of_score, sign
from cxlib.voices.theming import matches, theme_names
from cxlib.workspace import Column, Filter, Source, Theme

MOOD, LANGUAGE, FEELING, PLACE, SAID, TEXT, NONE, UNHAPPY, HAPPY = (
    f"voices {name}" for name in ("mood", "language", "feeling", "place", "said", "text", "none", "unhappy", "happy")
)
OWN = (MOOD, LANGUAGE, FEELING, PLACE, SAID, TEXT, NONE, UNHAPPY, HAPPY, DAY)
MOODS = {-1.0: "unhappy", 0.0: "neutral", 1.0: "happy"}
MOST_KEPT = 40  # tables kept on disk


@dataclass(frozen=True, eq=False)
class Themed:
    """Comments with their themes.

    Attributes:
        key: Hash of the comments and the rules.
        digest: The comments understood.
        dataset: One row a comment, to be asked for sums.
        source: The record of that table: the source's own columns and ours.
        themes: Names, in order.
        flags: Which different comment has which theme, shape (k, themes).
        scored: Name of the column that mood is taken from where it is answered, ``""`` if there is none.
    """

    key: str
    digest: Digest
    dataset: Dataset
    source: Source
    themes: tuple[str, ...]
    flags: np.ndarray
    scored: str

    @property
    def text(self) -> str:
        """Name of the column that holds a comment: all that a row says where a source has several such columns."""
        return TEXT if TEXT in self.dataset.table.c else self.source.with_role("comment")[0].name

    def column(self, theme: str) -> str:
        """Name of the column that tells whether a comment has the theme.

        Raises:
            ValueError: If there is no such theme.
        """
        return theme_column(self.themes.index(theme))

    def has(self, theme: str) -> Filter:
        """Keeps the comments with the theme; ``""`` those with none."""
        return Filter(self.column(theme) if theme else NONE, (True,))

    def weights(self, where: Iterable[Filter] = ()) -> tuple[np.ndarray, np.ndarray]:
        """How many rows say each different comment in the selection, and how they feel on average, shape (k,) each."""
        known, _ = split(where, self.dataset.table.c.keys())
        place = self.dataset.column(PLACE).label("place")
        passing = [condition(self.dataset.column(part.column), part) for part in known]
        sums = (func.count().label("rows"), func.avg(self.dataset.column(FEELING)).label("feeling"))
        found = self.dataset.engine.execute(sa.select(place, *sums).where(*passing).group_by(place))
        weight, feeling = np.zeros(self.digest.corpus.size), np.zeros(self.digest.corpus.size)
        at = found["place"].to_numpy(int)
        weight[at], feeling[at] = found["rows"].to_numpy(float), np.nan_to_num(found["feeling"].to_numpy(float))
        return weight, feeling

    def comments(
        self, where: Iterable[Filter] = (), offset: int = 0, limit: int = 10, order: str | None = None
    ) -> pd.DataFrame:
        """A page of comments with their source's columns, newest first, or sorted by ``order``.

        The comment itself is in the column ``Themed.text``.
        """
        names = [column.name for column in self.source.columns if column.role not in ("customer_id", "id", "ignored")]
        names += [self.text] if self.text not in names else []
        return rows(self.dataset, names, where, limit=limit, offset=offset, order=order)

    def told(self) -> list[Measured]:
        """How often words tell the mood that the score tells, by language, on these very comments, each once."""
        scored = self.source.column(self.scored)
        if scored is None:
            return []
        asked = sa.select(self.dataset.column(PLACE).label("place"), self.dataset.column(self.scored).label("score"))
        rows = self.dataset.engine.execute(asked).drop_duplicates("place")
        truth, at = mood_of_score(rows["score"], scored), rows["place"].to_numpy(int)
        return accuracy(self.digest.moods[at], truth, self.digest.corpus.languages[at])

    def count(self, where: Iterable[Filter] = ()) -> int:
        """How many comments a selection has."""
        known, _ = split(where, self.dataset.table.c.keys())
        passing = [condition(self.dataset.column(part.column), part) for part in known]
        ask = sa.select(func.count().label("rows")).select_from(self.dataset.table).where(*passing)
        return int(self.dataset.engine.execute(ask)["rows"].iloc[0])


def theme_column(place: int) -> str:
    """Name of the column of the theme at ``place``."""
    return f"voices theme {place}"


def score_column(source: Source) -> Column | None:
    """The score that mood is taken from: the source's first one with a scale."""
    return next((column for column in source.with_role("score") if column.scale is not None), None)


def themed(
    digest: Digest,
    source: Source,
    snapshot: Path,
    themes: Sequence[Theme],
    folder: Path,
    calendar: Calendar | None = None,
) -> Themed:
    """The source's commented rows with themes, mood and language, kept in ``folder`` by content.

    Args:
        digest: The source's comments.
        source: Its record.
        snapshot: Its rows.
        themes: Rules.
        folder: Where the table is kept.
        calendar: The company's.
    """
    names, flags = theme_names(themes), matches(digest.corpus, themes)
    scored = score_column(source)
    key = _key(digest, source, themes)
    path = folder / f"{key}.parquet"
    if not path.exists():
        table = _table(digest, source, snapshot, flags, scored)
        _write(table, path)
    record = _record(source, len(names))
    return Themed(
        key,
        digest,
        open_snapshot(path, record, calendar or Calendar()),
        record,
        names,
        flags,
        scored.name if scored else "",
    )


def _key(digest: Digest, source: Source, themes: Sequence[Theme]) -> str:
    rules = [(theme.name, theme.any, theme.all, theme.none, theme.language) for theme in themes]
    columns = [(column.name, column.type, column.role, column.scale, column.direction) for column in source.columns]
    return hashlib.sha256(json.dumps([digest.key, rules, columns, source.time]).encode()).hexdigest()[:24]


def _table(digest: Digest, source: Source, snapshot: Path, flags: np.ndarray, scored: Column | None) -> pa.Table:
    whole = pq.read_table(snapshot)
    table = whole.select([name for name in whole.column_names if name not in OWN]).take(pa.array(digest.rows))
    words = digest.moods[digest.places]
    told = mood_of_score(table.column(scored.name).to_pandas(), scored) if scored else np.full(len(words), np.nan)
    mood = np.where(np.isnan(told), sign(words), told)
    added: dict[str, object] = {
        MOOD: [MOODS[value] for value in mood],
        LANGUAGE: digest.corpus.languages[digest.places].tolist(),
        FEELING: np.where(np.isnan(told), np.nan_to_num(words), 0.7 * np.nan_to_num(told) + 0.3 * np.nan_to_num(words)),
        PLACE: digest.places,
        SAID: [digest.corpus.normals[place] for place in digest.places],
        NONE: ~np.atleast_1d(flags.any(axis=1))[digest.places],
        UNHAPPY: mood == -1,
        HAPPY: mood == 1,
    }
    if len(source.with_role("comment")) > 1:
        added[TEXT] = [digest.corpus.texts[place] for place in digest.places]
    if not source.time:
        added[DAY] = pa.array([ONE_DAY] * table.num_rows, pa.date32())
    added |= {theme_column(place): flags[digest.places, place] for place in range(flags.shape[1])}
    for name, values in added.items():
        table = table.append_column(name, values if isinstance(values, pa.Array) else pa.array(values))
    return table


def _record(source: Source, themes: int) -> Source:
    own = [Column(MOOD), Column(LANGUAGE), Column(FEELING, "number", "measure"), Column(PLACE, "integer", "ignored"),
           Column(SAID, "text", "ignored")]  # fmt: skip
    flags = [NONE, UNHAPPY, HAPPY, *(theme_column(place) for place in range(themes))]
    columns = (*source.columns, *own, *(Column(name, "yes_no", "yes_no") for name in flags))
    return replace(source, columns=columns, time=source.time or DAY)


def _write(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{uuid4().hex}.parquet")
    pq.write_table(table, aside)
    aside.rename(path)
    kept = sorted(path.parent.glob("[!.]*.parquet"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in kept[MOST_KEPT:]:
        file.unlink(missing_ok=True)
