"""Believable comments in five languages, put together from phrases by theme and mood."""

import json
import unicodedata
from pathlib import Path

import numpy as np

PHRASES = json.loads((Path(__file__).parent / "phrases.json").read_text(encoding="utf-8"))
LANGUAGES = {"en": 0.38, "hu": 0.24, "vi": 0.14, "th": 0.14, "fa": 0.10}
PLACES = {
    "en": ["Ashford", "Millbrook", "Kingsport"],
    "hu": ["Győr", "Szeged", "Kőszeg"],
    "vi": ["Đà Nẵng", "Huế", "Cần Thơ"],
    "th": ["บางนา", "หาดใหญ่", "เชียงใหม่"],
    "fa": ["شیراز", "تبریز", "کرمان"],
}
BAD = {
    "waiting": 0.27,
    "billing": 0.13,
    "app": 0.12,
    "staff": 0.11,
    "price": 0.14,
    "coverage": 0.12,
    "promise": 0.08,
    "charged_twice": 0.03,
}
GOOD = {"staff": 0.36, "waiting": 0.12, "app": 0.13, "price": 0.11, "coverage": 0.13, "promise": 0.13, "billing": 0.02}
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
CONTACTS = ("Call me on +36 55 501 0{number}.", "My e-mail is customer{number}@example.org.")


def pick(rng: np.random.Generator, options: list[str]) -> str:
    return options[int(rng.integers(len(options)))]


def comment(rng: np.random.Generator, language: str, theme: str, bad: bool) -> str:
    """One comment: an opening, the point, sometimes a close; digits, marks and slips as people write them."""
    phrases, mood = PHRASES[language], "bad" if bad else "good"
    point = pick(rng, phrases[theme][mood]).format(
        minutes=int(rng.integers(8, 70)),
        times=int(rng.integers(2, 6)),
        days=int(rng.integers(2, 15)),
        amount=int(rng.integers(5, 60)),
        place=pick(rng, PLACES[language]),
    )
    parts = [pick(rng, phrases["open"][mood]), point + phrases["stop"], pick(rng, phrases["close"][mood])]
    return _as_written(rng, language, phrases["join"].join(part for part in parts if part))


def _as_written(rng: np.random.Generator, language: str, text: str) -> str:
    slip = rng.random()
    if language == "fa":
        text = text.translate(PERSIAN_DIGITS)
        return text.replace("ی", "ي").replace("ک", "ك") if slip < 0.08 else text
    if language == "th" and slip < 0.2:
        return text.translate(THAI_DIGITS)
    if language == "vi" and slip < 0.1:
        return unicodedata.normalize("NFD", text)
    return _slip(rng, text, slip) if language in ("en", "hu") else text


def _slip(rng: np.random.Generator, text: str, slip: float) -> str:
    if slip < 0.04:
        return text.upper()
    if slip < 0.10:
        return text.lower().rstrip(".")
    if slip < 0.12:
        return text.replace(". ", ".\n")
    if slip < 0.125:
        return text + " " + pick(rng, list(CONTACTS)).format(number=int(rng.integers(100, 1000)))
    return '"' + text + '"' if slip < 0.14 else text
