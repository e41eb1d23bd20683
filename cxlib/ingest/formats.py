"""The formats a table may come in, told apart by their first bytes, not by their names. To add one: a file and a line
here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cxlib.errors import NotATable
from cxlib.ingest import delimited, pages, parquet, records
from cxlib.ingest.limits import Limits
from cxlib.ingest.raw import Raw
from cxlib.ingest.sheets import Parsed
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_


@dataclass(frozen=True)
class Format:
    """A format: its name, how its first bytes look, and how it is taken apart."""

    name: str
    fits: Callable[[Raw], bool]
    parse: Callable[[Raw, Mapping[str, Any], Limits], Parsed]


def _is_workbook(raw: Raw) -> bool:
    """Whether the bytes are a workbook, or an old binary document that may be one."""
    return raw.head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


def _workbook(raw: Raw, choices: Mapping[str, Any], limits: Limits) -> Parsed:
    from cxlib.ingest import spreadsheet  # what reads workbooks is not loaded for a text file

    return spreadsheet.parsed(raw, choices, limits)


def recognised(raw: Raw) -> Format:
    """The format of the bytes.

    Raises:
        NotATable: If they are a picture, a program, a web page …
    """
    _refuse(raw)
    return next(form for form in FORMATS if form.fits(raw))


_STRANGERS = (
    (b"\x89PNG", N_("a PNG picture")),
    (b"\xff\xd8\xff", N_("a JPEG picture")),
    (b"GIF8", N_("a GIF picture")),
    (b"RIFF", N_("a sound or picture")),
    (b"%PDF", N_("a PDF document")),
    (b"\x7fELF", N_("a program")),
    (b"MZ\x90", N_("a program")),
    (b"\xca\xfe\xba\xbe", N_("a program")),
    (b"SQLite format 3\0", N_("a SQLite database")),
    (b"7z\xbc\xaf\x27", N_("a 7z archive")),
    (b"Rar!", N_("a RAR archive")),
    (b"BZh", N_("a bzip2 archive")),
    (b"\xfd7zXZ", N_("an xz archive")),
    (b"\x28\xb5\x2f\xfd", N_("a zstd archive")),
    (b"{\\rtf", N_("an RTF document")),
    (b"\x89HDF", N_("an HDF5 file")),
    (b"ARROW1", N_("an Arrow file")),
    (b"$FL2", N_("an SPSS file")),
    (b"OggS", N_("a sound")),
    (b"ID3", N_("a sound")),
    (b"\x00\x00\x00\x18ftyp", N_("a video")),
    (b"BM\x36", N_("a BMP picture")),
    (b"II*\x00", N_("a TIFF picture")),
    (b"MM\x00*", N_("a TIFF picture")),
)
_PICKLE = re.compile(rb"\x80[\x02-\x05](?:\x95|[}\]c(K)])", re.DOTALL)


def _refuse(raw: Raw) -> None:
    head = raw.head
    for magic, kind in _STRANGERS:
        if head.startswith(magic):
            raise NotATable("kind", file=raw.name, kind=_(kind))
    if _PICKLE.match(head) or raw.suffix in (".pkl", ".pickle"):
        raise NotATable("pickle", file=raw.name)


FORMATS: tuple[Format, ...] = (
    Format("parquet", parquet.is_parquet, parquet.parsed),
    Format("workbook", _is_workbook, _workbook),
    Format("page", pages.is_page, pages.parsed),
    Format("json", records.is_json, records.parsed),
    Format("text", lambda raw: True, delimited.parsed),
)
