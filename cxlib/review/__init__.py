"""The meeting: hindsight, insight, foresight and decisions, prepared from the board and frozen as they were seen."""

from cxlib.review.content import content, filter_words, previous_review
from cxlib.review.freezing import freeze, frozen, last_seen
from cxlib.review.parts import (
    Agreed,
    Explanation,
    IssueCost,
    MetricSeen,
    Moment,
    Promise,
    Quote,
    ReviewContent,
    Statement,
    Version,
)
from cxlib.review.templates import SECTION_WORDS, TEMPLATES, Template

__all__ = [
    "SECTION_WORDS", "TEMPLATES", "Agreed", "Explanation", "IssueCost",
    "MetricSeen", "Moment", "Promise", "Quote", "ReviewContent",
    "Statement", "Template", "Version", "content", "filter_words", "freeze", "frozen", "last_seen",
    "previous_review",
]
