"""What stands behind a number is said with its noun."""

import pytest

from cxlib.metrics.counted import counted
from cxlib.workspace import Column, Metric, Source

SURVEY = Source("s", name="Touchpoints", columns=(Column("Score", "integer", "score"),))
TICKETS = Source("t", name="Service", columns=(Column("Case no", "text", "id"), Column("Solved", "yes_no")))
SCORE = {"value": "Score"}


@pytest.mark.parametrize(
    ("metric", "source", "base", "said"),
    [
        (Metric("m", kind="nps", columns=SCORE), SURVEY, 1204, "1,204 answers"),
        (Metric("m", kind="mean", columns=SCORE), SURVEY, 1, "1 answer"),
        (Metric("m", kind="share", columns={"value": "Solved"}), TICKETS, 817, "817 tickets"),
        (Metric("m", kind="given", columns={"weight": "Parcels due"}), TICKETS, 184_200, "184K parcels due"),
        (Metric("m", kind="given", columns={"weight": "KPI base"}), TICKETS, 12, "12 KPI base"),
        (Metric("m", kind="given", columns={"weight": "volume"}), TICKETS, 12, "12"),
        (Metric("m", kind="rate", columns={"denominator": "Orders"}), TICKETS, 12, "12 orders"),
        (Metric("m", kind="count"), Source("x", name="Export"), 2, "2 rows"),
        (Metric("m", kind="formula"), None, 12, "12"),
        (Metric("m", kind="given"), TICKETS, float("nan"), ""),
    ],
)
def test_the_base_has_its_noun(metric, source, base, said):
    assert counted(metric, source, base) == said
