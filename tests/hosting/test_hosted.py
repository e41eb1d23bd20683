"""Two processes behind nginx on one PostgreSQL, as docs/deploy.md describes them."""

import asyncio
import importlib.util
import time
from dataclasses import replace
from pathlib import Path

import pytest
import websockets

from cxlib.store import open_store
from cxlib.workspace import Event
from ui.outage import AGAIN

_spec = importlib.util.spec_from_file_location("hosting", Path(__file__).parent / "conftest.py")
hosting = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(hosting)
Viewer, asked, SITE = hosting.Viewer, hosting.asked, hosting.SITE

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
VIEWERS = 10


def node(viewer) -> str:
    return viewer.cookies["headlight_node"]


def test_the_site_is_encrypted_and_says_so(site):
    status, headers, _ = asked(site)
    assert status == 200
    assert headers["strict-transport-security"] == ["max-age=31536000"]
    assert headers["content-security-policy"][0].startswith("default-src 'self'")
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in headers["set-cookie"] if "node" in cookie)
    assert asked(site, "/ready")[::2] == (200, b"ready")
    assert asked(site, "/_stcore/metrics")[0] == 404
    assert asked(site, "/", headers={"Host": "evil.example"})[0] == 421  # a foreign name that leads here


def test_a_page_of_another_site_opens_nothing(site):
    async def evil():
        async with Viewer(site, "https://evil.example"):
            pass

    with pytest.raises(websockets.InvalidStatus):
        asyncio.run(evil())


def test_a_stranger_fills_no_memory_by_a_long_message(site):
    async def too_long():
        async with Viewer(site) as viewer:
            await viewer.click(query="x" * 3_000_000)

    with pytest.raises(websockets.ConnectionClosed):
        asyncio.run(too_long())


def test_visitors_spread_over_the_processes_and_each_stays_with_one(site, processes):
    """An upload is taken only by the process that holds the session; another's cookie leads half of them astray."""

    async def visit():
        viewer = Viewer(site)
        async with viewer:
            assert "Acme" in await viewer.click()
            return await asyncio.to_thread(upload, viewer, viewer.cookie), await asyncio.to_thread(
                upload, viewer, viewer.cookie.replace(node(viewer), node(Viewer(site))))

    def upload(viewer, cookie):
        secret = viewer.cookies["_streamlit_xsrf"].strip('"')
        body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\na,b\r\n--b--\r\n'
        headers = {"Cookie": cookie, "X-Xsrftoken": secret, "Content-Type": "multipart/form-data; boundary=b"}
        return asked(site, f"/_stcore/upload_file/{viewer.session}/f", "PUT", headers, body)[0]

    async def visits():
        return [await visit() for _ in range(8)]

    own, others = zip(*asyncio.run(visits()), strict=True)
    assert set(own) == {204}
    assert set(others) == {204, 403}  # half of the other cookies lead to the process that does not know the session


def test_what_one_process_saves_the_other_shows(site, settings):
    async def names():
        viewers = [Viewer(site) for _ in range(4)]
        said = []
        for viewer in viewers:
            async with viewer:
                said.append(await viewer.click())
        return said

    store = open_store(settings["HEADLIGHT_HOME"], settings["HEADLIGHT_DATABASE"])
    workspace = store.workspace("acme")
    store.save_workspace(replace(workspace, name="Acme Holding"))
    store.close()
    assert all("Acme Holding" in text for text in asyncio.run(names()))


def test_the_database_goes_and_comes_back_under_ten_viewers(site, settings, postgresql):
    """A plain sentence within 5 s, no traceback; pages come back by themselves within 10 s; nothing saved is lost."""
    store = open_store(settings["HEADLIGHT_HOME"], settings["HEADLIGHT_DATABASE"])
    event = store.put("acme", Event("kept", name="kept"))
    store.close()

    async def outage():
        viewers = [await Viewer(site).__aenter__() for _ in range(VIEWERS)]
        assert all("Acme" in text for text in await asyncio.gather(*(viewer.click() for viewer in viewers)))
        await asyncio.to_thread(postgresql.stop)
        began = time.monotonic()
        told = await asyncio.gather(*(viewer.click() for viewer in viewers))
        said_after = time.monotonic() - began
        not_ready = (await asyncio.to_thread(asked, site, "/ready"))[0]
        await asyncio.to_thread(postgresql.start)
        began = time.monotonic()
        back = await asyncio.gather(*(again(viewer) for viewer in viewers))
        back_after = time.monotonic() - began
        for viewer in viewers:
            await viewer.socket.close()
        return told, said_after, not_ready, back, back_after

    async def again(viewer):
        """Nobody clicks: the page draws itself when the database answers."""
        until = time.monotonic() + 20
        while "Acme" not in (text := await viewer.waits(AGAIN)) and time.monotonic() < until:
            pass
        return text

    told, said_after, not_ready, back, back_after = asyncio.run(outage())
    assert all("cannot be reached" in text and "EXCEPTION" not in text for text in told)
    assert said_after <= 5
    assert not_ready == 503
    assert not any("EXCEPTION" in text for text in back)
    assert back_after <= 10
    store = open_store(settings["HEADLIGHT_HOME"], settings["HEADLIGHT_DATABASE"])
    assert event in store.workspace("acme").events
    store.close()


def test_a_visitor_goes_on_with_the_other_process_when_one_is_stopped(site, processes):
    processes[0].stop()

    async def visits():
        said = []
        for _ in range(4):
            async with (viewer := Viewer(site)):
                said.append(await viewer.click())
        return said

    assert all("Acme" in text for text in asyncio.run(visits()))
