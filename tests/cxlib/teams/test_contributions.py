"""What departments add to a company number adds up, and small groups stay hidden."""

import math

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.metrics.measures import Measures
from cxlib.sources import asked
from cxlib.sources import rows as asked_rows
from cxlib.teams.belonging import by_team, own_rows, owners
from cxlib.teams.contributions import contributions
from cxlib.workspace import Column, Metric, Source, Team, Workspace

TEAMS = (Team("1", "Billing", values={"place": ("Invoice", "Payment")}), Team("2", "Shop", values={"place": ("Shop",)}))
CSAT = Metric("csat", name="Satisfied", kind="csat", source="s", columns={"value": "score"},
              settings={"top": 2}, unit="%", minimum_base=5)


def rows(first: str, months: int, counts: dict[str, int], good: dict[str, int]) -> list[dict]:
    made = []
    for month in pd.period_range(first, periods=months, freq="M"):
        for place, count in counts.items():
            made += [{"day": month.start_time, "place": place, "score": 5 if number < good[place] else 1,
                      "customer": f"{place}{number}"} for number in range(count)]
    return made


@pytest.fixture
def measured(tmp_path):
    def opened(table: list[dict], teams=TEAMS) -> Measures:
        frame = pd.DataFrame(table)
        path = tmp_path / f"{len(table)}.parquet"
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
        columns = (Column("day", "date", "date"), Column("place", "text", "dimension"),
                   Column("score", "number", "score", (1, 5)), Column("customer", "text", "customer_id"))
        first, last = frame["day"].min().date(), (frame["day"].max() + pd.offsets.MonthEnd(0)).date()
        source = Source("s", name="Answers", columns=columns, snapshot="x", rows=len(frame), time="day",
                        first=first, last=last)
        return Measures(Workspace("w", sources=(source,), metrics=(CSAT,), teams=teams), lambda _: path)

    return opened


def test_parts_add_up_to_the_company_number_and_to_its_change(measured):
    before = rows("2025-01", 3, {"Invoice": 40, "Payment": 20, "Shop": 30, "Web": 10},
                  {"Invoice": 30, "Payment": 10, "Shop": 20, "Web": 5})
    after = rows("2025-04", 3, {"Invoice": 60, "Payment": 20, "Shop": 30, "Web": 10},
                 {"Invoice": 30, "Payment": 10, "Shop": 25, "Web": 5})
    found = contributions(measured(before + after), CSAT, "month", TEAMS)
    assert found is not None
    assert found.value == pytest.approx(70 / 120)
    assert found.change == pytest.approx(70 / 120 - 65 / 100)
    assert found.frame["points"].sum() == pytest.approx(found.value)
    assert found.frame["change"].sum() == pytest.approx(found.change)
    assert found.unmapped == pytest.approx(10 / 120)
    assert list(found.frame["team"])[-1] == "", "what nobody claims comes last"


def test_a_small_team_is_hidden_together_with_one_that_would_give_it_away(measured):
    counts = {"Invoice": 40, "Shop": 1, "Web": 12}
    table = rows("2025-01", 6, counts, {"Invoice": 20, "Shop": 1, "Web": 6})
    found = contributions(measured(table), CSAT, "month", TEAMS)
    hidden = found.frame[found.frame["standing"] == "hidden"]
    assert set(hidden["team"]) == {"Shop", ""}
    assert hidden[["value", "base", "points", "change", "share"]].isna().all(axis=None)
    assert math.isfinite(found.frame.set_index("team").loc["Billing", "points"])


def test_without_a_claimed_column_there_is_nothing_to_take_apart(measured):
    table = rows("2025-01", 6, {"Shop": 9}, {"Shop": 3})
    elsewhere = (Team("1", "Billing", values={"queue": ("a",)}),)
    assert contributions(measured(table), CSAT, "month", elsewhere) is None


def test_a_cell_that_two_teams_claim_belongs_to_the_first():
    cells = pd.DataFrame({"place": ["Invoice", "Shop", None], "region": ["N", "S", "S"]})
    both = (Team("1", "A", values={"place": ("Invoice",)}), Team("2", "B", values={"region": ("N", "S")}))
    assert list(owners(cells, both)) == ["A", "B", "B"]
    assert list(owners(cells, ())) == ["", "", ""]


def test_a_cube_by_team_loses_no_sum(measured):
    table = rows("2025-01", 2, {"Invoice": 4, "Shop": 3, "Web": 2}, {"Invoice": 1, "Shop": 1, "Web": 1})
    known = measured(table)
    cube = known.cut(CSAT, "month", ("place",))
    assert by_team(cube, TEAMS).frame["csat.numerator"].sum() == cube.frame["csat.numerator"].sum()


def test_customers_asked_again_too_soon_are_counted(measured):
    table = rows("2025-01", 3, {"Shop": 4}, {"Shop": 1}) + rows("2025-03", 1, {"Web": 2}, {"Web": 0})
    data = measured(table).dataset("s")
    assert asked.asked_again(data, "customer", 45) == (14, 6, 8, 8)
    assert asked.asked_again(data, "customer", 20).too_soon == 0


def test_those_not_heard_since_a_day_are_counted(measured):
    table = rows("2025-01", 1, {"Shop": 4}, {"Shop": 1}) + rows("2025-03", 1, {"Web": 2}, {"Web": 0})
    changes = [pd.Timestamp("2025-02-10").date(), pd.Timestamp("2025-04-01").date()]
    assert list(asked.not_heard_since(measured(table).dataset("s"), "customer", changes)) == [4, 6]


def test_the_rows_of_a_team_with_two_columns_are_each_kept_once(measured):
    known = measured(rows("2026-01", 1, {"Invoice": 4, "Shop": 6}, {"Invoice": 2, "Shop": 3}))
    source, team = known.workspace.sources[0], Team("1", "Both", values={"place": ("Invoice",), "customer": ("Shop1",)})
    parts = own_rows(team, source)
    kept = [len(asked_rows(known.dataset("s"), ["place"], part)) for part in parts]
    assert kept == [4, 1] and own_rows(Team("2", "None"), source) == ()
