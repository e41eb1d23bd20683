"""Survey answers: a latent liking per answer, cut into scores, with the planted segment, mix and mess."""

import numpy as np
import pandas as pd

from sample_data.comments import BAD, GOOD, LANGUAGES, comment
from sample_data.story import CUSTOMERS, REGIONS, Story

POINTS = 65.0  # NPS points per unit of the latent scale, near NPS 40
NPS_CUTS = (-2.2, -1.98, -1.80, -1.64, -1.42, -1.18, -0.93, -0.56, -0.20, 0.42)
CSAT_CUTS = (-1.75, -1.20, -0.62, 0.38)
EFFORT_CUTS = (-1.9, -1.5, -1.05, -0.6, -0.1, 0.7)
RECEIVED_CUTS = (-2.3, -2.0, -1.7, -1.4, -1.05, -0.65, -0.2, 0.35, 1.0)
TOUCHPOINTS = {"Billing": 0.32, "Support": 0.26, "Shop": 0.14, "Delivery": 0.12, "Self-service": 0.16}
PRODUCTS = {"Mobile": 0.44, "Home internet": 0.32, "TV": 0.15, "Business": 0.09}
TYPES = {"Ideal": 0.28, "Core growth": 0.34, "Other": 0.38}
TENURES = {"under 1 year": 0.18, "1 to 3 years": 0.31, "3 to 6 years": 0.29, "over 6 years": 0.22}
CHANNELS = {"E-mail": 0.54, "App": 0.27, "Web": 0.19}  # of the answers that are not SMS
EFFECTS = {
    "touchpoint": {"Billing": -3, "Support": -5, "Shop": 7, "Delivery": 3, "Self-service": 1},
    "region": {"South": 1, "Capital": -2, "North": 0, "East": 2, "West": 1},
    "product": {"Mobile": 1, "Home internet": -2, "TV": 0, "Business": 4},
    "type": {"Ideal": 7, "Core growth": 3, "Other": -6},
    "tenure": {"under 1 year": -3, "1 to 3 years": 0, "3 to 6 years": 1, "over 6 years": 3},
}
BLANKS = ["", "", "", "n/a", "-"]


def draw(rng: np.random.Generator, shares: dict[str, float], size: int) -> np.ndarray:
    return rng.choice(np.array(list(shares), dtype=object), size, p=list(shares.values()))


def version_shares(story: Story, when: pd.DatetimeIndex) -> np.ndarray:
    """Share of v5.2, v5.1, v5.0 among all answers, by day; the rest use no app."""
    newest = 0.70 * np.clip((when - pd.Timestamp(story.release)).days.to_numpy() / 45, 0, 1)
    middle = np.clip(
        0.55 * np.clip((when - pd.Timestamp("2024-05-13")).days.to_numpy() / 60, 0, 1) - 0.68 * newest, 0.09, 1
    )
    return np.column_stack([newest, middle, np.clip(0.85 - newest - middle, 0, 1)])


def survey_rows(story: Story, rng: np.random.Generator, weekly: pd.DataFrame, size: int) -> pd.DataFrame:
    """Row per answer, clean, in order of time: attributes and the latent liking ``liking``."""
    days = story.days()
    busy = (
        np.array([1.25, 1.1, 1.0, 1.0, 1.0, 0.7, 0.6])[days.day_of_week]
        * (1 + 0.2 * (days.month == 12))
        * np.linspace(0.9, 1.1, len(days))
    )
    day = np.sort(rng.choice(len(days), size, p=busy / busy.sum()))
    when = days[day]
    answers = pd.DataFrame({"when": when + pd.to_timedelta(rng.integers(7 * 3600, 22 * 3600, size), unit="s")})
    answers = answers.sort_values("when", ignore_index=True)
    for name, shares in (
        ("touchpoint", TOUCHPOINTS),
        ("region", REGIONS),
        ("product", PRODUCTS),
        ("type", TYPES),
        ("tenure", TENURES),
        ("language", LANGUAGES),
    ):
        answers[name] = draw(rng, shares, size)
    sms = np.where(when >= pd.Timestamp(story.sms_rollout), story.sms_share_after, story.sms_share_before)
    answers["channel"] = np.where(rng.random(size) < sms, "SMS", draw(rng, CHANNELS, size))
    shares, ticket = version_shares(story, when).cumsum(axis=1), rng.random(size)
    answers["version"] = np.select(
        [ticket < shares[:, 0], ticket < shares[:, 1], ticket < shares[:, 2]], ["v5.2", "v5.1", "v5.0"], "no app"
    )
    answers["liking"] = liking(story, rng, answers, weekly)
    answers["customer"] = customers(rng, answers["region"])
    return answers


def customers(rng: np.random.Generator, region: pd.Series) -> np.ndarray:
    """Synthetic ids; the first digit is the region, so one customer stays in one region."""
    first = region.map({name: number + 1 for number, name in enumerate(REGIONS)}).to_numpy()
    reach = region.map(REGIONS).to_numpy() * CUSTOMERS
    number = (rng.random(len(region)) * reach).astype(int)
    return np.array([f"NW-{a}{b:06d}" for a, b in zip(first, number, strict=True)], dtype=object)


