"""What a link's token is exchanged for, and passwords: who waits, and what is never kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from cxlib.errors import LinkProblem
from cxlib.store import open_store, passwords
from cxlib.store.passwords import is_password, password_hash
from cxlib.workspace import Link, Workspace


@pytest.fixture
def store(sqlite_store, monkeypatch):
    """On SQLite and with a quick hash; what the database has to do is tried on both below."""
    monkeypatch.setattr(passwords, "_COST", 2**8)
    return sqlite_store


@pytest.fixture
def made(store):
    return store.create_link("w", Link("l", name="Board"), author="Ann")


@pytest.fixture
def locked(store):
    """A link with a password, and a browser's pass to it."""
    link, token = store.create_link("w", Link("p", name="Board"), author="Ann", password="correct horse")
    return link, store.enter(token)[0]


def refusal(call, *values):
    with pytest.raises(LinkProblem) as told:
        call(*values)
    return told.value.problem


def test_a_token_is_exchanged_for_a_pass_and_the_pass_opens_its_own_link_only(store, made):
    secret, link = store.enter(made[1])
    other = store.create_link("w", Link("l2"))[0]
    assert store.open_pass(secret, link.id)[0].id == "l"
    assert refusal(store.open_pass, secret, other.id) == "unknown"
    assert refusal(store.open_pass, made[1], "l") == "unknown"  # a token is no pass
    assert refusal(store.open_link, secret) == "unknown"  # and a pass no token


def test_a_visit_is_counted_once_and_logged_with_nothing_but_the_device(store, made):
    secret, link = store.enter(made[1])
    for _ in range(3):
        store.open_pass(secret, link.id, "phone")
    assert store.links("w")[0].opened == 1
    assert [(v.event, v.device, v.person) for v in store.visits("w", link)] == [("opened", "phone", "")]


@pytest.mark.parametrize("how", ["revoke", "rotate"])
def test_passes_end_with_their_link(store, made, how):
    secret, link = store.enter(made[1])
    assert store.is_open(secret, link.id)
    getattr(store, how)("w", made[0])
    assert not store.is_open(secret, link.id)
    assert refusal(store.open_pass, secret, link.id) == {"revoke": "revoked", "rotate": "unknown"}[how]


def test_a_pass_ends_with_the_time_of_its_link(store):
    soon = datetime.now(UTC) + timedelta(seconds=1)
    link, token = store.create_link("w", Link("soon", expires=soon))
    secret, _ = store.enter(token)
    assert store.is_open(secret, link.id)
    while datetime.now(UTC) < soon:
        pass
    assert not store.is_open(secret, link.id)


def test_neither_pass_nor_password_is_in_the_database(store):
    _, token = store.create_link("w", Link("p"), password="correct horse")
    secret, _ = store.enter(token)
    store.close()
    kept = b"".join(path.read_bytes() for path in store.home.rglob("*") if path.is_file())
    assert secret.encode() not in kept and b"correct horse" not in kept and b"scrypt$" in kept


def test_a_password_opens_and_nothing_else_does(store, locked):
    link, secret = locked
    assert refusal(store.open_pass, secret, link.id) == "password"
    for wrong in ("", "Correct horse", "correct horse ", "x" * 10_000, "\ud800"):
        assert refusal(store.unlock, secret, link.id, wrong, f"client {wrong[:9]!r}") == "wrong"
    store.unlock(secret, link.id, "correct horse", "here")
    assert store.open_pass(secret, link.id)[0].id == "p"


def test_the_address_alone_does_not_open_a_link_with_a_password(store):
    _, token = store.create_link("w", Link("p"), password="correct horse")
    assert refusal(store.open_link, token) == "password"


def test_five_wrong_passwords_make_a_client_wait_though_the_server_starts_anew(store, locked):
    link, secret = locked
    tries = [refusal(store.unlock, secret, link.id, "wrong", "here") for _ in range(7)]
    assert tries == ["wrong"] * 5 + ["locked"] * 2
    store.close()
    again = open_store(store.home)
    assert refusal(again.unlock, secret, link.id, "correct horse", "here") == "locked"
    again.unlock(secret, link.id, "correct horse", "elsewhere")
    assert [visit.event for visit in again.visits("w", link)][:2] == ["unlocked", "wrong password"]
    again.close()


def test_a_server_database_keeps_passes_and_wrong_passwords_too(new_database, tmp_path, monkeypatch):
    monkeypatch.setattr(passwords, "_COST", 2**8)
    server = open_store(tmp_path / "server", new_database())
    server.create(Workspace("w"))
    link, token = server.create_link("w", Link("p"), password="correct horse")
    secret, _ = server.enter(token)
    assert [refusal(server.unlock, secret, "p", "wrong", "here") for _ in range(6)] == ["wrong"] * 5 + ["locked"]
    server.unlock(secret, "p", "correct horse", "elsewhere")
    assert server.open_pass(secret, "p")[0].opened == 0 and server.links("w")[0].opened == 1
    with ThreadPoolExecutor(8) as pool:  # a server reads while others write: many guesses at once are many guesses
        tries = list(pool.map(lambda _: refusal(server.unlock, secret, "p", "wrong", "at once"), range(16)))
    assert tries.count("wrong") == 5
    server.rotate("w", link)
    assert not server.is_open(secret, "p")
    server.close()


def test_a_hundred_wrong_passwords_from_anywhere_make_everybody_wait(store, monkeypatch):
    monkeypatch.setattr("cxlib.store.sharing.is_password", lambda *_: False)
    link, token = store.create_link("w", Link("p"), password="correct horse")
    secret, _ = store.enter(token)
    tries = [refusal(store.unlock, secret, link.id, "wrong", str(client)) for client in range(101)]
    assert tries == ["wrong"] * 100 + ["locked"]


def test_many_guesses_at_once_are_many_guesses(store):
    link, token = store.create_link("w", Link("p"), password="correct horse")
    secret, _ = store.enter(token)
    with ThreadPoolExecutor(8) as pool:
        tries = list(pool.map(lambda _: refusal(store.unlock, secret, link.id, "wrong", "here"), range(16)))
    assert tries.count("wrong") == 5


def test_the_right_password_forgets_the_wrong_ones(store):
    link, token = store.create_link("w", Link("p"), password="correct horse")
    secret, _ = store.enter(token)
    for _ in range(3):
        for _ in range(4):
            refusal(store.unlock, secret, link.id, "wrong", "here")
        store.unlock(secret, link.id, "correct horse", "here")


def test_the_same_password_is_never_kept_twice_the_same_and_takes_its_time():
    assert passwords._COST * passwords._LANES >= 3 * 2**15
    one, two = password_hash("correct horse"), password_hash("correct horse")
    assert one != two and is_password("correct horse", one) and not is_password("correct horse ", two)


def test_the_log_tells_who_did_what_and_never_the_secrets(store, made):
    _, token = store.create_link("w", Link("p", name="Locked"), author="Ann", password="correct horse")
    store.enter(token)
    store.revoke("w", made[0], author="Bob")
    log = store.audit("w")
    assert [(entry.author, entry.action, entry.kind, entry.name) for entry in log[:3]] == [
        ("Bob", "revoke", "link", "Board"), ("Ann", "add", "link", "Locked"), ("Ann", "add", "link", "Board")]
    assert "scrypt" not in repr(log) and token not in repr(log)
