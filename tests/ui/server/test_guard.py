"""What stands between the network and the app: headers on every answer, uploads only from those who may enter."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit
from streamlit.proto.BackMsg_pb2 import BackMsg

from ui.server.arrivals import Arrivals
from ui.server.guard import HEADERS, POLICY, Guard, _is_page_wish


async def app(scope, receive, send):
    own = [(b"content-type", b"text/plain"), (b"X-Frame-Options", b"SAMEORIGIN")]
    await send({"type": "http.response.start", "status": 200, "headers": own})
    await send({"type": "http.response.body", "body": b"hello"})


async def nothing():
    return {"type": "http.disconnect"}


def asked(path="/", method="GET", client=("127.0.0.1", 5000), headers=(), kind="http", inner=app, arrivals=None):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "path": path, "method": method, "client": client, "headers": list(headers)}
    with ThreadPoolExecutor(1) as pool:  # a thread of its own: a browser test may have left a loop running in this one
        pool.submit(asyncio.run, Guard(inner, arrivals or Arrivals(None, None))(scope, nothing, send)).result()
    return sent


def test_every_answer_carries_the_headers():
    start, body = asked()
    names = [name.lower() for name, _ in start["headers"]]
    assert {name for name, _ in HEADERS} <= set(names)
    assert body["body"] == b"hello"


def test_a_header_the_app_set_itself_stays_and_is_not_doubled():
    values = [value for name, value in asked()[0]["headers"] if name.lower() == b"x-frame-options"]
    assert values == [b"SAMEORIGIN"]


@pytest.mark.parametrize(
    "rule", ["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'self'"]
)
def test_the_policy_keeps_strangers_out(rule):
    assert rule in POLICY.split("; ")
    assert "unsafe-eval" not in POLICY and "http" not in POLICY


def test_the_only_script_that_the_policy_keeps_out_is_one_for_search_engines():
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inside = [text.strip() for text in re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page, re.DOTALL)]
    assert inside == ["window.prerenderReady = false"]


UPLOAD = "/_stcore/upload_file/session/file"
FAR = ("192.168.1.7", 5000)


@pytest.fixture
def arrivals(tmp_path):
    return Arrivals(lambda: tmp_path, lambda: 1000)


@pytest.mark.parametrize("path", [UPLOAD, "/headlight" + UPLOAD, "/" + UPLOAD])
@pytest.mark.parametrize("method", ["DELETE", "POST", "PATCH"])
def test_only_sessions_of_people_who_may_change_something_send_files(arrivals, path, method):
    assert asked(path, method, arrivals=arrivals)[0]["status"] == 403
    arrivals.let("session", True)
    assert asked(path, method, arrivals=arrivals)[0]["status"] == 200
    assert asked(path.replace("session", "another"), method, arrivals=arrivals)[0]["status"] == 403
    arrivals.let("session", False)  # their role was taken away
    start, body = asked(path, "PUT", arrivals=arrivals)
    assert (start["status"], body["body"]) == (403, b"")
    assert {name for name, _ in HEADERS} <= {name for name, _ in start["headers"]}


def test_a_page_without_a_session_lets_nobody_send(arrivals):
    arrivals.let("", True)
    assert asked("/_stcore/upload_file//file", "PUT", arrivals=arrivals)[0]["status"] == 403


def test_the_list_of_senders_is_bounded(arrivals, monkeypatch):
    monkeypatch.setattr("ui.server.arrivals.MOST_SENDERS", 2)
    for name in "abc":
        arrivals.let(name, True)
    assert [arrivals.may_send(name) for name in "abc"] == [False, True, True]


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/base/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_what_the_server_tells_of_itself_stays_on_this_machine(path):
    assert asked(path)[0]["status"] == 200
    assert asked(path, client=FAR)[0]["status"] == 404
    assert asked(path, headers=[(b"x-forwarded-for", b"8.8.8.8")])[0]["status"] == 404


def test_media_are_kept_by_no_cache():
    assert (b"cache-control", b"private, no-store") in asked("/media/1.png")[0]["headers"]
    assert not [name for name, _ in asked("/board")[0]["headers"] if name == b"cache-control"]


@pytest.mark.parametrize(("proto", "encrypted"), [(b"https", True), (b"http", False)])
def test_cookies_of_an_encrypted_connection_never_travel_over_a_plain_one(proto, encrypted):
    async def greeting(scope, receive, send):
        cookies = [(b"set-cookie", b"a=1; Path=/"), (b"Set-Cookie", b"b=2; Secure")]
        await send({"type": "http.response.start", "status": 200, "headers": cookies})

    headers = asked(headers=[(b"x-forwarded-proto", proto)], inner=greeting)[0]["headers"]
    cookies = [value for name, value in headers if name.lower() == b"set-cookie"]
    assert cookies == [b"a=1; Path=/" + b"; Secure" * encrypted, b"b=2; Secure"]
    assert ((b"strict-transport-security", b"max-age=31536000") in headers) == encrypted


def test_nobody_empties_the_caches_of_all_or_stops_the_server_over_a_web_socket():
    """Streamlit does the first for every visitor, guests of links included."""
    wishes = [BackMsg(clear_cache=True), BackMsg(debug_shutdown_runtime=True), BackMsg(set_run_on_save=True)]
    wishes += [BackMsg(load_git_info=True), BackMsg(), BackMsg(), BackMsg(), BackMsg()]
    wishes[4].backend_operation_request.install_skills.SetInParent()
    wishes[5].rerun_script.query_string = "link=1"
    wishes[6].backend_operation_request.deferred_file.file_id = "1"
    wishes[7].stop_script = True
    kept = [wish for wish in wishes if _is_page_wish(wish.SerializeToString())]
    assert kept == wishes[5:]

    async def app(scope, receive, send):
        await send(await receive())

    sent = [{"type": "websocket.receive", "bytes": wish.SerializeToString()} for wish in wishes]

    async def said():
        return sent.pop(0)

    got = []

    async def send(message):
        got.append(message)

    with ThreadPoolExecutor(1) as pool:
        scope = {"type": "websocket", "path": "/", "headers": []}
        pool.submit(asyncio.run, Guard(app, Arrivals(None, None))(scope, said, send)).result()
    assert got == [{"type": "websocket.receive", "bytes": wishes[5].SerializeToString()}]


def test_pages_are_answered_to_everybody():
    assert asked("/board", "GET", FAR)[0]["status"] == 200


@pytest.mark.parametrize(("origin", "enters"), [
    (None, True), (b"https://kpi.example.com", True), (b"https://evil.example", False), (b"null", False),
    (b"http://localhost:8501", False), (b"https://kpi.example.com.evil.example", False),
])  # fmt: skip
def test_only_our_own_pages_open_a_web_socket(origin, enters):
    async def socket(scope, receive, send):
        await send({"type": "websocket.accept", "headers": []})

    headers = [(b"host", b"kpi.example.com")] + [(b"origin", origin)] * (origin is not None)
    answer = {"type": "websocket.accept", "headers": []} if enters else {"type": "websocket.close", "code": 1008}
    assert asked(kind="websocket", headers=headers, inner=socket) == [answer]
