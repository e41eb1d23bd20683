import numpy as np
import pandas as pd
import pytest

from cxlib.causes import segments
from cxlib.errors import TooFewAnswers

DIMS = ["region", "plan", "team"]


def answers(seed, rows=20_000, shares=None, falls=None, drop=0.0):
    """Satisfied or not by region (4), plan (3) and team (8); ``falls`` names the segment that drops."""
    random = np.random.default_rng(seed)
    sizes = {"region": 4, "plan": 3, "team": 8}
    shares = shares or {}
    people = pd.DataFrame({name: random.choice(size, rows, p=shares.get(name)) for name, size in sizes.items()})
    chance = 0.8 - 0.05 * people["region"] - 0.15 * (people["plan"] == 2)
    inside = pd.Series(bool(falls), index=people.index)
    for name, value in (falls or {}).items():
        inside &= people[name] == value
    y = (random.random(rows) < chance - drop * inside).astype(float)
    sums = people.assign(numerator=y, denominator=1.0, squares=y)
    return sums.groupby(DIMS, as_index=False)[["numerator", "denominator", "squares"]].sum()


@pytest.mark.parametrize("where", [{"team": 3}, {"region": 1, "team": 5}, {"region": 0, "plan": 1, "team": 2}])
def test_the_hidden_segment_is_found_and_priced(where):
    found = segments(answers(1), answers(2, falls=where, drop=0.3), DIMS)
    assert [finding.where for finding in found] == [where]
    after = answers(2, falls=where, drop=0.3)
    share = after.loc[(after[list(where)] == pd.Series(where)).all(axis=1), "denominator"].sum() / 20_000
    assert found[0].contribution == pytest.approx(-0.3 * share, rel=0.25)
    assert found[0].lower < found[0].contribution < found[0].upper < 0
    assert found[0].q_value < 0.05 and found[0].kind == "rate"


def test_nothing_found_is_an_answer():
    assert segments(answers(3), answers(4), DIMS) == []


def test_more_of_the_unhappy_plan_is_mix_and_not_rate():
    found = segments(answers(5), answers(6, shares={"plan": [0.2, 0.2, 0.6]}), DIMS)
    assert {finding.kind for finding in found} == {"mix"}
    assert found[0].where == {"plan": 2} and found[0].contribution < 0


def test_two_segments_are_found_together():
    fallen = answers(8, falls={"team": 1}, drop=0.15)
    other = answers(9, falls={"region": 2, "plan": 0}, drop=0.35)
    after = pd.concat([fallen, other]).groupby(DIMS, as_index=False).sum()
    before = pd.concat([answers(10), answers(11)]).groupby(DIMS, as_index=False).sum()
    found = segments(before, after, DIMS)
    assert sorted(map(str, (finding.where for finding in found))) == ["{'region': 2, 'plan': 0}", "{'team': 1}"]


def test_the_unit_does_not_matter():
    def scaled(sums):
        return sums.assign(numerator=sums["numerator"] * 100, squares=sums["squares"] * 1e4)
    before, after = answers(1), answers(2, falls={"team": 3}, drop=0.3)
    plain, hundred = segments(before, after, DIMS), segments(scaled(before), scaled(after), DIMS)
    assert plain[0].where == hundred[0].where
    assert hundred[0].contribution == pytest.approx(100 * plain[0].contribution)
    assert hundred[0].q_value == pytest.approx(plain[0].q_value, rel=1e-3)


def test_fewer_dimensions_a_segment_when_asked():
    found = segments(answers(1), answers(2, falls={"region": 1, "team": 5}, drop=0.3), DIMS, max_order=1)
    assert all(len(finding.where) == 1 for finding in found)


def test_a_dimension_of_ids_is_left_out_and_named():
    before = answers(1)
    wide = before.loc[before.index.repeat(20)]
    wide = wide.assign(id=np.arange(len(wide)))
    assert segments(wide, wide.assign(id=wide["id"] + 5000), [*DIMS, "id"]).left_out == ("id",)


def test_text_and_categories_and_gaps_are_values():
    before, after = answers(1), answers(2, falls={"team": 3}, drop=0.3)
    for sums in (before, after):
        sums["team"] = sums["team"].map({team: f"team {team}" for team in range(8) if team != 4})
        sums["plan"] = sums["plan"].astype("category")
    assert segments(before, after, DIMS)[0].where == {"team": "team 3"}


def test_an_empty_period_is_refused():
    with pytest.raises(TooFewAnswers):
        segments(answers(1).head(0), answers(2), DIMS)


def test_an_unknown_dimension_is_a_wrong_argument():
    with pytest.raises(ValueError, match="shop"):
        segments(answers(1), answers(2), ["shop"])


def everybody_fallen(sums, share):
    """The same answers, of which a share of the satisfied is not satisfied any more, everywhere alike."""
    return sums.assign(numerator=sums["numerator"] * (1 - share), squares=sums["squares"] * (1 - share))


def test_what_everybody_does_alike_is_no_segment():
    assert segments(answers(1), everybody_fallen(answers(12), 0.1), DIMS) == []


