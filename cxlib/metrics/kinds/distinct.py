"""Number of different customers (or orders, cases …). Parts cannot be added up, so the source is asked."""

from dataclasses import dataclass

import numpy as np

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import Kind, Place
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import Terms
from cxlib.workspace import Column, Metric


@dataclass(frozen=True)
class Distinct(Kind):
    """One row adds its id to a set."""

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """The id itself, counted once by the source."""
        return Terms(dataset.column(metric.columns["value"]), distinct=True)

    def bounds(self, metric: Metric, column: Column | None = None) -> tuple[float, float]:
        """From 0 up."""
        return 0.0, np.inf

    def offered(self, column: Column) -> bool:
        """Columns that name somebody or something."""
        return column.role in ("customer_id", "id", "dimension", "department")


KIND = Distinct(
    "distinct",
    N_("Number of different customers"),
    (Place("value", N_("Customer id")),),
    counted=True,
    sampled=False,
    additive=False,
)
