"""A round of the schedule: news go into the outbox once, whenever and however often it is run."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib import __main__ as command
from cxlib.alerts import look
from cxlib.metrics.measures import Measures
from cxlib.review import MetricSeen, ReviewContent, Statement
from cxlib.store import open_store
from cxlib.workspace import AlertRule, Column, Metric, Source, Workspace

NOW = datetime(2025, 3, 10, 9, tzinfo=UTC)
RULE = AlertRule("r", name="Wait too long", metric="wait", grain="week", settings={"side": "above", "value": 180},
                 channel="webhook", recipient="ops")  # fmt: skip


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADLIGHT_HOME", str(tmp_path / "home"))
    opened = open_store(tmp_path / "home")
    opened.create(Workspace("w", name="Acme"))
    opened.put("w", RULE)
    yield opened
    opened.close()


def with_waits(store, *values):
    """The workspace with these weekly waits, measured."""
    days = pd.date_range("2025-01-06", periods=len(values), freq="W-MON")
    rows = pd.DataFrame({"day": days.astype("datetime64[us]"), "wait": [float(value) for value in values]})

    def write(path):
        pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), path)
        return len(rows)

    known = store.workspace("w").source("s") or Source("s", name="Calls", time="day", grain="week", columns=(
        Column("day", "date", "date"), Column("wait", "number", "measure")))  # fmt: skip
    store.commit("w", replace(known, first=days[0].date(), last=days[-1].date()), write)
    if store.workspace("w").metric("wait") is None:
        store.put("w", Metric("wait", name="Wait", kind="given", source="s", unit="s", direction="down",
                              columns={"value": "wait"}, board=1))  # fmt: skip
    workspace = store.workspace("w")
    return workspace, Measures(workspace, store.snapshot_path)


def no_digest(rule):
    raise AssertionError("no digest was asked for")


def looked(store, *values, prepare=no_digest):
    return look(*with_waits(store, *values), store.messages, prepare, NOW)[0]


def test_a_change_of_state_is_news_once(store):
    assert looked(store, 150, 150, 190) == 1
    assert looked(store, 150, 150, 190) == 0
    assert looked(store, 150, 150, 190, 195) == 0  # still beyond the limit
    assert looked(store, 150, 150, 190, 195, 150) == 1  # the all-clear
    assert looked(store, 150, 150, 190, 195, 150, 200) == 1
    texts = [one.body["text"] for one in store.messages.latest("w")]
    assert len(texts) == 3 and "3:20" in texts[0] and "back at 2:30" in texts[1]


def test_numbers_that_go_back_and_forth_in_one_period_are_told_once_each_way(store):
    assert [looked(store, 150, value) for value in (190, 150, 190, 150)] == [1, 1, 0, 0]


def test_a_paused_rule_says_nothing(store):
    store.put("w", replace(store.workspace("w").alerts[0], active=False))
    assert looked(store, 150, 190) == 0


def test_a_changed_rule_begins_anew(store):
    assert looked(store, 150, 190) == 1
    rule = store.workspace("w").alerts[0]
    store.put("w", replace(rule, settings={"side": "above", "value": 185}))
    assert looked(store, 150, 190) == 1


def test_quiet_hours_put_the_message_off(store):
    store.put("w", replace(store.workspace("w").alerts[0], quiet=(0, 23)))
    looked(store, 150, 190)
    assert store.messages.latest("w")[0].due > NOW and store.messages.due(NOW) == []


def test_a_rule_that_cannot_be_computed_does_not_silence_the_others(store):
    store.put("w", AlertRule("broken", name="Broken", metric="nps"))
    store.put("w", Metric("nps", name="NPS", kind="nps", source="gone", columns={"value": "x"}))
    workspace, measures = with_waits(store, 150, 190)
    added, problems = look(workspace, measures, store.messages, no_digest, NOW)
    assert added == 1 and len(problems) == 1 and problems[0].startswith("Broken")


def test_a_rule_whose_metric_is_gone_says_nothing(store):
    store.put("w", replace(store.workspace("w").alerts[0], metric="gone"))
    assert looked(store, 150, 190) == 0


def test_a_digest_is_sent_once_for_each_period(store):
    store.put("w", replace(store.workspace("w").alerts[0], kind="digest", metric="", settings={"rhythm": "weekly"}))
    seen = ReviewContent("w", "Acme", title="Weekly review", rhythm="weekly", period=date(2025, 1, 6),
                         headline="1 of 1 targets is missed.", key="abc",
                         metrics=(MetricSeen("wait", "Wait", value_words="3:10"),),
                         hindsight=(Statement("Wait rose by 40 s."),))  # fmt: skip
    assert looked(store, 150, prepare=lambda rule: seen) == 1
    assert looked(store, 150, prepare=lambda rule: replace(seen, headline="Otherwise")) == 0
    assert looked(store, 150, prepare=lambda rule: replace(seen, period=date(2025, 1, 13))) == 1
    text = store.messages.latest("w")[1].body["text"]
    assert "1 of 1 targets is missed." in text and "Wait rose by 40 s." in text and "Wait: 3:10" in text


def test_the_command_looks_sends_and_counts(store, capsys, monkeypatch):
    with_waits(store, 150, 190)
    monkeypatch.setenv("HEADLIGHT_WEBHOOKS", "other=http://127.0.0.1:9/")
    assert command.main(["check-alerts", "--json"]) == 1  # the rule's recipient is not allowed: it fails, and says so
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], told["failed"], told["problems"]) == (1, 1, [])
    assert command.main(["check-alerts", "w"]) == 0
    assert capsys.readouterr().out == "0 new, 0 sent, 0 to be tried again, 0 failed\n"


def test_the_command_refuses_settings_it_cannot_read(store, capsys, monkeypatch):
    monkeypatch.setenv("HEADLIGHT_WEBHOOKS", "file:///etc/passwd")
    assert command.main(["check-alerts"]) == 1
    assert "HEADLIGHT_WEBHOOKS" in capsys.readouterr().err
