"""Column names: cleaned, never empty, told apart even by an engine that ignores case."""

from collections.abc import Iterable

from cxlib.ingest.digits import clean
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
