"""Word lists by language: what says nothing, Vietnamese compounds, and the dictionary that Thai is cut by."""

import json
import lzma
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def stop_words() -> dict[str, frozenset[str]]:
    """By language: words that hold a sentence together and say nothing about the matter, as ``normal`` writes them."""
    read = json.loads((_FOLDER / "stop.json").read_text(encoding="utf-8"))
    return {code: frozenset(words) for code, words in read.items()}


@lru_cache(maxsize=1)
def compounds() -> frozenset[str]:
    """Vietnamese words of several syllables that customers use; others are told by how firmly syllables stick."""
    return frozenset(json.loads((_FOLDER / "compounds.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def thai_words() -> tuple[str, ...]:
    """PyThaiNLP's list of Thai words (CC0) and the words of this trade, sorted."""
    listed = lzma.decompress((_FOLDER / "th.txt.xz").read_bytes()).decode().split()
    return tuple(sorted({*listed, *json.loads((_FOLDER / "th.json").read_text(encoding="utf-8"))}))
