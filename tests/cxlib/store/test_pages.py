"""Finished pages are copies: made once, never trusted when damaged, gone when somebody is erased."""

import fcntl
import threading

import pytest

from cxlib.store import pages
from cxlib.store.pages import Pages

PAGE = {"story": "<h1>Two of six targets are met.</h1>", "rest": ""}


@pytest.fixture
def kept(tmp_path):
    return Pages(tmp_path / "pages")


def make_page():
    return PAGE


def never():
    raise AssertionError("made again")


def test_a_page_is_made_once_and_outlives_the_process(kept, tmp_path):
    assert kept.found("a-1") is None
    assert kept.kept("a-1", make_page, lambda: True) == PAGE
    again = Pages(tmp_path / "pages")
    assert again.kept("a-1", never, lambda: True) == again.found("a-1") == PAGE
    assert (tmp_path / "pages" / "a-1.json").stat().st_mode & 0o077 == 0


def test_what_changed_while_the_page_was_made_is_not_kept(kept):
    assert kept.kept("a-1", make_page, lambda: False) == PAGE
    assert kept.found("a-1") is None


@pytest.mark.parametrize("content", ["", '{"story": "<h1>Two', "[]", "{}", '{"story": 3}', "\x00"])
def test_a_damaged_page_is_as_if_it_were_not_there(kept, tmp_path, content):
    kept.kept("a-1", make_page, lambda: True)
    (tmp_path / "pages" / "a-1.json").write_text(content)
    assert kept.found("a-1") is None
    assert kept.kept("a-1", make_page, lambda: True) == kept.found("a-1") == PAGE


def test_what_making_raises_is_raised_and_nothing_is_kept(kept):
    with pytest.raises(AssertionError):
        kept.kept("a-1", never, lambda: True)
    assert kept.found("a-1") is None


def test_whoever_comes_while_a_page_is_made_waits_for_it(kept):
    begun, go_on, seen = threading.Event(), threading.Event(), []

    def slowly():
        begun.set()
        go_on.wait(10)
        return PAGE

    maker = threading.Thread(target=kept.kept, args=("a-1", slowly, lambda: True))
    guest = threading.Thread(target=lambda: seen.append(kept.kept("a-1", never, lambda: True)))
    maker.start()
    begun.wait(10)
    guest.start()
    go_on.set()
    maker.join()
    guest.join()
    assert seen == [PAGE]


def test_a_maker_that_hangs_is_not_waited_for_without_end(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "PATIENCE", 0.1)
    (tmp_path / "pages").mkdir()
    with (tmp_path / "pages" / "a-1.json").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert kept.kept("a-1", make_page, lambda: True) == PAGE
    assert kept.found("a-1") is None


def test_of_several_processes_one_prepares_ahead(kept, tmp_path):
    with kept.alone() as first, Pages(tmp_path / "pages").alone() as second:
        assert (first, second) == (True, False)
    with kept.alone() as again:
        assert again


def test_a_place_that_cannot_be_written_keeps_nobody_from_the_page(tmp_path):
    (tmp_path / "pages").write_text("a file where the folder should be")
    assert Pages(tmp_path / "pages").kept("a-1", make_page, lambda: True) == PAGE


def test_the_oldest_pages_make_room(kept, monkeypatch):
    monkeypatch.setattr(pages, "MOST", 3)
    for number in range(6):
        kept.kept(f"a-{number}", make_page, lambda: True)
    assert [kept.found(f"a-{number}") for number in range(6)] == [None] * 3 + [PAGE] * 3


def test_pages_that_nobody_shows_any_more_are_removed(kept):
    for name in ("a-1", "a-2", "b-1"):
        kept.kept(name, make_page, lambda: True)
    kept.remove_except({"a"})
    assert kept.found("a-1") == kept.found("a-2") == PAGE and kept.found("b-1") is None
    kept.clear()
    assert kept.found("a-1") is None


def test_a_page_that_is_being_made_while_somebody_is_erased_is_not_kept(kept):
    def erased_meanwhile():
        kept.clear()
        return PAGE

    kept.kept("a-1", erased_meanwhile, lambda: True)
    assert kept.found("a-1") is None