def test_a_segment_is_found_beneath_what_everybody_does():
    after = everybody_fallen(answers(2, falls={"team": 3}, drop=0.3), 0.1)
    found = segments(answers(1), after, DIMS)
    assert [finding.where for finding in found] == [{"team": 3}]
    share = after.loc[after["team"] == 3, "denominator"].sum() / after["denominator"].sum()
    assert found[0].contribution == pytest.approx(-0.27 * share, rel=0.25)

def test_an_emptied_cell_holds_nothing_that_could_grow():
    from cxlib.causes.mixing import _factors

    grown, rest = _factors(now=0.0, inside=0.0, whole=100.0)
    assert (grown, rest) == (0.0, 1.0)


def long_tailed(seed, grown=None):
    """Minutes with a long tail; ``grown`` names the segment where all take 1.8 times as long."""
    random = np.random.default_rng(seed)
    people = pd.DataFrame({name: random.integers(0, size, 12_000) for name, size in
                           {"region": 4, "plan": 3, "team": 8}.items()})  # fmt: skip
    minutes = random.lognormal(3, 1.2, len(people))
    inside = np.logical_and.reduce([people[name] == value for name, value in (grown or {"team": -1}).items()])
    minutes = np.where(inside, 1.8 * minutes, minutes)
    sums = people.assign(numerator=minutes, denominator=1.0, squares=minutes**2)
    return sums.groupby(DIMS, as_index=False)[["numerator", "denominator", "squares"]].sum()


def test_one_long_answer_is_no_segment():
    assert not any(segments(long_tailed(seed), long_tailed(seed + 50), DIMS) for seed in range(3))


def test_a_segment_is_found_among_long_tailed_answers():
    found = segments(long_tailed(60), long_tailed(61, grown={"region": 1, "plan": 2}), DIMS)
    assert [finding.where for finding in found] == [{"region": 1, "plan": 2}]


def test_a_new_value_is_what_came_and_changes_nothing_elsewhere():
    before, after = answers(12), answers(13)
    came = after["team"] == 3
    after = after.assign(team=after["team"].where(~came, "new"), numerator=after["numerator"].where(~came, 0),
                         squares=after["squares"].where(~came, 0))  # fmt: skip
    found = segments(before[before["team"] != 3], after, DIMS)
    assert [(finding.where, finding.kind) for finding in found] == [({"team": "new"}, "mix")]
    change = after["numerator"].sum() / 20_000 - before.loc[before["team"] != 3, "numerator"].sum() / (
        before.loc[before["team"] != 3, "denominator"].sum())  # fmt: skip
    assert found[0].contribution == pytest.approx(change, rel=0.1)


def test_the_interval_of_a_value_that_is_gone_is_that_of_the_others():
    before = answers(14)
    gone = before["plan"] == 2
    found = segments(before, answers(15).query("plan != 2"), DIMS)
    assert [(finding.where, finding.kind) for finding in found] == [({"plan": 2}, "mix")]
    assert gone.any() and found[0].upper - found[0].lower < 0.2 * found[0].contribution + 0.01


def test_a_large_shift_of_the_mix_hides_no_small_change_of_rate():
    where = {"region": 3, "team": 6}
    found = segments(answers(16), answers(17, shares={"plan": [0.05, 0.05, 0.9]}, falls=where, drop=0.4), DIMS)
    assert [finding.where for finding in found if finding.kind == "rate"] == [where]
    assert found[0].kind == "mix"


def test_the_noise_of_a_segment_that_fell_far_is_no_long_tail():
    where = {"region": 0, "plan": 1, "team": 2}
    found = segments(answers(1, rows=8_000), answers(2, rows=8_000, falls=where, drop=0.45), DIMS)
    assert [finding.where for finding in found] == [where]


def test_values_near_their_limit_add_up_on_a_curve():
    from cxlib.causes.baseline import Sums, fitted
    from cxlib.causes.cells import Leaves, counted, lattice

    codes = np.indices((6, 5, 4), dtype=np.int32).reshape(3, -1)
    chance = 1 / (1 + np.exp(-0.5 - codes.sum(axis=0) * 0.25))
    base = np.full(len(chance), 1e5)
    sums = Sums(base, base * chance, base * chance, base * chance, base)
    leaves = Leaves(tuple(codes), (6, 5, 4))
    everything = counted(lattice((6, 5, 4), 1), (leaves, leaves), (base, base))
    expected = fitted(everything.shape, everything.leaves, sums, everything.counts, everything.bases[0]).after
    assert np.abs(expected - chance).max() < 0.02


def test_a_rare_failure_that_becomes_common_somewhere_is_found():
    random = np.random.default_rng(21)

    def failing(more):
        team = random.integers(0, 3, 3000)
        failed = (random.random(3000) < 0.005 + more * (team == 2)).astype(float)
        return pd.DataFrame({"team": team, "numerator": failed, "denominator": 1.0, "squares": failed})

    assert [finding.where for finding in segments(failing(0.0), failing(0.1), ["team"])] == [{"team": 2}]
