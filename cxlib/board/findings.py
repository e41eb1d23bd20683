"""What is worth saying about a metric: a few findings, each beyond noise, each opening its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cxlib.language import gettext as _

Q_LIMIT = 0.10  # findings above this false-discovery rate are dropped
MOST = 3


@dataclass(frozen=True)
class Finding:
    """One sentence with its evidence.

    Attributes:
        kind: ``"signal"``, ``"change"``, ``"trend"``, ``"segment"``, ``"mix"``, ``"comfort"`` or
            ``"steady"``.
        sentence: What is said, in the language in use.
        weight: Size in points or units of the metric, for ranking; larger is told first.
        q_value: False-discovery rate over all that was compared; None where no test is behind it.
        page: Page that shows the evidence.
        params: Choices that page is opened with.
        where: The segment it is about, if any.
    """

    kind: str
    sentence: str
    weight: float = 0.0
    q_value: float | None = None
    page: str = "outlook"
    params: dict[str, str] = field(default_factory=dict)
    where: dict[str, Any] = field(default_factory=dict)


def told(findings: Sequence[Finding], most: int = MOST) -> tuple[Finding, ...]:
    """The findings worth telling: inside the error limit, largest first, at most ``most``."""
    kept = [finding for finding in findings if finding.q_value is None or finding.q_value <= Q_LIMIT]
    return tuple(sorted(kept, key=lambda finding: -finding.weight)[:most])


def named(finding: Finding, metric: str) -> Finding:
    """The finding as told away from its card, with the metric's name in front."""
    return replace(finding, sentence=_("{metric}: {finding}", metric=metric, finding=finding.sentence))
