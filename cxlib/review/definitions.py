"""What each number means, in a sentence for people who meet it in a pack."""

from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.workspace import Metric, Workspace

SENTENCES = {
    "nps": N_("Share of promoters minus share of detractors, in points: {columns}, from {source}."),
    "csat": N_("Share of satisfied answers: {columns}, from {source}."),
    "ces": N_("Share of answers on the easy side: {columns}, from {source}."),
    "mean": N_("Mean of {columns}, from {source}."),
    "share": N_("Share of rows that count as a hit: {columns}, from {source}."),
    "rate": N_("One column divided by another: {columns}, from {source}."),
    "total": N_("Sum of {columns}, from {source}."),
    "count": N_("Number of rows, from {source}."),
    "distinct": N_("Number of different values: {columns}, from {source}."),
    "quantile": N_("Quantile of {columns}, from {source}."),
    "given": N_("As the source gives it: {columns}, from {source}."),
    "received_expected": N_("What was received minus what was promised: {columns}, from {source}."),
    "formula": N_("Calculated: {formula}."),
}
OTHERWISE = N_("{columns}, from {source}.")


def definition(workspace: Workspace, metric: Metric) -> str:
    """What a metric means: its kind, its columns, its source, and the filter it is counted under."""
    source = workspace.source(metric.source)
    columns = ", ".join(dict.fromkeys(name for name in metric.columns.values() if name))
    facts = {"columns": columns or "–", "source": source.name if source else "–", "formula": metric.formula}
    said = _(SENTENCES.get(metric.kind, OTHERWISE), **facts)
    if not metric.where:
        return said
    kept = ", ".join(f"{part.column}: {', '.join(str(value) for value in part.values)}" for part in metric.where)
    return _("{definition} Only rows with {filters}.", definition=said, filters=kept)
