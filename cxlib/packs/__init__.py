"""A review to take along: PowerPoint, one HTML file, Excel. All from the same content, live or frozen."""

import re
from importlib import import_module

from cxlib.review import ReviewContent

FORMATS = {"pptx": ("powerpoint", "powerpoint"), "html": ("page", "page"), "xlsx": ("workbook", "workbook")}
"""File ending -> module of this room and its function: content and the app's address in, bytes out."""
MIMES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def pack(content: ReviewContent, format: str, home: str = "") -> bytes:
    """A review as a file.

    Args:
        content: The review.
        format: ``"pptx"``, ``"html"`` or ``"xlsx"``.
        home: The app's own address, so that sentences link to their evidence; empty for none.
    Raises:
        ValueError: If there is no such format.
    """
    if format not in FORMATS:
        raise ValueError(f"no format {format!r}")
    module, name = FORMATS[format]
    return getattr(import_module(f"cxlib.packs.{module}"), name)(content, home)


def file_name(content: ReviewContent, format: str) -> str:
    """A name for the file: workspace and review, letters, digits and dashes only."""
    name = re.sub(r"[^\w-]+", "-", f"{content.name} {content.title}").strip("-")[:80]
    return f"{name or 'headlight'}.{format}"
