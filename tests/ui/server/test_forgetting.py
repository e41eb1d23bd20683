"""An erased customer leaves every cache: at once where the erasing was asked for, within a second elsewhere."""

from types import SimpleNamespace

import pytest

from ui.server import forgetting


@pytest.fixture
def emptied(monkeypatch):
    times, erased, forgot = iter([10.0, 10.0, 10.5, 11.5, 11.5, 11.6, 11.6, 11.7]), [0], []
    store = SimpleNamespace(erasures=lambda: erased[0], forget_unused=lambda: forgot.append("files"))
    monkeypatch.setattr(forgetting, "whole_store", lambda: store)
    monkeypatch.setattr(forgetting, "time", SimpleNamespace(monotonic=lambda: next(times)))
    monkeypatch.setattr(forgetting, "_ASKED", [float("-inf")])
    monkeypatch.setattr(forgetting, "_SEEN", {})
    monkeypatch.setattr(forgetting.st, "cache_resource", SimpleNamespace(clear=lambda: forgot.append("results")))
    return erased, forgot


def test_what_another_process_erased_is_forgotten_within_a_second(emptied):
    erased, forgot = emptied
    forgetting.keep_up()
    erased[0] = 1
    forgetting.keep_up()  # half a second later: not asked again
    assert forgot == []
    forgetting.keep_up()
    assert forgot == ["files", "results"]
    erased[0] = 2
    forgetting.at_once()
    assert forgot == ["files", "results"] * 2
