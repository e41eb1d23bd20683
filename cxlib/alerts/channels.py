"""Where messages go: servers and allowed recipients stand in the administrator's settings, never in what people type.

``HEADLIGHT_SMTP``            ``smtp://user:password@mail.example.com:587`` (STARTTLS), ``smtps://…`` (TLS), or
                              ``smtp+plain://localhost:25`` for a relay on the same machine
``HEADLIGHT_MAIL_FROM``       the sender's address
``HEADLIGHT_MAIL_TO``         who may be written to: addresses and ``@domains``, with commas between them
``HEADLIGHT_WEBHOOKS``        ``name=https://…`` with spaces between them; people choose a name, never an address
``HEADLIGHT_WEBHOOK_SECRET``  signs what is posted (header ``X-Headlight-Signature``)
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from cxlib.errors import AlertProblem

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
SECURE, PLAIN, WRAPPED = "smtp", "smtp+plain", "smtps"


@dataclass(frozen=True)
class MailServer:
    """A mail server and how to talk to it: ``security`` is starttls, tls or none."""

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""


@dataclass(frozen=True)
class Channels:
    """What the administrator allows.

    Attributes:
        mail: The mail server; None if none is set up.
        recipients: Addresses and ``@domains`` that may be written to, in small letters.
        webhooks: Name -> address.
        secret: Signs what is posted; empty for unsigned.
    """

    mail: MailServer | None = None
    recipients: tuple[str, ...] = ()
    webhooks: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)

    def may_mail(self, address: str) -> bool:
        """Whether a person may be written to."""
        if not _ADDRESS.fullmatch(address):
            return False
        known = address.casefold()
        return known in self.recipients or f"@{known.rpartition('@')[2]}" in self.recipients

    def checked(self, channel: str, recipient: str) -> None:
        """Refuses a recipient that the administrator did not allow.

        Raises:
            AlertProblem: If nothing is set up for the channel, or the recipient is not allowed.
        """
        if channel == "email" and self.mail is None:
            raise AlertProblem(problem="no_mail", recipient=recipient)
        if channel == "webhook" and not self.webhooks:
            raise AlertProblem(problem="no_webhook", recipient=recipient)
        allowed = self.may_mail(recipient) if channel == "email" else recipient in self.webhooks
        if not allowed:
            raise AlertProblem(problem="recipient", recipient=recipient)


def channels(settings: Mapping[str, str] | None = None) -> Channels:
    """What the administrator allows, read from the settings (the environment by default).

    Raises:
        AlertProblem: If a setting cannot be meant so; its sentence names the setting, not its secret.
    """
    known = os.environ if settings is None else settings
    mail = _mail_server(known["HEADLIGHT_SMTP"], known.get("HEADLIGHT_MAIL_FROM", "")) if known.get(
        "HEADLIGHT_SMTP") else None  # fmt: skip
    listed = known.get("HEADLIGHT_MAIL_TO", "").casefold().split(",")
    recipients = tuple(part.strip() for part in listed if part.strip())
    hooks = dict(_webhook(part) for part in known.get("HEADLIGHT_WEBHOOKS", "").split())
    return Channels(mail, recipients, hooks, known.get("HEADLIGHT_WEBHOOK_SECRET", ""))


def _mail_server(text: str, sender: str) -> MailServer:
    found = urlsplit(text)
    ports = {SECURE: 587, PLAIN: 25, WRAPPED: 465}
    if found.scheme not in ports or not found.hostname or not _ADDRESS.fullmatch(sender):
        raise AlertProblem(problem="setting", setting="HEADLIGHT_SMTP, HEADLIGHT_MAIL_FROM")
    security = {SECURE: "starttls", PLAIN: "none", WRAPPED: "tls"}[found.scheme]
    return MailServer(found.hostname, _port(found, "HEADLIGHT_SMTP") or ports[found.scheme], security,
                      unquote(found.username or ""), unquote(found.password or ""), sender)  # fmt: skip


def _port(found: SplitResult, setting: str) -> int | None:
    try:
        return found.port
    except ValueError as error:
        raise AlertProblem(problem="setting", setting=setting) from error


def _webhook(text: str) -> tuple[str, str]:
    name, _, address = text.partition("=")
    found = urlsplit(address)
    if not name or found.scheme not in ("http", "https") or not found.hostname:
        raise AlertProblem(problem="setting", setting="HEADLIGHT_WEBHOOKS")
    _port(found, "HEADLIGHT_WEBHOOKS")
    return name, address
