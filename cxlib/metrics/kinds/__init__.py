"""The registry of metric kinds: one file a kind, one line here."""

from cxlib.metrics.kinds import (
    ces,
    count,
    csat,
    distinct,
    formula,
    given,
    mean,
    nps,
    quantile,
    rate,
    received_expected,
    share,
    total,
)
from cxlib.metrics.kinds.kind import Kind, Place, Sums
from cxlib.sources.terms import TERMS

KINDS: dict[str, Kind] = {
    part.KIND.name: part.KIND
    for part in (nps, csat, ces, share, mean, rate, total, count, distinct, quantile, received_expected, given, formula)
}
TERMS.update({name: kind.terms for name, kind in KINDS.items() if name != "formula"})

__all__ = ["KINDS", "Kind", "Place", "Sums"]
