"""Uploads go straight to the disk, a few at a time, and only from who may send them."""

import asyncio
import hashlib
import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ui.server import arrivals
from ui.server.arrivals import Arrivals, Refused, kept, multipart
from ui.server.guard import Guard

SESSION = "/_stcore/upload_file/session/file"


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def known(folder, monkeypatch):
    made = Arrivals(lambda: folder, lambda: 5 << 20)
    monkeypatch.setattr(arrivals, "ARRIVALS", made)
    monkeypatch.setattr("ui.server.guard._check_sender", lambda scope: None)
    made.let("session", True)
    return made


def running(work):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def sent(known, body, kind, pieces=65536, length=True, answer=204, gone_after=None):
    """Sends a body through the guard; what Streamlit was given in its place, and the status that came back."""
    parts = [body[start : start + pieces] for start in range(0, len(body), pieces)] or [b""]
    parts = parts[:gone_after]
    passed, status = [], []

    async def receive():
        if parts:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts) or gone_after is not None}
        return {"type": "http.disconnect"}

    async def send(message):
        status.append(message.get("status"))

    async def streamlit(scope, receive, send):
        passed.append((dict(scope["headers"]), (await receive())["body"]))
        await send({"type": "http.response.start", "status": answer, "headers": []})

    headers = [(b"Content-Type", kind)] + [(b"Content-Length", str(len(body)).encode())] * length
    scope = {"type": "http", "path": SESSION, "method": "PUT", "headers": headers, "client": ("127.0.0.1", 1)}
    await Guard(streamlit, known)(scope, receive, send)
    return passed, status[0]


def ticket_of(passed):
    return passed[0][1].partition(b"\r\n\r\n")[2].partition(b"\r\n--")[0]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\r\n--almost\r\n" * 9, os.urandom(3 << 20)])
@pytest.mark.parametrize("pieces", [7001, 1 << 20])
def test_a_file_arrives_as_it_was_sent(known, folder, content, pieces):
    passed, status = running(sent(known, *multipart("survey é.csv", "text/csv", content), pieces=pieces))
    assert status == 204 and len(passed[0][1]) < 400
    assert int(passed[0][0][b"content-length"]) == len(passed[0][1])
    path, digest = kept(io.BytesIO(ticket_of(passed)), folder)
    assert (path.read_bytes(), digest) == (content, hashlib.sha256(content).hexdigest())
    assert b'filename="survey \xc3\xa9.csv"' in passed[0][1]
    assert [one.name for one in folder.iterdir()] == [digest]


def test_a_ticket_is_good_once_and_cannot_be_made_up(known, folder):
    passed, _ = running(sent(known, *multipart("a.csv", "text/csv", b"secret")))
    ticket = ticket_of(passed)
    made_up = arrivals.TICKET + b"0" * 48
    for forged in (made_up, ticket + b" ", b"x" + ticket):
        path, _ = kept(io.BytesIO(forged), folder)
        assert path.read_bytes() == forged  # an ordinary file that happens to look like one
    assert kept(io.BytesIO(ticket), folder)[0].read_bytes() == b"secret"
    assert kept(io.BytesIO(ticket), folder)[0].read_bytes() == ticket


@pytest.mark.parametrize(("size", "length"), [(6 << 20, True), (6 << 20, False), ((5 << 20) + 1, True)])
def test_a_file_over_the_limit_is_refused_and_removed(known, folder, size, length):
    passed, status = running(sent(known, *multipart("a.csv", "text/csv", b"x" * size), length=length))
    assert (passed, status, list(folder.iterdir())) == ([], 413, [])


@pytest.mark.parametrize(("body", "kind"), [
    (b"a,b", b"text/csv"), (b"junk", b"multipart/form-data"), (b"junk", b"multipart/form-data; boundary=x"),
    (b"--x\r\n\r\na\r\n--x\r\n\r\nb\r\n--x--\r\n", b"multipart/form-data; boundary=x"),
    (b"--x\r\n\r\nnever ends", b"multipart/form-data; boundary=x"), (b"", b"multipart/form-data; boundary=x"),
])  # fmt: skip
def test_whatever_is_not_one_whole_file_is_refused(known, folder, body, kind):
    passed, status = running(sent(known, body, kind))
    assert (passed, status, list(folder.iterdir())) == ([], 400, [])


