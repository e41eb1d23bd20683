"""Outlook: where a metric is heading (``forecast``) and what moves ahead of it (``leads``)."""

from typing import TYPE_CHECKING

from cxlib.outlook.fan import Forecast, forecast, forecasts
from cxlib.outlook.history import sensible_horizon

if TYPE_CHECKING:
    from cxlib.outlook.lead_scan import leads

__all__ = ["Forecast", "forecast", "forecasts", "leads", "sensible_horizon"]


def __getattr__(name: str) -> object:
    """``leads`` on first use, since a page that only forecasts should not pay for the scan."""
    if name == "leads":
        from cxlib.outlook.lead_scan import leads

        return leads
    raise AttributeError(name)
