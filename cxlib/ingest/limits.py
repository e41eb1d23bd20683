"""What a file may cost: said before the upload, checked before the work. Settings come from ``HEADLIGHT_MAX_…``."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

MB = 2**20


@dataclass(frozen=True)
class Limits:
    """Limits of one reading.

    Attributes:
        megabytes: Size of a file as uploaded.
        unpacked_megabytes: Size of what an archive or workbook unpacks to.
        ratio: Unpacked size over packed size of a workbook part or archive.
        columns: Columns of a table.
        typed_columns: Columns that are typed; further ones stay text and wait to be picked.
        rows: Rows of a table.
        cell_megabytes: Size of one cell; longer ones are cut, with a note.
        line_megabytes: Length of one line outside quotes.
        parts: Members of an archive or workbook.
        memory_megabytes: Address space of the reading process.
        seconds: Processor and wall time of the reading process.
    """

    megabytes: int = 2048
    unpacked_megabytes: int = 2048
    ratio: int = 200
    columns: int = 20_000
    typed_columns: int = 500
    rows: int = 50_000_000
    cell_megabytes: int = 1
    line_megabytes: int = 32
    parts: int = 10_000
    memory_megabytes: int = 3072
    seconds: int = 120

    @classmethod
    def of(cls, settings: Mapping[str, str] | None = None) -> "Limits":
        """The limits with what the environment says, such as ``HEADLIGHT_MAX_MEGABYTES=500``."""
        settings = os.environ if settings is None else settings
        said = {field.name: settings.get(f"HEADLIGHT_MAX_{field.name.upper()}", "") for field in fields(cls)}
        return cls(**{name: int(value) for name, value in said.items() if value.isdecimal() and int(value) > 0})
