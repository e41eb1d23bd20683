"""One message out of the house, by mail or webhook, and what is known about it afterwards.

The difference that matters is between *refused* (nobody has it: try again) and *unsure* (somebody may have it: never
again by itself). A connection that was never made, a mail server's refusal before the text, an HTTP answer of 429 or
5xx are refusals; whatever breaks after the text went out is unsure.
"""

import hashlib
import hmac
import http.client
import json
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any, Literal
from urllib.parse import urlsplit

from cxlib.alerts.channels import Channels, MailServer

Outcome = Literal["sent", "refused", "failed", "unsure"]
PATIENCE = 20  # seconds for a server to answer


@dataclass(frozen=True)
class Letter:
    """What is sent: ``key`` names the news, so that a receiver can tell a repetition."""

    key: str
    channel: str
    recipient: str
    subject: str
    text: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """What became of it: ``"failed"`` will fail again, ``"refused"`` may be tried again, ``"unsure"`` must not."""

    outcome: Outcome
    problem: str = ""


def send(letter: Letter, allowed: Channels, patience: float = PATIENCE) -> Result:
    """Sends one message, once.

    Args:
        letter: The message.
        allowed: The administrator's servers and recipients; asked again here, at the door.
        patience: Seconds for the server to answer.
    """
    if letter.channel == "email":
        if allowed.mail is None or not allowed.may_mail(letter.recipient):
            return Result("failed", "recipient not allowed")
        return _mail(letter, allowed.mail, patience)
    if letter.recipient not in allowed.webhooks:
        return Result("failed", "webhook not allowed")
    return _post(letter, allowed.webhooks[letter.recipient], allowed.secret, patience)


def _mail(letter: Letter, server: MailServer, patience: float) -> Result:
    try:
        connection = _connected(server, patience)
    except (OSError, smtplib.SMTPException) as error:
        return Result("refused", _named(error))
    try:
        refused = connection.sendmail(server.sender, [letter.recipient], _written(letter, server).as_bytes())
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        return Result("failed" if code >= 500 else "refused", f"recipient refused ({code})")
    except smtplib.SMTPResponseException as error:  # the server said no: it does not have the message
        return Result("failed" if error.smtp_code >= 500 else "refused", f"server answered {error.smtp_code}")
    except (OSError, smtplib.SMTPException) as error:  # the line broke: it may have it
        return Result("unsure", _named(error))
    finally:
        _goodbye(connection)
    return Result("failed", "recipient refused") if refused else Result("sent")


def _connected(server: MailServer, patience: float) -> smtplib.SMTP:
    secure = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=patience, context=secure)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=patience)
    try:
        if server.security == "starttls":
            connection.starttls(context=secure)
        if server.user:
            connection.login(server.user, server.password)
    except (OSError, smtplib.SMTPException):
        connection.close()
        raise
    return connection


def _goodbye(connection: smtplib.SMTP) -> None:
    """What became of the message is known: whatever the server does now changes nothing."""
    with suppress(OSError, smtplib.SMTPException):
        connection.quit()
    connection.close()


def _written(letter: Letter, server: MailServer) -> EmailMessage:
    """The mail. Line ends in the subject would begin a new header: the library refuses them, we fold them."""
    made = EmailMessage()
    made["Subject"] = " ".join(letter.subject.split())[:200]
    made["From"], made["To"] = server.sender, letter.recipient
    made["Date"] = formatdate(usegmt=True)
    made["Message-ID"] = f"<{letter.key}@{server.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    return made


def _post(letter: Letter, address: str, secret: str, patience: float) -> Result:
    """Posts JSON without following redirects: where a message goes is the administrator's choice alone."""
    found = urlsplit(address)
    body = json.dumps({"text": letter.text, "title": letter.subject, "id": letter.key, **letter.facts}).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "Headlight", "Idempotency-Key": letter.key}
    if secret:
        signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers["X-Headlight-Signature"] = f"sha256={signed}"
    kind = http.client.HTTPSConnection if found.scheme == "https" else http.client.HTTPConnection
    connection = kind(found.hostname or "", found.port, timeout=patience)
    try:
        connection.connect()
    except OSError as error:
        connection.close()
        return Result("refused", _named(error))
    try:
        target = (found.path or "/") + (f"?{found.query}" if found.query else "")
        connection.request("POST", target, body, headers)
        return _judged(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return Result("unsure", _named(error))
    finally:
        connection.close()


def _judged(status: int) -> Result:
    if 200 <= status < 300:
        return Result("sent")
    again = status in (408, 425, 429) or status >= 500
    return Result("refused" if again else "failed", f"server answered {status}")


def _named(error: Exception) -> str:
    """The error's kind: its text may hold addresses and passwords."""
    return type(error).__name__
