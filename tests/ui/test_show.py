import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cxlib import charts
from ui import show

HOSTILE = '<img src=x onerror="x"> ![I](https://evil.example/i.png) $x$ **B**'


def drawn(script, **kwargs):
    app = AppTest.from_function(script, kwargs=kwargs, default_timeout=60).run()
    assert not app.exception
    return app


def html_of(app):
    return " ".join(element.proto.body for element in app.get("html"))


def test_headline_is_the_only_first_level_heading():
    def page():
        from ui import show

        show.headline("Two targets are missed.", "Goal: keep customers")
        show.heading("More")

    text = html_of(drawn(page))
    assert text.count("<h1") == 1
    assert "Two targets are missed." in text and "Goal&#58; keep customers" in text


def test_text_is_one_element():
    def page():
        from ui import show

        story = show.brief_story("Nordwind", "Two are missed.", [("Why", "Waiting"), ("Then", "Less waiting")])
        show.brief(show.Brief(story, show.brief_rows("The numbers", []), show.brief_rest("Shared", "by us", "", ())))

    assert len(drawn(page).get("html")) == 2  # the pictures of the numbers are drawn as Markdown


def test_problem_the_user_can_mend_is_a_calm_message():
    def page():
        from cxlib.errors import NoDates
        from ui import show

        class Mendable(NoDates):
            sentence = "Pick a date column"

        with show.problems():
            raise Mendable()

    assert 'role="alert"' in html_of(drawn(page)) and "Pick a date column" in html_of(drawn(page))


def test_bug_stays_loud():
    def page():
        from ui import show

        with show.problems():
            raise KeyError("ours")

    app = AppTest.from_function(page, default_timeout=60).run()
    assert len(app.exception) == 1


def test_card_escapes_everything_typed():
    def page(hostile):
        from ui import show

        text = show.CardText(*[hostile] * 5, status="missed", status_word=hostile, finding=hostile)
        show.card(text, None, key="card.a")

    markup = drawn(page, hostile=HOSTILE).markdown[0].value
    assert "<img" not in markup
    assert not set("$[]`") & set(markup)


def test_card_status_is_sign_word_and_colour():
    markup = show._card_html(show.CardText("NPS", status="missed", status_word="missed"), None)
    assert 'class="hl-status hl-missed"' in markup
    assert 'class="hl-sign" aria-hidden="true"' in markup
    assert "<bdi>missed</bdi>" in markup


def test_card_reads_in_the_order_of_the_design():
    text = show.CardText("name", "tag", "31", "± 4", "base", "met", "met", "9 above", "1 in 5", "finding", "caveat")
    markup = show._card_html(text, None)
    words = ["name", "tag", "31", "± 4", "base", ">met<", "9 above", "1 in 5", "finding", "caveat"]
    places = [markup.index(f">{word}<" if word[0] != ">" else word) for word in words]
    assert places == sorted(places)


def test_picture_is_read_aloud_as_its_sentence():
    periods = pd.DataFrame({"period": pd.period_range("2026-01", periods=3, freq="M"), "value": [1.0, 2.0, 3.0]})
    markup = show.picture(charts.spark(periods, takeaway="**Rising** since March"), 300)
    assert 'role="img" aria-label="Rising since March"' in markup
    assert markup.count("<svg") == 1


def test_odds_are_strong_in_a_card():
    assert "<strong>1 in 5</strong> to reach" in show._card_html(show.CardText("a", chance="**1 in 5** to reach"), None)


def test_chart_has_its_takeaway_as_text_and_as_description():
    def page():
        import pandas as pd

        from cxlib import charts
        from ui import show

        answers = pd.DataFrame({"answer": ["1", "2"], "count": [3, 7]})
        show.chart(charts.distribution(answers, takeaway="Most are **happy**."), "answers")

    app = drawn(page)
    assert "Most are <strong>happy</strong>." in html_of(app)
    chart = app.get("vega_lite_chart")[0]
    assert chart.proto.alt == "Most are happy."


def test_short_table_is_plain_html_with_headers():
    def page():
        import pandas as pd

        from ui import show

        show.table(pd.DataFrame({"Segment": ["<b>"], "Value": [1234.5]}), "t")

    text = html_of(drawn(page))
    assert '<th scope="col" class="hl-number">Value</th>' in text
    assert "&lt;b&gt;" in text and "1,234" in text


def test_long_table_is_neutral():
    def page():
        import pandas as pd

        from ui import show

        show.table(pd.DataFrame({"a": ["=1+1"] * 50}), "t")

    assert drawn(page).dataframe[0].value["a"].iloc[0] == "'=1+1"


def test_download_is_neutral_and_readable_by_excel():
    csv = show.csv(pd.DataFrame({"a": ["=1+1", "é"]}))
    assert csv.startswith(b"\xef\xbb\xbf")
    assert csv.decode("utf-8-sig").splitlines() == ["a", "'=1+1", "é"]


def test_decisions_take_sentences_and_findings():
    class Finding:
        sentence = "**Billing** fell"

    def page(finding):
        from ui import show

        show.decisions("What needs a decision", [finding, "Other"], otherwise="Nothing")
        show.decisions("To celebrate", [], ordered=False, otherwise="Nothing yet")

    text = html_of(drawn(page, finding=Finding()))
    assert "<ol><li>" in text and "<strong>Billing</strong> fell" in text and "Nothing yet" in text


def test_empty_state_says_what_to_do():
    def page():
        from ui import show

        show.empty("No data yet.", "Upload a file to begin.")

    assert "Upload a file to begin." in html_of(drawn(page))


def test_steps_show_and_then_leave():
    def page():
        from ui import show

        with show.steps("Preparing") as step:
            step("Reading", 0.5)

    assert not drawn(page).get("progress")


def test_style_sheet_names_every_colour_for_both_schemes():
    from ui import style

    sheet = style._sheet("ltr")
    assert "--hl-data:light-dark(#1f5f8b,#6fb1e0)" in sheet
    assert "direction: rtl" not in sheet
    assert "direction: rtl" in style._sheet("rtl")


@pytest.mark.parametrize("generated", ["st-emotion", ".css-", "e1o5", ".eczjsme"])
def test_style_sheet_uses_stable_hooks_only(generated):
    from ui import style

    assert generated not in style._sheet("rtl")


def test_page_tells_its_language_and_direction():
    from cxlib.language import PSEUDO
    from ui import style

    assert style._told("fa", "rtl").endswith('data-lang="fa" data-dir="rtl"></script>')
    assert 'data-lang="en"' in style._told(PSEUDO, "ltr")
