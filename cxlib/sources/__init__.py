"""Rows to cube: any source is asked once for sums by period and dimensions."""

from cxlib.sources.cubes import CELL_LIMIT, Cube, cube, joined
from cxlib.sources.dataset import Dataset, coverage, open_snapshot, open_table
from cxlib.sources.engines import Engine, Limits
from cxlib.sources.reading import histogram, rows, values
from cxlib.sources.terms import TERMS, TOTAL, Terms

__all__ = [
    "CELL_LIMIT",
    "TERMS",
    "TOTAL",
    "Cube",
    "Dataset",
    "Engine",
    "Limits",
    "Terms",
    "coverage",
    "cube",
    "histogram",
    "joined",
    "open_snapshot",
    "open_table",
    "rows",
    "values",
]
