"""Comments: how fast they are understood, and how often their words tell the mood.

Without arguments 10,000 and 100,000 different comments in five languages are made from the sample's phrases and read.
With labelled messages the mood of words is measured, or the weights that complete the lists are learned again:

    python benchmarks/voices.py measure th wisesight.csv.gz --text text --label label --happy pos --unhappy neg
    python benchmarks/voices.py learn   en lounge.csv seat.csv --text content --label recommended --happy 1 --unhappy 0

Both split by the same seed: three quarters are learned from, the last quarter is only ever measured on. Learning needs
scikit-learn, which nothing else here does. What is kept was learned from PyThaiNLP/wisesight-sentiment (strength 0.1)
and quankiquanki/skytrax-reviews-dataset (0.01), both CC0.
"""

import argparse
import json
import random
import re
import time
from pathlib import Path

import numpy as np
import pandas as pd

from cxlib.voices import Corpus, starter_themes, themes
from cxlib.voices.digest import digest_of
from cxlib.voices.mood import accuracy, mood_of_words, unlearned_mood

ROOT = Path(__file__).parent.parent
SEED = 0
HELD_OUT = 0.25
OFTEN = 12  # messages a word must stand in to be learned


def made(size: int) -> list[str]:
    """Different comments put together from the sample's phrases."""
    draw = random.Random(SEED)
    phrases = json.loads((ROOT / "sample_data" / "phrases.json").read_text(encoding="utf-8"))
    said = {
        code: [text for part in parts.values() if isinstance(part, dict) for texts in part.values() for text in texts]
        for code, parts in phrases.items()
    }
    found: dict[str, None] = {}
    while len(found) < size:
        texts = said[draw.choice(list(said))]
        joined = " ".join(draw.choice(texts) for _ in range(draw.randint(2, 5)))
        found[re.sub(r"\{\w+\}", lambda _: str(draw.randint(1, 9999)), joined)] = None
    return list(found)


def speed(size: int) -> None:
    """CPU seconds to understand comments and to find their themes."""
    texts, start = made(size), time.process_time()
    understood = digest_of(list(texts))
    between = time.process_time()
    themes(understood.corpus, starter_themes())
    print(f"FIGURE voices.understand.{size} {between - start:.1f}")
    print(f"FIGURE voices.themes.{size} {time.process_time() - between:.1f}")


def labelled(files: list[str], text: str, label: str, happy: str, unhappy: str) -> tuple[list[str], np.ndarray]:
    """Happy and unhappy messages with 1 and -1."""
    rows = pd.concat([pd.read_csv(file) for file in files]).dropna(subset=[text, label])
    names = rows[label].map(lambda value: str(int(value)) if isinstance(value, float) else str(value))
    truth = names.map({happy: 1.0, unhappy: -1.0}).fillna(0.0).to_numpy()
    return rows[text].astype(str)[truth != 0].tolist(), truth[truth != 0]


def measure(language: str, texts: list[str], truth: np.ndarray) -> None:
    """How often words are right on the quarter that nothing was learned from."""
    kept = _held_out(len(texts))
    corpus = Corpus.of(text for text, keep in zip(texts, kept, strict=True) if keep)
    for found in accuracy(mood_of_words(corpus), truth[kept], corpus.languages):
        if found.language == language:
            print(f"FIGURE voices.mood.{language} {found.accuracy:.4f} base {found.base_rate:.4f} of {found.base}")


def learn(language: str, texts: list[str], truth: np.ndarray, strength: float) -> None:
    """Weights of words beside the list's own, in its units, from three quarters of the messages."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    corpus = Corpus.of(texts)
    learned_from = ~_held_out(len(texts)) & (corpus.languages == language)
    words = corpus.tokens
    ones = csr_matrix((np.ones(len(words.flat)), (words.comment, words.flat)), (corpus.size, len(words.words)))
    ones.sum_duplicates()
    ones.data = np.minimum(ones.data, 1)
    often = np.asarray(ones.sum(axis=0)).ravel() >= OFTEN
    kept = [n for n in corpus.by_language[language] if often[n] and len(words.words[n]) > 1]
    kept = [n for n in kept if not any(sign.isdigit() for sign in words.words[n])]
    told = csr_matrix(unlearned_mood(corpus, language)[:, None])
    features = hstack([told, ones.tocsc()[:, kept]]).tocsr()[learned_from]
    model = LogisticRegression(C=strength, max_iter=2000, class_weight="balanced").fit(features, truth[learned_from])
    scaled = model.coef_[0, 1:] / model.coef_[0, 0]
    found = {words.words[n]: round(float(w), 2) for n, w in zip(kept, scaled, strict=True) if abs(w) >= 0.1}
    place = ROOT / "cxlib" / "voices" / "moods" / f"{language}.learned.json"
    place.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True), encoding="utf-8")
    print(f"{len(found)} words")


def _held_out(size: int) -> np.ndarray:
    return np.random.default_rng(SEED).random(size) < HELD_OUT


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", default="speed", choices=("speed", "measure", "learn"))
    parser.add_argument("language", nargs="?", default="en")
    parser.add_argument("files", nargs="*")
    for name, usual in (("text", "text"), ("label", "label"), ("happy", "1"), ("unhappy", "0")):
        parser.add_argument(f"--{name}", default=usual)
    parser.add_argument("--strength", type=float, default=0.1)
    asked = parser.parse_args()
    if asked.what == "speed":
        speed(10_000)
        speed(100_000)
        return
    texts, truth = labelled(asked.files, asked.text, asked.label, asked.happy, asked.unhappy)
    if asked.what == "learn":
        learn(asked.language, texts, truth, asked.strength)
    measure(asked.language, texts, truth)


main()