def test_a_sender_who_goes_away_leaves_nothing(known, folder):
    body = multipart("a.csv", "text/csv", b"x" * 200_000)
    passed, status = running(sent(known, *body, gone_after=1))
    assert (passed, status, list(folder.iterdir())) == ([], 400, [])


def test_a_silent_sender_is_given_up(known, folder, monkeypatch):
    monkeypatch.setattr(arrivals, "SILENCE", 0.05)

    async def silent():
        await asyncio.sleep(5)

    with pytest.raises(Refused) as refused:
        running(known.received({"Content-Type": "multipart/form-data; boundary=x"}, silent))
    assert (refused.value.status, list(folder.iterdir())) == (408, [])


def test_what_streamlit_refuses_is_removed(known, folder):
    _, status = running(sent(known, *multipart("a.csv", "text/csv", b"x"), answer=400))
    assert (status, list(folder.iterdir())) == (400, [])


def test_a_nearly_full_disk_takes_no_more(known, folder, monkeypatch):
    monkeypatch.setattr(arrivals, "SPARE", 1 << 60)
    assert running(sent(known, *multipart("a.csv", "text/csv", b"x")))[1] == 507


def test_files_that_nobody_takes_do_not_pile_up(known, folder, monkeypatch):
    monkeypatch.setattr(arrivals, "MOST_UNCLAIMED", 2)
    codes = [running(sent(known, *multipart("a.csv", "text/csv", b"x")))[1] for _ in range(3)]
    assert (codes, len(list(folder.iterdir()))) == ([204, 204, 429], 2)


def test_a_few_come_at_a_time_and_a_long_line_is_sent_away(known, monkeypatch):
    monkeypatch.setattr(arrivals, "MOST_WAITING", 3)
    seen = {"now": 0, "most": 0, "done": 0, "away": 0}

    async def one():
        try:
            async with known.turn():
                seen["now"] += 1
                seen["most"] = max(seen["most"], seen["now"])
                await asyncio.sleep(0.01)
                seen["now"] -= 1
                seen["done"] += 1
        except Refused as refused:
            assert refused.status == 503
            seen["away"] += 1

    async def many():
        await asyncio.gather(*(one() for _ in range(9)))

    running(many())
    assert (seen["most"], seen["done"], seen["away"]) == (arrivals.AT_ONCE, 5, 4)


def test_a_refused_sender_is_heard_out_before_the_answer(known):
    known.let("session", False)
    body = [{"type": "http.request", "body": b"x" * 1000, "more_body": number < 4} for number in range(5)]
    answers = []

    async def receive():
        return body.pop(0)

    async def send(message):
        answers.append((message.get("status"), len(body)))

    scope = {"type": "http", "path": SESSION, "method": "PUT", "headers": [], "client": ("127.0.0.1", 1)}
    running(Guard(None, known)(scope, receive, send))
    assert answers[0] == (403, 0)


def test_files_that_nobody_takes_are_removed_in_time(known, folder):
    running(sent(known, *multipart("a.csv", "text/csv", b"x")))
    (folder / ".arriving-of-a-dead-process").touch()
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    running(sent(known, *multipart("b.csv", "text/csv", b"y")))
    assert len(list(folder.iterdir())) == 1


def test_an_upload_without_the_guard_is_copied(known, folder):
    path, digest = kept(io.BytesIO(b"a,b\n" * 1000), folder)
    assert path == folder / digest and path.read_bytes() == b"a,b\n" * 1000


@pytest.mark.parametrize("cookie", [None, "_streamlit_xsrf=forged"])
def test_a_request_without_the_token_is_refused_before_its_first_byte(folder, cookie):
    touched = []

    async def never(*_):
        return {"type": "http.disconnect"}

    async def send(message):
        touched.append(message.get("status"))

    headers = [(b"cookie", cookie.encode()), (b"x-xsrftoken", b"forged")] if cookie else []
    scope = {"type": "http", "path": SESSION, "method": "PUT", "headers": headers, "client": ("127.0.0.1", 1)}
    known = Arrivals(lambda: Path(folder), lambda: 10)
    known.let("session", True)
    running(Guard(None, known)(scope, never, send))
    assert touched[0] == 403 and list(folder.iterdir()) == []
