"""Memory goes back to the system."""

import pytest

from ui.server import memory


@pytest.mark.skipif(memory.used() == 0, reason="this system does not say how much memory is used")
def test_what_nobody_uses_is_given_back():
    memory.share_heaps()
    memory.give_back()  # what tests before this one left free would be used again without growing
    before = memory.used()
    kept = [[bytes(2000)] for _ in range(50_000)]
    for one in kept:
        one.append(kept)  # a circle that only a collection finds
    grown = memory.used()
    del kept, one
    memory.give_back()
    assert grown > before + 60
    assert memory.used() < before + 40


def test_the_keeper_works_only_after_memory_has_grown(monkeypatch):
    sizes, given = iter([100, 110, 110, 150, 120, 120, 130]), []

    def pause(_):
        given.append("pause")

    monkeypatch.setattr(memory, "used", lambda: next(sizes))
    monkeypatch.setattr(memory, "give_back", lambda: given.append("back"))
    monkeypatch.setattr("ui.server.memory.time.sleep", pause)
    with pytest.raises(RuntimeError, match="StopIteration"):
        run_until_the_sizes_end()
    assert given == ["pause", "pause", "back", "pause"]


def run_until_the_sizes_end():
    try:
        memory.keep()
    except StopIteration as end:
        raise RuntimeError("StopIteration") from end
