"""Who may see the workspaces: whoever sits at the machine, or everybody where the owner says so."""

import pytest

from ui import access


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


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-Ip"])
def test_a_proxy_on_this_machine_brings_visitors_from_elsewhere(name):
    assert not access.may_enter("127.0.0.1", [name])
    assert access.may_enter("127.0.0.1", ["Accept", "Host"])


@pytest.mark.parametrize(("setting", "allowed"), [("open", True), ("local", False), ("", False), ("Open ", False)])
def test_only_the_word_open_opens(monkeypatch, setting, allowed):
    monkeypatch.setenv("HEADLIGHT_ACCESS", setting)
    assert access.may_enter("192.168.1.7", ["X-Forwarded-For"]) is allowed
