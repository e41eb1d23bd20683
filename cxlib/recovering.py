"""The share of unhappy customers won back, as a leading metric of the workspace: the triage queue's log as a source."""

from dataclasses import replace
from datetime import UTC, datetime

from cxlib.actions.triage import log
from cxlib.errors import EditConflict
from cxlib.ingest import read
from cxlib.intake import source_of, take_in
from cxlib.language import gettext as _
from cxlib.store import Store
from cxlib.workspace import Metric, Source, Workspace

SOURCE, METRIC = "recovered", "recovered"


def counted(store: Store, workspace: Workspace, now: datetime | None = None) -> bool:
    """Brings the metric up to date where cases were closed that it does not know: at once, then at most once a day.

    A count is a new version of the data, and every board is computed anew for one: not for each customer.

    Args:
        store: Where the workspace is kept.
        workspace: Its closed cases are counted.
        now: The moment; the clock's if None.
    Returns:
        Whether it was counted.
    """
    known, closed = workspace.source(SOURCE), len(log(workspace.cases))
    if not closed or (known is not None and (known.rows == closed or _day(known.committed) == _day(now or _now()))):
        return False
    try:
        return keep_as_metric(store, workspace) is not None
    except EditConflict:  # somebody else counts at the same moment
        return False


def _now() -> datetime:
    return datetime.now(UTC)


def _day(moment: datetime | None) -> str:
    """The day in world time, as commits are stamped."""
    return "" if moment is None else f"{moment:%Y-%m-%d}"


def keep_as_metric(store: Store, workspace: Workspace) -> Metric | None:
    """Writes the closed cases as a source and the recovered share as a metric over it; again, it counts them anew.

    Args:
        store: Where the workspace is kept.
        workspace: Its closed cases are counted.
    Returns:
        The metric, or None where no case is closed yet.
    """
    cases = log(workspace.cases)
    if cases.empty:
        return None
    with store.scratch() as folder:
        file = folder / "recovered.csv"
        cases.to_csv(file, index=False)
        reading = read(file)
        proposed = source_of(reading, _("Answered customers"), SOURCE)
        known = workspace.source(SOURCE)
        source = replace(proposed, time="Closed", grain=None, shape="rows", version=known.version if known else 0,
                         name=known.name if known else proposed.name, columns=_roles(proposed))  # fmt: skip
        take_in(store, workspace.id, reading, source)
    metric = workspace.metric(METRIC) or Metric(
        METRIC, name=_("Unhappy customers won back"), kind="share", source=SOURCE, columns={"value": "Recovered"},
        direction="up", unit="%", role="leading", stage="delight", template="recovered",
        caveat=_("Of those with an outcome in the triage queue."),
    )  # fmt: skip
    return store.put(workspace.id, metric)


def _roles(source: Source) -> tuple:
    roles = {"Case": "id", "Closed": "date", "Department": "department", "Outcome": "dimension",
             "Recovered": "yes_no", "Hours to close": "measure"}  # fmt: skip
    return tuple(replace(column, role=roles.get(column.name, column.role)) for column in source.columns)
