"""A headline metric of a review as one line, drawn from what was seen and from nothing else."""

from functools import partial

from cxlib import charts
from cxlib.metrics import display
from cxlib.review import MetricSeen
from ui import cached, show

SPAN = 18
STATUSES: tuple[show.Status, ...] = ("met", "missed", "open")


def number_row(metric: MetricSeen, span: int = SPAN) -> show.BriefRow:
    """Name, target, picture of the last ``span`` periods, value and status."""
    picture = ""
    if metric.period is not None:
        label = partial(display.value, metric.record)
        drawn = cached.drawing(
            ("seen", metric.id, repr(metric.periods[-span:]), repr(metric.ahead)),
            lambda: charts.spark(metric.history().tail(span), metric.forecast(), label=label, labelled=False))
        picture = cached.svg_of(drawn)
    status: show.Status = next((name for name in STATUSES if name == metric.status), "none")
    return show.BriefRow(metric.name, metric.target_words, picture, metric.value_words, status, metric.status_words)
