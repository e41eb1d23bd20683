"""Whose row is it: departments as a mapping of values, and how much nobody has claimed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from cxlib.sources.cubes import Cube, summed
from cxlib.workspace import Filter, Source, Team

TEAM = "team"
UNMAPPED = ""  # the team of rows that nobody claims


def mapped_columns(source: Source, teams: Sequence[Team]) -> tuple[str, ...]:
    """The columns of a source by which at least one team knows its rows, in table order."""
    claimed = {column for team in teams for column, values in team.values.items() if values}
    return tuple(column.name for column in source.columns if column.name in claimed)


def own_rows(team: Team, source: Source) -> tuple[tuple[Filter, ...], ...]:
    """The filters whose rows together are a team's rows of a source; none where the team claims none of its columns.

    A row is the team's if any of its columns says so. Filters that hold at once cannot say "or", so each filter keeps
    the rows of one more column that no filter before it keeps: their counts add up.
    """
    parts: list[tuple[Filter, ...]] = []
    others: tuple[Filter, ...] = ()
    for column in mapped_columns(source, (team,)):
        mine = tuple(team.values[column])
        parts.append((*others, Filter(column, mine)))
        others = (*others, Filter(column, mine, "not in"))
    return tuple(parts)


def by_team(cube: Cube, teams: Sequence[Team]) -> Cube:
    """The cube with the one dimension ``team`` in place of the columns that teams are mapped by.

    Every cell belongs to the first team that claims any of its values, or to none (an empty name): parts never
    overlap, so they add up to the whole.
    """
    frame = cube.frame.assign(**{TEAM: owners(cube.frame, teams)})
    kept = frame.drop(columns=[name for name in cube.by if name != TEAM])
    return replace(cube, frame=summed(kept, ["period", TEAM]), by=(TEAM,), dataset=None)


def owners(cells: pd.DataFrame, teams: Sequence[Team]) -> pd.Series:
    """Name of the team that each cell belongs to; an empty one where nobody claims it."""
    owner = pd.Series(UNMAPPED, index=cells.index, dtype=object)
    for team in reversed(teams):  # the first team has the last word
        owner = owner.mask(_claimed(cells, team.values), team.name)
    return owner


def _claimed(cells: pd.DataFrame, values: Mapping[str, Sequence[str]]) -> pd.Series:
    claimed = pd.Series(False, index=cells.index)
    for column, own in values.items():
        if column in cells.columns:
            claimed |= cells[column].isin(list(own))
    return claimed
