"""Damaged and strange files against the reader: whatever comes, the answer is a table or a sentence, and soon.

    nice -n 19 python benchmarks/fuzz.py [SECONDS] [SEED]       a minute by default; finds are kept in ./fuzz_finds

Every file is one of a few hundred good ones, each in a dialect, an encoding and a locale of its own, workbooks and JSON
among them, with bytes put in, taken out, doubled or cut. Parts of workbooks are changed inside their package.
"""

import io
import json
import random
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

import xlsxwriter

from cxlib.errors import CXError
from cxlib.ingest import read

FINDS = Path("fuzz_finds")
PATIENCE = 20  # s for one file
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1250", "cp1252", "cp874", "cp1256", "cp1258", "shift_jis", "gb18030")
CITIES = ("Győr", "กรุงเทพ", "Đà Nẵng", "تهران", "São Paulo", "東京", "Köln", "Plain")
WORDS = ("Túl sokat vártam", "ดีมาก", "Rất tốt", "خیلی خوب بود", "Good, but “slow”", 'He said "no"', "", "line\nbreak")
ORDERS = ("{y}-{m:02d}-{d:02d}", "{d:02d}/{m:02d}/{y}", "{d}.{m}.{y}", "{m}/{d}/{y}")
BUGS = (ArithmeticError, LookupError, TypeError, ValueError, RuntimeError, AttributeError, OSError)
BITS = (
    '"', '""', ",", ";", "\t", "\n", "\r", "\r\n", "\0", "  ", "=", "(", ")", "-", "1e999", "2025-02-30", "31/12/99",
    "Total", "%", "<", "{", "[", "\ufeff", "٣", "年", "0/0", "99999999999999999999", "NaN", "True", "½", "²", "①", "٫",
    "令和", "Q5 2020", "W60 2020", "24:61", "::", "'", "\\", '\\"', "N/A", "۱۴۰۴/۱۳/۴۰", "29/02/2567", "\u202e", "Ft",
    "R012", "\ud7ff",
)  # fmt: skip


class LateError(BaseException):
    """A file took longer than it may."""


def seeds(draw: random.Random, count: int = 200) -> list[tuple[str, bytes]]:
    """Good files with their names."""
    makers = (_text, _text, _text, _workbook, _json)
    return [draw.choice(makers)(draw) for _ in range(count)]


def _rows(draw: random.Random) -> list[list[str]]:
    decimal, order = (
        draw.choice(".,"),
        draw.choice(("{y}-{m:02d}-{d:02d}", "{d:02d}/{m:02d}/{y}", "{d}.{m}.{y}", "{m}/{d}/{y}")),
    )
    year = draw.choice((2025, 2568, 1404))
    head = ["Date", "Score", "City", "Amount", "Comment", "Duration"]
    rows = [
        [
            order.format(y=year, m=draw.randint(1, 12), d=draw.randint(1, 28)),
            str(draw.randint(0, 10)),
            draw.choice(CITIES),
            f"{draw.uniform(0, 5000):.2f}".replace(".", decimal),
            draw.choice(WORDS),
            f"{draw.randint(0, 9)}:{draw.randint(0, 59):02d}",
        ]
        for _ in range(draw.randint(1, 60))
    ]
    return [head, *rows]


def _text(draw: random.Random) -> tuple[str, bytes]:
    mark, end = draw.choice((",", ";", "\t", "|")), draw.choice(("\n", "\r\n", "\r"))
    lines = [mark.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in _rows(draw)]
    titles = ["Report of the week", ""] if draw.random() < 0.3 else []
    return "a.csv", end.join([*titles, *lines, ""]).encode(draw.choice(ENCODINGS), errors="replace")


def _workbook(draw: random.Random) -> tuple[str, bytes]:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(_rows(draw)):
            sheet.write_row(at + draw.choice((0, 0, 2)), 0, row)
        sheet.merge_range(70, 0, 72, 3, "merged")
    return "a.xlsx", stream.getvalue()


def _json(draw: random.Random) -> tuple[str, bytes]:
    head, *rows = _rows(draw)
    records = [dict(zip(head, row, strict=True)) for row in rows]
    if draw.random() < 0.5:
        return "a.jsonl", "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()
    return "a.json", json.dumps({"data": {"items": records}}, ensure_ascii=False).encode()


def damaged(draw: random.Random, raw: bytes) -> bytes:
    """The bytes with some changes."""
    if raw.startswith(b"PK") and draw.random() < 0.7:
        return _repacked(draw, raw)
    changed = bytearray(raw)
    for _ in range(draw.choice((1, 1, 2, 3, 8, 30))):
        at, what = draw.randrange(len(changed) + 1), draw.random()
        if what < 0.45:
            changed[at:at] = draw.choice(BITS).encode("utf-8", "surrogatepass") * draw.choice((1, 1, 1, 3))
        elif what < 0.6:
            del changed[at : at + draw.choice((1, 3, 20, 200))]
        elif what < 0.75 and changed:
            changed[min(at, len(changed) - 1)] = draw.randrange(256)
        elif what < 0.9:
            begin = draw.randrange(len(changed) + 1)
            changed[at:at] = changed[begin : begin + draw.randrange(120)]
        else:
            changed = changed[:at]
    return bytes(changed)


def _repacked(draw: random.Random, raw: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as package, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        chosen = draw.choice(package.namelist())
        for name in package.namelist():
            part = package.read(name)
            target.writestr(name, damaged(draw, part) if name == chosen else part)
    return stream.getvalue()


def tried(name: str, raw: bytes) -> None:
    """Reads a file and asks for all that a page would ask for."""
    try:
        reading = read(raw, name)
        reading.text.shape, reading.set_aside.shape  # noqa: B018 - made when asked for
        sentences = [found.sentence for found in reading.findings] + [column.evidence for column in reading.columns]
        if reading.refusal is None and (len(reading.table) != reading.rows or None in sentences):
            raise RuntimeError(f"{len(reading.table)} rows in the table, {reading.rows} said")
    except CXError as problem:
        str(problem)


def main(seconds: float = 60.0, seed: int = 1) -> None:
    """Tries files until the time is over; prints how many, and keeps each new find."""
    draw, tries, found = random.Random(seed), 0, Counter[str]()
    good = seeds(draw)
    signal.signal(signal.SIGALRM, _late)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        name, raw = draw.choice(good)
        raw, tries = damaged(draw, raw), tries + 1
        signal.alarm(PATIENCE)
        try:
            tried(name, raw)
        except (
            LateError,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            RuntimeError,
            AttributeError,
            OSError,
        ) as problem:
            place = traceback.extract_tb(problem.__traceback__)[-1]
            mark = f"{type(problem).__name__} {Path(place.filename).name}:{place.lineno}"
            found[mark] += 1
            if found[mark] == 1:
                FINDS.mkdir(exist_ok=True)
                (FINDS / f"{seed}_{tries}_{name}").write_bytes(raw)
                print(mark, problem, flush=True)
        finally:
            signal.alarm(0)
    print(f"FIGURE fuzz.files {tries}\nFIGURE fuzz.finds {len(found)}")


def _late(*_: object) -> None:
    raise LateError(f"more than {PATIENCE} s")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]), *map(int, sys.argv[2:3]))
