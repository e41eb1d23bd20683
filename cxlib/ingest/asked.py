"""What the cells of a lattice mean: the reader of workbooks is asked about every different one, in a copy of the book
whose tall sheets hold nothing but these cells."""

import io
import secrets
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, product
from string import ascii_uppercase

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from cxlib.ingest.cells import cell_text, number_text
from cxlib.ingest.lattice import BLANK, NUMBER, OTHER, SHARED, IrregularError, Lattice, Sort
from cxlib.ingest.tall import Coded, TallRows

_LETTERS = [
    "".join(letters).encode() for letters in chain(product(ascii_uppercase), product("A", ascii_uppercase))
]  # columns that are asked about, and one at the end so that all rows are equally long
_HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_NO_TEXTS = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></sst>'
_UNNEEDED = ("/media/", "/drawings/", "/pivotCache/", "/charts/", "/embeddings/")
_SAMPLE = 1.5  # a number by which a date, a span and a plain number are told apart
Questions = Mapping[str, Sequence[bytes]]


def sheet_names(book: CalamineWorkbook) -> list[str]:
    """The sheets of cells, in their order."""
    kinds = {meta.name: str(meta.typ) for meta in book.sheets_metadata}
    return [name for name in book.sheet_names if "WorkSheet" in kinds.get(name, "WorkSheet")]


def read_book(package: bytes, lattices: Mapping[str, Lattice]) -> tuple[CalamineWorkbook, dict[str, TallRows]]:
    """A workbook some of whose sheets were taken apart.

    Args:
        package: The whole book.
        lattices: Part of the package -> the cells of the sheet in it.
    Returns:
        The book for its other sheets, and name of a sheet -> its rows for those that were taken apart.
    Raises:
        IrregularError: If it cannot be told where the cells of a sheet end.
        CalamineError: If the book is broken.
    """
    numbers = {part: [sort for sort in lattice.sorts if sort.holds == NUMBER] for part, lattice in lattices.items()}
    samples = {part: [_content(sort.tail, _SAMPLE) for sort in sorts] for part, sorts in numbers.items()}
    answers = _answered(package, samples, with_texts=False)[1]
    sheets = {
        name: _Sheet(
            lattices[part], [sort for sort, told in zip(numbers[part], said, strict=True) if type(told) is not float]
        )
        for name, (part, said) in answers.items()
    }
    parts = {part: name for name, (part, _) in answers.items()}
    questions = {part: sheets[parts[part]].questions if part in parts else [] for part in lattices}
    book, answers = _answered(package, questions, with_texts=True)
    return book, {name: sheets[name].rows(said) for name, (_, said) in answers.items()}


# --- one sheet ------------------------------------------------------------------------------------


class _Sheet:
    """A sheet's columns with their different cells, and what has to be asked about these.

    Attributes:
        questions: Contents of cells.
    """

    def __init__(self, lattice: Lattice, dated: Sequence[Sort]) -> None:
        self._sorts = lattice.sorts
        self._dated = {place for place, sort in enumerate(lattice.sorts) if sort in dated}
        self._columns = [_told_apart(*lattice.column(place)) for place in range(lattice.width)]
        others = list(lattice.others)
        different: dict[int, list[np.ndarray]] = {}
        for sort, held in chain.from_iterable(runs for _codes, runs in self._columns):
            if self._asked(sort):
                different.setdefault(sort, []).append(held)
        self._different = {sort: np.unique(np.concatenate(held)) for sort, held in different.items()}
        self.questions = [
            question for sort, held in self._different.items() for question in self._about(sort, held, others)
        ]

    def _asked(self, sort: int) -> bool:
        return self._sorts[sort].holds in (SHARED, OTHER) or sort in self._dated

    def _about(self, sort: int, held: np.ndarray, others: Sequence[bytes]) -> list[bytes]:
        tail = self._sorts[sort].tail
        if self._sorts[sort].holds == OTHER:
            return [tail + others[place] for place in held.astype(int).tolist()]
        if sort in self._dated:
            return [_content(tail, value) for value in held.tolist()]
        form = tail + b"<v>%d</v></c>"
        return [form % place for place in held.astype(int).tolist()]

    def rows(self, answers: Sequence[object]) -> TallRows:
        """The rows of the sheet.

        Args:
            answers: What the reader says to each question.
        Raises:
            IrregularError: If the first column, the last one or the last row may not be there for it.
        """
        texts = np.array([told if type(told) is str else cell_text(told) for told in answers], object)
        begins = np.cumsum([0, *map(len, self._different.values())])
        known = {
            sort: (held, texts[begin : begin + len(held)])
            for (sort, held), begin in zip(self._different.items(), begins, strict=False)
        }
        columns = [Coded.of(codes, list(self._words(runs, known))) for codes, runs in self._columns]
        self._columns = []
        last = (column.words[column.codes[-1]] for column in columns)
        if not (any(columns[0].words) and any(columns[-1].words) and any(last)):
            raise IrregularError("margin")
        return TallRows.beside(columns)

    def _words(
        self, runs: Sequence[tuple[int, np.ndarray]], known: Mapping[int, tuple[np.ndarray, np.ndarray]]
    ) -> Iterator[str]:
        """The texts of a column's different cells."""
        for sort, held in runs:
            if self._asked(sort):
                asked, texts = known[sort]
                yield from texts[np.searchsorted(asked, held)].tolist()
            else:
                yield from [""] if self._sorts[sort].holds == BLANK else map(number_text, held.tolist())


