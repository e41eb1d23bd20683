"""How a metric's numbers are said: units, signs, margins and differences."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.metrics import display
from cxlib.workspace import Metric

SHARE = Metric("m", unit="%")
POINTS = Metric("m", unit="points")
SECONDS = Metric("m", unit="s")
MINUTES = Metric("m", unit="min")
EURO = Metric("m", unit="€")
PLAIN = Metric("m")
THIN = "\u202f"


@pytest.mark.parametrize(
    ("metric", "amount", "text"),
    [(SHARE, 0.72, f"72{THIN}%"), (Metric("m", unit="%", decimals=2), 0.01934, f"1.93{THIN}%"), (POINTS, -9.4, "−9"),
     (SECONDS, 190, "3:10"), (SECONDS, 59.6, "1:00"), (SECONDS, -75, "−1:15"), (MINUTES, 3.5, "3:30"),
     (SECONDS, 36_000, "10 h"), (EURO, 184_200, f"€{THIN}184K"), (EURO, 9_999, f"€{THIN}9,999"),
     (Metric("m", unit="Ft"), 2_400_000, f"Ft{THIN}2.4M"), (PLAIN, 1234.4, "1,234"),
     (Metric("m", unit="parcels", decimals=1), 4.25, "4.2"), (PLAIN, float("nan"), "–"), (SECONDS, float("nan"), "–")],
)  # fmt: skip
def test_a_value_in_its_unit(metric, amount, text):
    assert display.value(metric, amount) == text


@pytest.mark.parametrize(
    ("metric", "amount", "text"),
    [(SHARE, 0.05, f"+5{THIN}%"), (POINTS, 3, "+3"), (SECONDS, 75, "+1:15"), (SECONDS, 0, "0:00"),
     (EURO, 20_000, f"€{THIN}+20K"), (EURO, -20_000, f"€{THIN}−20K"), (PLAIN, 0, "0")],
)  # fmt: skip
def test_a_signed_value_shows_its_sign(metric, amount, text):
    assert display.value(metric, amount, signed=True) == text


@pytest.mark.parametrize(
    ("metric", "lower", "upper", "text"),
    [(POINTS, 27, 35, "± 4"), (SHARE, 0.70, 0.74, "± 2"), (SHARE, 0.7, 0.704, "± 0.2"), (POINTS, 30, 30.4, "± 0.2"),
     (SECONDS, 180, 200, "3:00–3:20"), (EURO, 900, 1100, f"€{THIN}900 to €{THIN}1,100"), (PLAIN, 1, float("nan"), "")],
)  # fmt: skip
def test_a_margin_is_half_the_interval(metric, lower, upper, text):
    assert display.margin(metric, lower, upper) == text


@pytest.mark.parametrize(
    ("metric", "amount", "text"),
    [(SHARE, -0.09, "9 points"), (SHARE, 0.004, "0.4 points"), (POINTS, -9.2, "9 points"), (POINTS, 0.4, "0.4 points"),
     (SECONDS, 50, "50 s"), (SECONDS, -75, "1:15"), (EURO, -4_000, f"€{THIN}4,000"), (PLAIN, 0.3, "0.3"),
     (PLAIN, -12, "12"), (POINTS, 1, "1 point"), (SHARE, -0.01, "1 point")],
)  # fmt: skip
def test_a_difference_is_said_without_its_sign(metric, amount, text):
    assert display.difference(metric, amount) == text


@settings(max_examples=80)
@given(st.sampled_from([SHARE, POINTS, SECONDS, MINUTES, EURO, PLAIN]), st.floats(-1e9, 1e9))
def test_differences_up_and_down_are_said_alike(metric, amount):
    assert display.difference(metric, amount) == display.difference(metric, -amount)


@settings(max_examples=80)
@given(st.sampled_from([SHARE, POINTS, SECONDS, MINUTES, EURO, PLAIN]), st.floats(0.01, 1e9))
def test_only_the_sign_tells_a_value_from_its_opposite(metric, amount):
    text, opposite = display.value(metric, amount), display.value(metric, -amount)
    assert opposite.replace("−", "") == text
