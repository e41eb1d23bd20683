"""Slides from parts: titles, texts, tables and notes at places given in inches, mirrored for right-to-left readers."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from cxlib.charts.theme import PALETTE
from cxlib.language import direction
from cxlib.language import gettext as _
from cxlib.language.catalogue import RIGHT_TO_LEFT_MARK
from cxlib.packs.cells import plain

WIDTH, HEIGHT = 13.333, 7.5
EDGE = 0.62
LATIN = "Calibri"
SCRIPT_FONTS = {"Arab": "Segoe UI", "Thai": "Leelawadee UI", "Viet": LATIN}
"""Fonts that Office brings for each script; LibreOffice finds its own."""
LOCALES = {"en": "en-GB", "th": "th-TH", "hu": "hu-HU", "vi": "vi-VN", "fa": "fa-IR"}


class Box(NamedTuple):
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A paragraph: its text, size in points, palette colour, weight, and the address it opens."""

    text: str
    size: float = 16
    colour: str = "ink"
    bold: bool = False
    link: str = ""
    after: float = 6


def _set_properties(properties: Any, title: str, author: str, locale: str) -> None:
    """Who made it, what and when: the library's own template says it was somebody else, in 2013."""
    properties.title, properties.language, properties.comments = plain(title), locale, ""
    properties.author = properties.last_modified_by = plain(author)
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)


class Deck:
    """A presentation that is being made."""

    def __init__(self, language: str, title: str, author: str) -> None:
        from pptx import Presentation
        from pptx.util import Inches

        self.made = Presentation()
        self.made.slide_width, self.made.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self.locale = LOCALES.get(language, language)
        self.mirrored = direction() == "rtl"
        _set_properties(self.made.core_properties, title, author, self.locale)
        _set_theme(self.made)

    def slide(self, title: str, notes: Sequence[str], size: float = 28) -> Any:
        """A slide with its title in a real title place, paper under it, and speaker notes."""
        from pptx.dml.color import RGBColor

        slide = self.made.slides.add_slide(self.made.slide_layouts[5])
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = RGBColor.from_string(shade("paper"))
        box = Box(EDGE, 0.42, WIDTH - 2 * EDGE, 0.98)
        self._place(slide.shapes.title, box)
        fitted = fit(title, box, size, 18)
        self._write(slide.shapes.title.text_frame, [Line(title, fitted, bold=True)], middle=False)
        slide.notes_slide.notes_text_frame.text = plain("\n".join(line for line in notes if line))
        return slide

    def text(self, slide: Any, box: Box, lines: Sequence[Line], middle: bool = False) -> None:
        """Paragraphs in a box."""
        from pptx.util import Inches

        shape = slide.shapes.add_textbox(*(Inches(part) for part in self._mirror(box)))
        self._write(shape.text_frame, lines, middle)

    def card(self, slide: Any, box: Box, accent: str = "") -> None:
        """A quiet white card; ``accent`` names the colour of its leading edge."""
        from pptx.util import Inches

        for place, colour in ((box, "card"), (Box(box.left, box.top, 0.05, box.height), accent)):
            if colour:
                shape = slide.shapes.add_shape(1, *(Inches(part) for part in self._mirror(place)))
                _paint(shape, colour, "hairline" if colour == "card" else colour)

    def table(
        self, slide: Any, box: Box, widths: Sequence[float], rows: Sequence[Sequence[Line]], head: int = 1
    ) -> None:
        """A native table; the first ``head`` rows are its header."""
        from pptx.util import Inches

        mirrored = self._mirror(box)
        shape = slide.shapes.add_table(len(rows), len(widths), *(Inches(part) for part in mirrored))
        made = shape.table
        made.first_row, made.horz_banding = bool(head), False
        if self.mirrored:
            made._tbl.tblPr.set("rtl", "1")
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Inches(width)
        for place, cells in enumerate(rows):
            made.rows[place].height = Inches(box.height / len(rows))
            for column, line in enumerate(cells):
                self._cell(made.cell(place, column), line)

    def _cell(self, cell: Any, line: Line) -> None:
        from pptx.enum.text import MSO_ANCHOR
        from pptx.util import Inches

        cell.fill.background()
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_left = cell.margin_right = Inches(0.06)
        cell.margin_top = cell.margin_bottom = Inches(0.03)
        self._write(cell.text_frame, [line], middle=True)
        _underline(cell)

    def place(self, box: Box) -> tuple[Any, ...]:
        """A box in the units of the file, for charts."""
        from pptx.util import Inches

        return tuple(Inches(part) for part in self._mirror(box))

    def _mirror(self, box: Box) -> Box:
        return box._replace(left=WIDTH - box.left - box.width) if self.mirrored else box

    def _place(self, shape: Any, box: Box) -> None:
        from pptx.util import Inches

        shape.left, shape.top, shape.width, shape.height = (Inches(part) for part in self._mirror(box))

    def _write(self, frame: Any, lines: Sequence[Line], middle: bool) -> None:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
        for name in ("margin_left", "margin_right", "margin_top", "margin_bottom"):
            if not middle:
                setattr(frame, name, 0)
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.RIGHT if self.mirrored else PP_ALIGN.LEFT
            if self.mirrored:
                paragraph._p.get_or_add_pPr().set("rtl", "1" if _starts_from_the_right(line.text) else "0")
            self._run(paragraph, line)

    def _run(self, paragraph: Any, line: Line) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        run = paragraph.add_run()
        run.text = plain(line.text)
        run.font.size, run.font.bold = Pt(line.size), line.bold
        run.font.color.rgb = RGBColor.from_string(shade(line.colour))
        run._r.get_or_add_rPr().set("lang", self.locale)
        paragraph.space_after = Pt(line.after)
        if line.link:
            more = paragraph.add_run()
            more.text = "\u2002" + _("See the evidence")
            more.font.size = Pt(min(line.size, 11))
            more.hyperlink.address = line.link


