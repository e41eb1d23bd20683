"""A frozen review behind a link says nothing that was meant for the room, and nothing of small groups."""

from datetime import date

import pytest

from cxlib.review import ReviewContent, Statement
from cxlib.review.outside import for_outsiders
from cxlib.review.parts import Agreed, Explanation, IssueCost, MetricSeen, Moment, Promise, Quote, Version

LEAST = 20
DAY = date(2024, 12, 1)


@pytest.fixture
def seen():
    """Whatever starts with SECRET must not be told."""
    few = MetricSeen("few", name="Few", base=12.0, value=31.0, value_words="SECRET 31", finding="SECRET finding",
                     chance_words="SECRET chance", ahead=(Moment(DAY, 4711.0),))  # fmt: skip
    many = MetricSeen("many", name="Many", base=800.0, value=40.0, value_words="40",
                      periods=(Moment(DAY, 4711.0, 4710.0, 4712.0, 7.0), Moment(DAY, 44.0, base=300.0)))  # fmt: skip
    return ReviewContent(
        "w", name="Acme", title="June", headline="SECRET few stands at 31", theme="SECRET theme", metrics=(few, many),
        hindsight=(Statement("SECRET few stands at 31", "change", "few"), Statement("Many rose", "change", "many")),
        insight=(Statement("SECRET Islet fell", "segment", "many"), Statement("North rose", "segment", "many"),
                 Statement("SECRET crew", "root cause", "many"), Statement("SECRET bill", "cost", "many")),
        foresight=(Statement("SECRET few will fall", "forecast", "few"), Statement("Many will rise", "chance", "many")),
        wins=(Statement("Thanks to a.secret@acme.example", "thanks", "many"),),
        promised=(Promise("Call +36 55 501 0123", owner="SECRET Ann", params={"id": "SECRET"}),),
        decisions=(Agreed("Hire two", reason="SECRET why", owner="SECRET Bob"),),
        refused=(Agreed("SECRET no"),), obstacles=(Statement("SECRET Bob refuses", "obstacle"),),
        explanations=(Explanation("many", "Many", text="Ask b.secret@acme.example", author="SECRET Cid"),),
        quotes=(Quote("SECRET quote", "few"), Quote("Too slow", "many"), Quote("SECRET third", "many")),
        issues=(IssueCost("SECRET issue", occurrences=2),), minutes="SECRET minutes", texts={"a": "SECRET text"},
        data=(Version("s", "SECRET hash"),),
    )  # fmt: skip


def test_nothing_meant_for_the_room_and_no_small_group_is_told(seen):
    told = for_outsiders(seen, LEAST, lambda one: one.sentence == "North rose", comments=1)
    everything = repr(told.as_dict())
    assert "SECRET" not in everything and "secret@" not in everything and "501 0123" not in everything
    assert "4711" not in everything  # a small period, and the forecast of a small metric
    for kept in ("Many rose", "North rose", "Many will rise", "Hire two", "Too slow", "44.0", "[e-mail]", "[phone]"):
        assert kept in everything, kept


def test_a_headline_that_gives_nothing_away_stays(seen):
    told = for_outsiders(seen, 5, lambda one: True)
    assert told.headline == seen.headline and told.quotes == ()
    assert [one.sentence for one in told.insight] == ["SECRET Islet fell", "North rose"]
