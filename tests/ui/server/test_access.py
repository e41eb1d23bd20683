"""Who may see the workspaces: whoever sits at the machine, or everybody where the owner says so."""

import pytest

from cxlib.workspace import Person
from ui.server import access


@pytest.fixture(autouse=True)
def local(monkeypatch):
    monkeypatch.delenv("HEADLIGHT_ACCESS", raising=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", None])
def test_this_machine_may_enter(address):
    assert access.may_enter(address, [])


@pytest.mark.parametrize(
    "address",
    ["192.168.1.7", "::ffff:10.0.0.1", "8.8.8.8", "::2", "2001:db8::1", "0.0.0.0", "", "localhost",
     "127.0.0.1, 8.8.8.8"],
)  # fmt: skip
def test_other_machines_may_not(address):
    assert not access.may_enter(address, [])


@pytest.mark.parametrize(
    ("host", "enters"),
    [("localhost:8501", True), ("127.0.0.1:8501", True), ("[::1]:8501", True), ("app.localhost", True), (None, True),
     ("evil.example:8501", False), ("localhost.evil.example", False), ("evil.example#localhost", False),
     ("127.0.0.1.nip.example", False), ("", False), ("[", False), ("192.168.1.7:8501", False)],
)  # fmt: skip
def test_a_foreign_name_that_leads_to_this_machine_does_not_enter(host, enters):
    """A page of evil.example whose name comes to mean 127.0.0.1 is one of ours to the browser."""
    assert access.may_enter("127.0.0.1", [], host) is enters


def test_an_address_counts_in_the_session_that_proved_it_only(monkeypatch):
    monkeypatch.setenv("HEADLIGHT_OWNERS", "boss@acme.example")
    boss, other = Person("p", email="boss@acme.example"), Person("p", email="me@acme.example")
    assert access.actor_of(boss, True).runs_it
    assert not access.actor_of(boss, False).runs_it and not access.actor_of(other, True).runs_it
    assert access.actor_of(boss, False).name == "boss@acme.example (p)"  # the log tells it from the real one


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-Ip"])
def test_a_proxy_on_this_machine_brings_visitors_from_elsewhere(name):
    assert not access.may_enter("127.0.0.1", [name])
    assert access.may_enter("127.0.0.1", ["Accept", "Host"])


@pytest.mark.parametrize(("setting", "allowed"), [("open", True), ("local", False), ("", False), ("Open ", False)])
def test_only_the_word_open_opens(monkeypatch, setting, allowed):
    monkeypatch.setenv("HEADLIGHT_ACCESS", setting)
    assert access.may_enter("192.168.1.7", ["X-Forwarded-For"]) is allowed


@pytest.mark.parametrize(
    ("setting", "address", "allowed"),
    [("", "127.0.0.1", True), ("local", "localhost", True), ("local", "::1", True), ("local", None, False),
     ("local", "", False), ("local", "0.0.0.0", False), ("local", "192.168.1.7", False), ("nonsense", "0.0.0.0", False),
     ("links", "0.0.0.0", True), ("open", None, True), ("signin", "0.0.0.0", True)],
)  # fmt: skip
def test_without_sign_in_nobody_listens_on_a_public_address_unless_told_so(monkeypatch, setting, address, allowed):
    monkeypatch.setenv("HEADLIGHT_ACCESS", setting)
    assert access.may_listen(address) is allowed


@pytest.mark.parametrize("address", ["127.0.0.1", None, "192.168.1.7"])
def test_with_sign_in_no_address_enters_by_itself(monkeypatch, address):
    monkeypatch.setenv("HEADLIGHT_ACCESS", "signin")
    assert not access.may_enter(address, [])


def test_links_let_guests_in_and_leave_the_pages_to_the_machine(monkeypatch):
    monkeypatch.setenv("HEADLIGHT_ACCESS", "links")
    assert access.may_enter("127.0.0.1", []) and not access.may_enter("192.168.1.7", [])


@pytest.mark.parametrize(
    ("claims", "trusted", "verified"),
    [({"email": "a@b.example", "email_verified": True}, "", True), ({"email": "a@b.example"}, "", False),
     ({"email": "a@b.example", "email_verified": "true"}, "", True), ({"email": "a@b.example"}, "1", True),
     ({"email": "a@b.example", "email_verified": False}, "", False), ({"email_verified": True}, "1", False)],
)  # fmt: skip
def test_an_address_counts_only_where_somebody_vouches_for_it(monkeypatch, claims, trusted, verified):
    monkeypatch.setenv("HEADLIGHT_TRUST_EMAIL", trusted)
    assert access.is_verified(claims) is verified