def shade(name: str) -> str:
    """A palette colour as an office file writes it."""
    return PALETTE["light"][name].removeprefix("#").upper()


def fit(text: str, box: Box, largest: float, smallest: float) -> float:
    """The largest size in points at which a text fits a box, by the usual width of its letters."""
    for size in range(int(largest), int(smallest), -1):
        letters = box.width * 72 / (size * 0.5)
        lines = sum(-(-max(len(part), 1) // letters) for part in text.split("\n"))
        if lines * size * 1.2 <= box.height * 72:
            return float(size)
    return smallest


def _starts_from_the_right(text: str) -> bool:
    """Whether a text is read from the right: by its own mark or first letter; numbers alone keep their order."""
    letters = [unicodedata.bidirectional(letter) for letter in text if letter != RIGHT_TO_LEFT_MARK]
    strong = [kind for kind in letters if kind in ("L", "R", "AL")]
    marked = text.startswith(RIGHT_TO_LEFT_MARK) and any(kind != "L" for kind in strong)
    return marked or (bool(strong) and strong[0] != "L")


def _paint(shape: Any, fill: str, line: str) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(shade(fill))
    shape.line.color.rgb = RGBColor.from_string(shade(line))
    shape.line.width = Pt(0.75)
    shape.shadow.inherit = False


def _underline(cell: Any) -> None:
    """A hairline under a cell and no other borders: the file format knows them only as XML."""
    from lxml import etree

    names = "http://schemas.openxmlformats.org/drawingml/2006/main"
    properties = cell._tc.get_or_add_tcPr()
    for side in ("lnL", "lnR", "lnT", "lnB"):
        line = etree.SubElement(properties, f"{{{names}}}{side}", w="9525" if side == "lnB" else "0")
        if side == "lnB":
            fill = etree.SubElement(line, f"{{{names}}}solidFill")
            etree.SubElement(fill, f"{{{names}}}srgbClr", val=shade("hairline"))
        else:
            etree.SubElement(line, f"{{{names}}}noFill")
    filling = [part for part in properties if part.tag.endswith("Fill")]
    for part in filling:  # borders stand before the filling, or PowerPoint repairs the file
        properties.append(part)


def _set_theme(made: Any) -> None:
    """The theme's fonts, with one for every script we are read in, and the colour of links."""
    from lxml import etree

    names = "http://schemas.openxmlformats.org/drawingml/2006/main"
    master = made.slide_masters[0].part
    theme = next(link.target_part for link in master.rels.values() if link.reltype.endswith("/theme"))
    tree = etree.fromstring(theme.blob)
    for family in tree.iter(f"{{{names}}}majorFont", f"{{{names}}}minorFont"):
        family.find(f"{{{names}}}latin").set("typeface", LATIN)
        for font in family.findall(f"{{{names}}}font"):
            if font.get("script") in SCRIPT_FONTS:
                font.set("typeface", SCRIPT_FONTS[font.get("script")])
    for link in tree.iter(f"{{{names}}}hlink", f"{{{names}}}folHlink"):
        link.remove(link[0])
        etree.SubElement(link, f"{{{names}}}srgbClr", val=shade("data"))
    theme._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