def _told_apart(sorts: np.ndarray, held: np.ndarray) -> tuple[np.ndarray, list[tuple[int, np.ndarray]]]:
    """The place of each cell among the different ones, and these: what each sort holds."""
    codes, runs, begin = np.empty(len(sorts), np.int32), [], 0
    for sort in np.flatnonzero(np.bincount(sorts)).tolist():
        here = np.flatnonzero(sorts == sort)
        coded = pa.array(held[here]).dictionary_encode()
        codes[here] = coded.indices.to_numpy() + begin
        runs.append((sort, coded.dictionary.to_numpy()))
        begin += len(coded.dictionary)
    return codes, runs


# --- questions ------------------------------------------------------------------------------------


def _content(tail: bytes, value: float) -> bytes:
    return b"%s<v>%s</v></c>" % (tail, repr(value).encode())


def _answered(
    package: bytes, questions: Questions, with_texts: bool
) -> tuple[CalamineWorkbook, dict[str, tuple[str, list[object]]]]:
    """The book with questions in place of its tall sheets, and name of such a sheet -> its part and the answers."""
    marks = {secrets.token_hex(8): part for part in questions}
    asking = {part: _asking(mark, questions[part]) for mark, part in marks.items()}
    book = CalamineWorkbook.from_filelike(io.BytesIO(_copied(package, asking, with_texts)))
    answers: dict[str, tuple[str, list[object]]] = {}
    for name in sheet_names(book):
        try:
            rows = book.get_sheet_by_name(name).iter_rows()
        except CalamineError:
            if with_texts:
                raise
            continue  # one of the other sheets, which lacks its texts here
        part = marks.get(str(next(rows, [""])[0]))
        if part is not None:
            told: list[object] = [cell for row in rows for cell in row[: len(_LETTERS) - 1]]
            answers[name] = part, told[: len(questions[part])]
    return book, answers


def _copied(package: bytes, sheets: Mapping[str, bytes], with_texts: bool) -> bytes:
    """The package with these sheets in place of its own, without what cells do not need."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(target, "w") as copy:
        for member in source.infolist():
            name = member.filename
            if not name.lower().endswith((".xml", ".rels")) or any(place in name for place in _UNNEEDED):
                continue
            texts = not with_texts and name.endswith("/sharedStrings.xml")
            part = sheets.get(name) or (_NO_TEXTS if texts else source.read(member))
            copy.writestr(zipfile.ZipInfo(name), part)
    return target.getvalue()


def _asking(mark: str, questions: Sequence[bytes]) -> bytes:
    """A sheet with its mark in the first cell and the contents asked about below."""
    rows = [b'<row r="1"><c r="A1" t="str"><v>%s</v></c></row>' % mark.encode()]
    *letters, last = _LETTERS
    for at, begin in enumerate(range(0, len(questions), len(letters)), 2):
        number = b"%d" % at
        cells = [
            b'<c r="' + letter + number + content
            for letter, content in zip(letters, questions[begin : begin + len(letters)], strict=False)
        ]
        rows.append(b'<row r="%b">%b<c r="%b%b"><v>0</v></c></row>' % (number, b"".join(cells), last, number))
    return _HEAD + b"".join(rows) + b"</sheetData></worksheet>"
