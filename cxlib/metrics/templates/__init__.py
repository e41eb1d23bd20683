"""Metrics that many companies need, offered only where the data can feed them."""

from cxlib.metrics.templates.offering import TEMPLATES, offered
from cxlib.metrics.templates.record import FAMILIES, Need, Proposal, Template

__all__ = ["FAMILIES", "TEMPLATES", "Need", "Proposal", "Template", "offered"]
