"""Column names: cleaned, never empty, told apart even by an engine that ignores case."""

from collections.abc import Iterable, Sequence

from cxlib.ingest.digits import clean, folded
from cxlib.ingest.headings import Row, imports
from cxlib.ingest.structure import Outline
from cxlib.language import gettext as _

_LONGEST = 200


def unique_names(raw: Iterable[str]) -> list[str]:
    """Clean names, unique without regard to case; a second ``Score`` becomes ``Score (2)``.

    Examples:
        >>> unique_names(["NPS", "nps", "", "a\\nb"])
        ['NPS', 'nps (2)', 'Column 3', 'a b']
    """
    taken: set[str] = set()
    names = []
    for position, text in enumerate(raw, 1):
        name = clean_name(text) or _("Column {number}", number=position)
        candidate, count = name, 1
        while candidate.casefold() in taken or candidate.lower() in taken:
            count += 1
            candidate = f"{name} ({count})"
        taken |= {candidate.casefold(), candidate.lower()}
        names.append(candidate)
    return names


def clean_name(text: str) -> str:
    """One line, single spaces, no control characters, at most 200 characters."""
    name = " ".join(clean(text.replace("\n", " ").replace("\r", " ").replace("\t", " ")).split())
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def header_names(rows: Sequence[Row], outline: Outline) -> tuple[list[str], list[str]]:
    """(names for the table, names as they stand in the file), one a column."""
    levels = [_padded(rows[at], outline.width) for at in outline.header]
    if not levels:
        return [""] * outline.width, [""] * outline.width
    spoken = [level for level in levels if not imports(level)]
    if len(spoken) < len(levels) and len(spoken) > 1:
        labels = spoken[1]
        unique = len({folded(cell) for cell in labels}) == len(labels)
        chosen = [label if label.strip() and unique else code for code, label in zip(spoken[0], labels, strict=True)]
        return chosen, [" ".join(filter(None, parts)) for parts in zip(*spoken, strict=True)]
    carried = [_carried(level, levels[depth + 1 :]) for depth, level in enumerate(levels)]
    names, raw = [], []
    for parts in zip(*carried, strict=True):
        said = [part for part in parts if part.strip()]
        raw.append(" ".join(said) if len(levels) > 1 else parts[0])
        names.append(
            " / ".join(
                part.strip() for place, part in enumerate(said) if place == 0 or folded(part) != folded(said[place - 1])
            )
        )
    return names, raw


def _padded(row: Row, width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _carried(level: list[str], below: list[list[str]]) -> list[str]:
    """An upper level's name holds for the columns to its right that have a name of their own below and none here."""
    carried, last = [], ""
    for place, cell in enumerate(level):
        last = cell if cell.strip() else last
        named_below = any(row[place].strip() for row in below)
        carried.append(cell if cell.strip() or not named_below else last)
    return carried
