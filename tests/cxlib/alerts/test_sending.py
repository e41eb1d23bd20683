"""Messages reach a real mail server and a real receiver once, whatever breaks on the way."""

import hashlib
import hmac
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller

from cxlib.alerts import channels, deliver
from cxlib.alerts.sending import Letter, send
from cxlib.errors import AlertProblem
from cxlib.store import open_store
from cxlib.store.messages import Message
from cxlib.workspace import Workspace

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Mailbox:
    """Keeps what arrives; ``refuse`` is what it answers instead, so many times."""

    def __init__(self):
        self.letters, self.refusals = [], []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's own name
        if self.refusals:
            return self.refusals.pop(0)
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def mailbox():
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def receiver():
    """An HTTP server that answers with the codes it is given, then with 200; ``hangs`` drops the line after reading."""
    got, answers = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, dict(self.headers), body))
            answer = answers.pop(0) if answers else 200
            if answer == "hangs":
                self.connection.close()
                return
            self.send_response(answer)
            if answer in (301, 302, 307):
                self.send_header("Location", "http://127.0.0.1:1/inside")
            self.end_headers()

        def log_message(self, *args):
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    server.got, server.answers = got, answers
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def allowed(mailbox=None, receiver=None, **more):
    asked = dict(more)
    if mailbox:
        asked |= {"HEADLIGHT_SMTP": f"smtp+plain://127.0.0.1:{mailbox.port}", "HEADLIGHT_MAIL_FROM": "cx@acme.example",
                  "HEADLIGHT_MAIL_TO": "@acme.example, boss@other.example"}  # fmt: skip
    if receiver:
        asked |= {"HEADLIGHT_WEBHOOKS": f"ops=http://127.0.0.1:{receiver.server_port}/hook?room=1"}
    return channels(asked)


def letter(channel="email", recipient="kata@acme.example", key="k1", **facts):
    return Letter(key, channel, recipient, "Acme: wait\r\nBcc: all@acme.example", "Wait stands at 3:01 – ไทย", facts)


@pytest.fixture
def outbox(tmp_path):
    store = open_store(tmp_path)
    store.create(Workspace("w", name="Acme"))
    yield store.messages
    store.close()


def waiting(outbox, channel="email", recipient="kata@acme.example", key="k1", due=NOW):
    body = {"subject": "Acme", "text": "Wait stands at 3:01", "facts": {"metric": "wait"}, "quiet": []}
    return outbox.add(Message(key, "w", "r", channel, recipient, body, due, NOW))


def states(outbox):
    return [(one.key, one.state) for one in outbox.latest("w")]


def test_a_mail_arrives_with_its_text_and_no_second_header(mailbox):
    assert send(letter(), allowed(mailbox)).outcome == "sent"
    sender, recipients, content = mailbox.letters[0]
    assert (sender, recipients) == ("cx@acme.example", ["kata@acme.example"])
    assert "Subject: Acme: wait Bcc: all@acme.example" in content and "Message-ID: <k1@acme.example>" in content
    assert not [line for line in content.splitlines() if line.startswith("Bcc")]


def test_a_webhook_gets_json_with_a_key_and_a_signature(receiver):
    sent = send(letter("webhook", "ops", value=181.0), allowed(receiver=receiver, HEADLIGHT_WEBHOOK_SECRET="s3cret"))
    assert sent.outcome == "sent"
    path, headers, body = receiver.got[0]
    told = json.loads(body)
    assert path == "/hook?room=1" and told["value"] == 181.0 and told["text"].startswith("Wait stands")
    assert headers["Idempotency-Key"] == "k1" and headers["Content-Type"] == "application/json"
    signed = hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    assert headers["X-Headlight-Signature"] == f"sha256={signed}"


def test_a_redirect_is_not_followed(receiver):
    receiver.answers.append(302)
    assert send(letter("webhook", "ops"), allowed(receiver=receiver)).outcome == "failed"
    assert len(receiver.got) == 1


@pytest.mark.parametrize("recipient", ["kata@evil.example", "boss@acme.example.evil", "a@b@acme.example", "",
                                       "x@acme.example\r\nBcc: y@evil.example", "http://169.254.169.254/"])  # fmt: skip
def test_nobody_is_written_to_whom_the_administrator_did_not_allow(mailbox, recipient):
    with pytest.raises(AlertProblem):
        allowed(mailbox).checked("email", recipient)
    assert send(letter(recipient=recipient), allowed(mailbox)).outcome == "failed"
    assert mailbox.letters == []


@pytest.mark.parametrize("name", ["http://127.0.0.1:22/", "file:///etc/passwd", "", "OPS", "ops "])
def test_a_webhook_is_a_name_and_never_an_address(receiver, name):
    with pytest.raises(AlertProblem):
        allowed(receiver=receiver).checked("webhook", name)
    assert send(letter("webhook", name), allowed(receiver=receiver)).outcome == "failed"
    assert receiver.got == []


def test_without_servers_the_problem_is_said():
    for channel in ("email", "webhook"):
        with pytest.raises(AlertProblem):
            channels({}).checked(channel, "kata@acme.example")


@pytest.mark.parametrize("setting", [
    {"HEADLIGHT_SMTP": "gopher://x", "HEADLIGHT_MAIL_FROM": "a@b.example"},
    {"HEADLIGHT_SMTP": "smtp://mail.example:notaport", "HEADLIGHT_MAIL_FROM": "a@b.example"},
    {"HEADLIGHT_SMTP": "smtp://mail.example", "HEADLIGHT_MAIL_FROM": ""},
    {"HEADLIGHT_WEBHOOKS": "ops=file:///etc/passwd"}, {"HEADLIGHT_WEBHOOKS": "https://no.name"},
])  # fmt: skip
def test_a_setting_that_cannot_be_meant_is_named_without_its_secret(setting):
    with pytest.raises(AlertProblem) as found:
        channels(setting)
    assert "HEADLIGHT_" in str(found.value) and "notaport" not in str(found.value)


