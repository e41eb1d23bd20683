"""A snapshot's comments understood once and kept beside it: the next page, person and day read the result.

Kept as Parquet in a folder named by the content of the snapshot, the column and the version of these rules; whatever
was computed for another content is never read.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxlib.voices.corpus import Corpus
from cxlib.voices.mood import mood_of_words
from cxlib.voices.tokens import Tokens

FOLDER = "voices"  # in the store's home
VERSION = 3  # counts up when comments would be understood differently
MOST_KEPT = 24  # digests kept on disk; the longest unused go first
Step = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Digest:
    """The comments of one snapshot.

    Attributes:
        key: Hash of the content, the column and the rules.
        corpus: The different comments, shape (k,).
        rows: Rows of the snapshot that have a comment, ascending, shape (n,).
        places: Which of the different comments each of them says, shape (n,).
        moods: How each comment sounds by its words, -1 to 1, NaN where the language has no list, shape (k,).
    """

    key: str
    corpus: Corpus
    rows: np.ndarray
    places: np.ndarray
    moods: np.ndarray


def digest_key(snapshot: Path, columns: str | Sequence[str]) -> str:
    """Names the digest of a snapshot, whose file name is the hash of its content."""
    named = columns if isinstance(columns, str) else "|".join(columns)
    return hashlib.sha256(f"{VERSION}|{snapshot.stem}|{named}".encode()).hexdigest()[:24]


def digest(
    snapshot: Path, columns: str | Sequence[str], folder: Path | None = None, step: Step | None = None
) -> Digest:
    """The comments in the snapshot, read from ``folder`` if they are kept there, else understood now.

    Args:
        snapshot: A Parquet file, or a folder of them.
        columns: The column of comments, or several: what a row says in all of them is one comment, a line each.
        folder: Where digests are kept; None keeps nothing.
        step: Told what is being done and the share that is done, 0 to 1.
    """
    key = digest_key(snapshot, columns)
    place = folder / key if folder else None
    if place is not None and (place / "rows.parquet").exists():
        os.utime(place)
        return _kept(place, key)
    made = _made(_comments(snapshot, [columns] if isinstance(columns, str) else list(columns)), key, step)
    if place is not None:
        _keep(made, place)
    return made


def digest_of(texts: list[str | None], step: Step | None = None) -> Digest:
    """The digest of comments at hand, one a row; None and blank ones are rows without a comment."""
    return _made(texts, "", step)


def _comments(snapshot: Path, columns: list[str]) -> list[str | None]:
    read = pq.read_table(snapshot, columns=columns)
    texts = [pc.cast(read.column(name), pa.string()) for name in columns]
    if len(texts) == 1:
        return texts[0].to_pylist()  # type: ignore[no-any-return]
    rows = zip(*(column.to_pylist() for column in texts), strict=True)
    return ["\n".join(part.strip() for part in row if part and part.strip()) or None for row in rows]


def _made(texts: list[str | None], key: str, step: Step | None) -> Digest:
    known: dict[str, int] = {}
    rows, places = [], []
    for row, text in enumerate(texts):
        if text is not None and (plain := text.strip()):
            rows.append(row)
            places.append(known.setdefault(plain, len(known)))
    corpus = Corpus.of(known, step)
    return Digest(key, corpus, np.array(rows, np.int64), np.array(places, np.int64), mood_of_words(corpus))


def _keep(made: Digest, place: Path) -> None:
    """Written aside and named at the end, so that nobody reads half of it."""
    aside = place.with_name(f".{uuid4().hex}")
    aside.mkdir(parents=True)
    corpus, words = made.corpus, made.corpus.tokens
    said = {"text": list(corpus.texts), "normal": list(corpus.normals), "language": list(corpus.languages)}
    pq.write_table(pa.table({**said, "mood": made.moods, "words": _lists(words)}), aside / "comments.parquet")
    vocabulary = {"word": list(words.words), "stem": list(words.stems), "language": list(words.languages)}
    pq.write_table(pa.table(vocabulary), aside / "vocabulary.parquet")
    pq.write_table(pa.table({"row": made.rows, "place": made.places}), aside / "rows.parquet")
    if place.exists():
        shutil.rmtree(aside)
    else:
        aside.rename(place)
    _forget_old(place.parent)


def _lists(words: Tokens) -> pa.Array:
    ends = np.flatnonzero(words.flat == 0) + 1
    return pa.ListArray.from_arrays(np.concatenate([[0], ends]).astype(np.int32), pa.array(words.flat))


def _kept(place: Path, key: str) -> Digest:
    comments = pq.read_table(place / "comments.parquet")
    vocabulary = pq.read_table(place / "vocabulary.parquet").to_pydict()
    lists = comments.column("words").combine_chunks()
    flat = np.asarray(lists.flatten().to_numpy(zero_copy_only=False), np.int32)
    lengths = np.diff(lists.offsets.to_numpy(zero_copy_only=False))
    words = Tokens(
        flat,
        np.repeat(np.arange(len(lengths)), lengths),
        tuple(vocabulary["word"]),
        tuple(vocabulary["stem"]),
        tuple(vocabulary["language"]),
        len(lengths),
    )
    languages = np.array(comments.column("language").to_pylist(), object)
    corpus = Corpus(
        tuple(comments.column("text").to_pylist()), tuple(comments.column("normal").to_pylist()), languages, words
    )
    rows = pq.read_table(place / "rows.parquet")
    moods = comments.column("mood").to_numpy()
    return Digest(key, corpus, rows.column("row").to_numpy(), rows.column("place").to_numpy(), moods)


def forget(home: Path) -> None:
    """Removes everything that was kept of comments: after a customer is erased, what is still there is understood anew.

    Args:
        home: Folder of the whole store.
    """
    shutil.rmtree(home / FOLDER, ignore_errors=True)


def _forget_old(folder: Path) -> None:
    kept = sorted(folder.glob("[!.]*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[MOST_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
