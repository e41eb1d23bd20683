"""Speaking up when something changes: rules previewed on history, messages sent once, to allowed servers only."""

from cxlib.alerts.channels import Channels, MailServer, channels
from cxlib.alerts.checking import Round, after_quiet, deliver, look
from cxlib.alerts.rules import Firing, Preview, current, preview

__all__ = [
    "Channels", "Firing", "MailServer", "Preview", "Round", "after_quiet", "channels", "current", "deliver", "look",
    "preview",
]