def planted(story: Story, answers: pd.DataFrame) -> np.ndarray:
    """The segment that fell: Billing, South, v5.2, from the day South's invoices moved."""
    return (
        (answers["touchpoint"] == "Billing")
        & (answers["region"] == "South")
        & (answers["version"] == "v5.2")
        & (answers["when"] >= pd.Timestamp(story.billing_move))
    ).to_numpy()


def liking(story: Story, rng: np.random.Generator, answers: pd.DataFrame, weekly: pd.DataFrame) -> np.ndarray:
    monday = answers["when"].dt.normalize() - pd.to_timedelta(answers["when"].dt.day_of_week, unit="D")
    points = weekly["nps_shift"].reindex(pd.DatetimeIndex(monday)).to_numpy() + 7.5
    for name, effects in EFFECTS.items():
        points = points + answers[name].map(effects).to_numpy()
    points = (
        points
        + story.sms_gap * (answers["channel"] == "SMS").to_numpy()
        + story.billing_effect * planted(story, answers)
    )
    return points / POINTS + rng.normal(0, 1, len(answers))


def cut(values: np.ndarray, cuts: tuple[float, ...], lowest: int) -> np.ndarray:
    return np.searchsorted(np.asarray(cuts), values) + lowest


def themes(
    story: Story, rng: np.random.Generator, answers: pd.DataFrame, score: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What each comment would be about, and whether it complains."""
    bad = np.where(score <= 6, 0.93, np.where(score <= 8, 0.45, 0.06)) > rng.random(len(answers))
    theme = np.where(bad, draw(rng, BAD, len(answers)), draw(rng, GOOD, len(answers)))
    theme = np.where(bad & planted(story, answers) & (rng.random(len(answers)) < 0.7), "charged_twice", theme)
    dear = (
        bad
        & (answers["when"] >= pd.Timestamp(story.price_change)).to_numpy()
        & (answers["when"] < pd.Timestamp(story.price_change) + pd.Timedelta(weeks=8)).to_numpy()
    )
    return np.where(dear & (rng.random(len(answers)) < 0.3), "price", theme), bad


def written(story: Story, rng: np.random.Generator, answers: pd.DataFrame, score: np.ndarray) -> pd.DataFrame:
    """Row per answer: theme, whether it complains, comment (empty for six in ten)."""
    theme, bad = themes(story, rng, answers, score)
    speaks = rng.random(len(answers)) < np.where(score <= 6, 0.55, np.where(score <= 8, 0.26, 0.38))
    text = [
        comment(rng, language, about, complains) if says else ""
        for language, about, complains, says in zip(answers["language"], theme, bad, speaks, strict=True)
    ]
    return pd.DataFrame({"theme": np.where(speaks, theme, ""), "bad": bad & speaks, "comment": text})


def blanked(rng: np.random.Generator, scores: np.ndarray, share: float) -> np.ndarray:
    """Scores as text with ``share`` of them left unanswered, in the several ways exports say so."""
    text = scores.astype(int).astype(str).astype(object)
    return np.where(rng.random(len(text)) < share, rng.choice(np.array(BLANKS, dtype=object), len(text)), text)


def survey_export(
    story: Story, rng: np.random.Generator, weekly: pd.DataFrame, size: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The file as exported, and the clean truth (attributes, NPS, theme) behind it, row for row before duplicates."""
    answers = survey_rows(story, rng, weekly, size)
    score = cut(answers["liking"].to_numpy(), NPS_CUTS, 0)
    told = written(story, rng, answers, score)
    kin = answers["liking"].to_numpy()
    csat = cut(0.8 * kin + rng.normal(0, 0.6, size), CSAT_CUTS, 1)
    effort = cut(0.7 * kin + rng.normal(0, 0.7, size), EFFORT_CUTS, 1)
    helped = answers["touchpoint"].isin(["Support", "Billing", "Self-service"]).to_numpy()
    export = pd.DataFrame(
        {
            "Response ID": [f"{number:08d}" for number in range(1041, 1041 + size)],
            "Answered at": answers["when"].dt.strftime("%Y-%m-%d %H:%M"),
            "Likely to recommend (0-10)": blanked(rng, score, 0.025),
            "Satisfaction (1-5)": blanked(rng, csat, 0.06),
            "Easy to get help (1-7)": np.where(helped, blanked(rng, effort, 0.1), ""),
            "Promised (1-10)": blanked(rng, np.clip(np.rint(rng.normal(8.4, 1.0, size)), 5, 10), 0.35),
            "Received (1-10)": blanked(rng, cut(0.8 * kin + rng.normal(0, 0.6, size), RECEIVED_CUTS, 1), 0.35),
            "Touchpoint": answers["touchpoint"],
            "Region": answers["region"].where(rng.random(size) > 0.003, answers["region"] + " "),
            "Product": answers["product"],
            "Channel": answers["channel"],
            "App version": answers["version"],
            "Customer type": answers["type"],
            "Tenure": answers["tenure"],
            "Language": answers["language"],
            "Wave": answers["when"].dt.year.astype(str) + " wave " + answers["when"].dt.quarter.astype(str),
            "Customer ID": answers["customer"],
            "Comment": told["comment"],
        }
    )
    twice = np.sort(rng.choice(size, size // 500, replace=False))  # the page of an export that was fetched twice
    export = pd.concat([export, export.iloc[twice]]).sort_values("Response ID", kind="stable", ignore_index=True)
    return export, answers.assign(score=score, theme=told["theme"], bad=told["bad"])
