"""Share of rows in the base for which a condition holds: first-contact resolution, on time, churned …"""

from dataclasses import dataclass

import sqlalchemy as sa

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.csat import Shares
from cxlib.metrics.kinds.kind import Place
from cxlib.sources.conditions import condition, number
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import Terms, weight
from cxlib.workspace import Column, Filter, Metric


@dataclass(frozen=True)
class Share(Shares):
    """One row adds 1 where the condition holds; rows whose cell is missing are not in the base.

    Settings ``op`` and ``values`` make the condition (see ``Filter``); without values a yes or a positive number holds.
    """

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """1 where the condition holds, 0 where it does not, nothing where the cell is missing."""
        column = dataset.column(metric.columns["value"])
        wanted = tuple(self.setting(metric, "values") or ())
        stated = Filter(column.name, wanted, self.setting(metric, "op"))
        holds = condition(column, stated) if wanted else number(column) > 0.0
        known = column.is_not(None)
        counts = sa.case((sa.and_(known, holds), sa.literal(1.0)), (known, sa.literal(0.0)))
        return Terms(counts, weight=weight(metric, dataset))

    def offered(self, column: Column) -> bool:
        """Columns a condition can be about: no dates, comments or ids."""
        return column.role not in ("date", "comment", "customer_id", "id", "ignored")


KIND = Share(
    "share", N_("Share of rows"), (Place("value", N_("Column the condition is about")),), {"op": "in", "values": ()}
)