def test_secrets_are_not_shown():
    made = channels({"HEADLIGHT_SMTP": "smtps://me:s3cret@mail.example", "HEADLIGHT_MAIL_FROM": "a@b.example",
                     "HEADLIGHT_WEBHOOK_SECRET": "hidden"})  # fmt: skip
    assert "s3cret" not in repr(made) and "hidden" not in repr(made)
    assert made.mail is not None and (made.mail.password, made.mail.port, made.mail.security) == ("s3cret", 465, "tls")


def test_what_is_refused_is_tried_again_later_and_then_arrives_once(mailbox, outbox):
    mailbox.refusals += ["451 Try again", "421 Busy"]
    waiting(outbox)
    assert deliver(outbox, allowed(mailbox), NOW).waiting == 1
    assert deliver(outbox, allowed(mailbox), NOW).waiting == 0  # not due yet
    assert deliver(outbox, allowed(mailbox), NOW + timedelta(minutes=6)).waiting == 1
    assert deliver(outbox, allowed(mailbox), NOW + timedelta(hours=1)).sent == 1
    assert deliver(outbox, allowed(mailbox), NOW + timedelta(days=9)).sent == 0
    assert len(mailbox.letters) == 1


def test_waits_grow_and_end(receiver, outbox):
    receiver.answers += [503] * 99
    waiting(outbox, "webhook", "ops")
    moment, waits = NOW, []
    while states(outbox) == [("k1", "waiting")]:
        moment = outbox.latest("w")[0].due
        deliver(outbox, allowed(receiver=receiver), moment)
        waits.append(outbox.latest("w")[0].due - moment)
    assert [int(wait.total_seconds() / 60) for wait in waits[:-1]] == [1, 5, 15, 60, 240]
    assert states(outbox) == [("k1", "failed")] and "503" in outbox.latest("w")[0].problem


def test_a_line_that_breaks_after_the_text_went_out_is_not_tried_again(receiver, outbox):
    receiver.answers.append("hangs")
    waiting(outbox, "webhook", "ops")
    assert deliver(outbox, allowed(receiver=receiver), NOW).failed == 1
    assert deliver(outbox, allowed(receiver=receiver), NOW + timedelta(days=1)) .sent == 0
    assert len(receiver.got) == 1 and states(outbox) == [("k1", "unsure")]


def test_a_server_that_is_not_there_is_tried_again(outbox):
    nowhere = channels({"HEADLIGHT_WEBHOOKS": f"ops=http://127.0.0.1:{free_port()}/"})
    waiting(outbox, "webhook", "ops")
    assert deliver(outbox, nowhere, NOW).waiting == 1


def test_a_refusal_for_good_is_not_tried_again(mailbox, outbox):
    mailbox.refusals.append("550 No such user")
    waiting(outbox)
    assert deliver(outbox, allowed(mailbox), NOW).failed == 1
    assert states(outbox) == [("k1", "failed")]


def test_the_same_news_is_put_into_the_outbox_once(outbox):
    assert waiting(outbox) and not waiting(outbox)


def test_ten_senders_at_once_send_each_message_once(receiver, outbox):
    for place in range(8):
        waiting(outbox, "webhook", "ops", key=f"k{place}")
    with ThreadPoolExecutor(10) as senders:
        rounds = list(senders.map(lambda _: deliver(outbox, allowed(receiver=receiver), NOW), range(10)))
    assert sum(one.sent for one in rounds) == 8
    told = [json.loads(body) for _path, _headers, body in receiver.got]
    ids = [one["id"] for body in told for one in body.get("alerts", [body])]
    assert sorted(ids) == [f"k{place}" for place in range(8)]


def test_alerts_of_one_round_come_as_one_letter_and_a_digest_by_itself(mailbox, outbox):
    for place in range(3):
        waiting(outbox, key=f"k{place}")
    waiting(outbox, recipient="boss@other.example", key="k3")
    body = {"subject": "Acme: Weekly review", "text": "2 of 6 targets", "facts": {"state": "digest"}, "quiet": []}
    outbox.add(Message("k4", "w", "r", "email", "kata@acme.example", body, NOW, NOW))
    assert deliver(outbox, allowed(mailbox), NOW).sent == 5
    letters = [(recipients, content) for _sender, recipients, content in mailbox.letters]
    assert [recipients for recipients, _content in letters] == [["kata@acme.example"], ["boss@other.example"],
                                                                ["kata@acme.example"]]  # fmt: skip
    assert "Subject: Acme, and 2 more" in letters[0][1] and letters[0][1].count("Wait stands at 3:01") == 3
    assert "Subject: Acme: Weekly review" in letters[2][1]


def test_what_a_dead_sender_left_is_unsure_and_not_sent_again(receiver, outbox):
    waiting(outbox, "webhook", "ops")
    assert outbox.claim("k1", NOW)
    assert deliver(outbox, allowed(receiver=receiver), NOW + timedelta(minutes=1)).sent == 0
    assert states(outbox) == [("k1", "sending")]
    deliver(outbox, allowed(receiver=receiver), NOW + timedelta(hours=1))
    assert states(outbox) == [("k1", "unsure")] and receiver.got == []


def test_a_message_waits_for_its_hour(receiver, outbox):
    waiting(outbox, "webhook", "ops", due=NOW + timedelta(hours=10))
    assert deliver(outbox, allowed(receiver=receiver), NOW).sent == 0
    assert deliver(outbox, allowed(receiver=receiver), NOW + timedelta(hours=10)).sent == 1
