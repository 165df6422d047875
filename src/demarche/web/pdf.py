"""A claim's dossier as a PDF (A4), with the fonts of the pages."""

import io
from functools import cache
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Circle, Drawing, Line, Path, Polygon, String
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)  # fmt: skip

from demarche.cli.show import figure
from demarche.web.dossier import Dossier, Quote
from demarche.web.site import ASSETS, Names, cut, date_words
from demarche.web.words import STANCES, STATUS_GROUPS, STATUSES

_INK, _SOFT, _LINE = HexColor("#1c1b19"), HexColor("#5b5852"), HexColor("#c9c4ba")
_GROUPS = {
    "yes": HexColor("#14655a"), "no": HexColor("#a8321f"), "unsure": HexColor("#7d5a00"),
    "may": HexColor("#3f5f8a"), "demand": HexColor("#6a4386"),
}  # fmt: skip


@cache
def _fonts() -> None:
    """Register the pages' fonts, as TrueType."""
    for name, file in (("Serif", "serif"), ("Serif-Bold", "serif-bold"), ("Sans", "sans"),
                       ("Sans-Bold", "sans-bold")):  # fmt: skip
        pdfmetrics.registerFont(TTFont(name, str(ASSETS / f"fonts/{file}.ttf")))


def _style(name: str, font: str, size: float, **options: object) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=size * 1.34, textColor=_INK, **options
    )


def mark_drawing(stance: str, size: float = 9) -> Drawing:
    """The mark of a stance, the same shape as on the pages."""
    colour = _GROUPS[STANCES[stance][1]]
    drawing = Drawing(size, size)
    unit = size / 16

    def at(*values: float) -> list[float]:
        return [v * unit if i % 2 == 0 else size - v * unit for i, v in enumerate(values)]

    stroke = {"strokeColor": colour, "strokeWidth": 1.6 * unit}
    full = {"fillColor": colour, "strokeColor": None}
    ring = Circle(8 * unit, 8 * unit, 6.2 * unit, fillColor=None, **stroke)
    if stance == "asserts":
        drawing.add(Circle(8 * unit, 8 * unit, 6.5 * unit, **full))
    elif stance == "accuses":
        drawing.add(Polygon(at(8, 1, 15, 8, 8, 15, 1, 8), **full))
    elif stance == "expects":
        drawing.add(Polygon(at(3, 2, 14, 8, 3, 14), **full))
    elif stance == "demands":
        drawing.add(Polygon(at(8, 1.5, 15, 14.5, 1, 14.5), fillColor=None, **stroke))
        drawing.add(Line(*at(8, 6, 8, 11), **stroke))
    elif stance in ("denies", "retracts"):
        cross = {"strokeColor": colour, "strokeWidth": 2.4 * unit}
        drawing.add(Line(*at(3, 13, 13, 3), **cross))
        drawing.add(ring if stance == "retracts" else Line(*at(3, 3, 13, 13), **cross))
    else:
        if stance == "conditional":
            ring.strokeDashArray = [2.6 * unit, 2 * unit]
        drawing.add(ring)
        if stance == "suggests":
            half = Path(**full)
            half.moveTo(8 * unit, 14 * unit)
            half.curveTo(0, 14 * unit, 0, 2 * unit, 8 * unit, 2 * unit)
            half.closePath()
            drawing.add(half)
        elif stance == "declines_comment":
            drawing.add(Line(*at(4.6, 8, 11.4, 8), **stroke))
        elif stance == "cannot_confirm":
            drawing.add(
                String(8 * unit, 4.6 * unit, "?", fontName="Sans-Bold", fontSize=10.5 * unit,
                       fillColor=colour, textAnchor="middle")
            )  # fmt: skip
    return drawing


def dossier_pdf(d: Dossier, names: Names, link: str) -> bytes:
    """The whole dossier: proposition, matrix, figures, quotes. `link`: where the page is."""
    from demarche.web.pages.claims import claim_words, column_words, why_words

    _fonts()
    title = _style("title", "Serif-Bold", 19)
    heading = _style("heading", "Serif-Bold", 12, spaceBefore=12, spaceAfter=5)
    body, small = _style("body", "Sans", 9.5), _style("small", "Sans", 8)
    small.textColor = _SOFT
    words = claim_words(d.claim)
    status = STATUSES[d.claim.status]
    colour = _GROUPS[STATUS_GROUPS[d.claim.status]].hexval().replace("0x", "#")
    story: list[Flowable] = [
        Paragraph(escape(words), title),
        Spacer(1, 5),
        Paragraph(
            f'<font name="Sans-Bold" color="{colour}">{status[0]}</font>: {escape(status[1])}', body
        ),
        Paragraph(escape(why_words(d, names)), body),
        Paragraph(
            escape(
                f"First said {date_words(d.claim.first) or 'not dated'}; last position "
                f"{date_words(d.claim.latest) or 'not dated'}; {len(d.claim.positions)} positions "
                f"in {len(d.publishers)} publishers. {link}"
            ),
            small,
        ),
        Paragraph("Who stands where, and when", heading),
        _matrix(d, [column_words(column) for column in d.columns], small, body),
        Spacer(1, 4),
        _legend(d, small),
    ]
    for unit, told in d.figures:
        rows = [
            [Paragraph(escape(date_words(t.date)), small), Paragraph(escape(t.name), body),
             Paragraph(escape(figure(t.quantity)), body), Paragraph(f"quote {t.number}", small)]
            for t in told
        ]  # fmt: skip
        table = Table(rows, colWidths=[32 * mm, 62 * mm, 62 * mm, 20 * mm])
        table.setStyle(_LINES)
        story += [Paragraph(escape(f"How many: {unit}" if unit else "How many"), heading), table]
    story.append(Paragraph("Every statement, in its words", heading))
    story += [_quote(quote, small) for quote in d.quotes]
    return _build(story, words)


_LINES = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
)


def _matrix(d: Dossier, heads: list[str], small: ParagraphStyle, body: ParagraphStyle) -> Table:
    width = 178 * mm
    first = min(60 * mm, width * 0.36)
    each = (width - first) / max(1, len(heads))
    rows: list[list[object]] = [["", *(Paragraph(escape(head), small) for head in heads)]]
    for row in d.rows:
        cells: list[object] = [Paragraph(escape(cut(row.name, 60)), body)]
        for column in d.columns:
            marks = [mark_drawing(p.stance) for p, _ in row.cells.get(column, ())]
            cells.append(_together(marks) if marks else "")
        rows.append(cells)
    table = Table(rows, colWidths=[first, *([each] * len(heads))], repeatRows=1)
    table.setStyle(_LINES)
    return table


def _together(marks: list[Drawing]) -> Drawing:
    """Several marks in one cell, side by side, at most six."""
    drawing = Drawing(11 * len(marks[:6]), 9)
    for n, one in enumerate(marks[:6]):
        for shape in one.contents:
            drawing.add(shape)
        if n:
            for shape in drawing.contents[-len(one.contents) :]:
                _shift(shape, 11.0 * n)
    return drawing


def _shift(shape: object, by: float) -> None:
    for name in ("cx", "x", "x1", "x2"):
        if hasattr(shape, name):
            setattr(shape, name, getattr(shape, name) + by)
    if isinstance(shape, Polygon | Path):
        shape.points = [v + by if i % 2 == 0 else v for i, v in enumerate(shape.points)]


def _legend(d: Dossier, small: ParagraphStyle) -> Table:
    shown = [s for s in STANCES if any(p.stance == s for p in d.claim.positions)]
    cells: list[object] = []
    for stance in shown:
        cells += [mark_drawing(stance, 8), Paragraph(STANCES[stance][0], small)]
    table = Table([cells], colWidths=[4 * mm, 26 * mm] * len(shown), hAlign="LEFT")
    table.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return table


def _quote(quote: Quote, small: ParagraphStyle) -> Flowable:
    p = quote.position
    left = [mark_drawing(p.stance), Paragraph(
        f'<font name="Sans-Bold">{STANCES[p.stance][0]}</font><br/>{escape(quote.name)}'
        + (f"<br/>{escape(figure(p.quantity))}" if p.quantity else "")
        + f"<br/>{escape(date_words(p.date))}", small)]  # fmt: skip
    serif = _style("quote", "Serif", 10)
    sentence = "".join(
        f'<font name="Serif-Bold">{escape(t)}</font>' if hit else escape(t)
        for t, hit in quote.sentence
    )
    soft = _SOFT.hexval().replace("0x", "#")
    text = (
        f'{quote.number}. <font color="{soft}">{escape(quote.before)}</font>{sentence}'
        f'<font color="{soft}">{escape(quote.after)}</font>'
    )
    where = [quote.document.headline, quote.document.publisher, quote.document.url]
    source = " · ".join(part for part in where if part)
    chain = " › ".join((quote.document.publisher or "the article", *quote.chain))
    right = [Paragraph(text.replace("\n", " "), serif), Paragraph(escape(chain), small),
             Paragraph(escape(source), small)]  # fmt: skip
    table = Table([[left, right]], colWidths=[40 * mm, 138 * mm])
    table.setStyle(_LINES)
    return KeepTogether(table)


def _build(story: list[Flowable], title: str) -> bytes:
    out = io.BytesIO()
    width, height = A4

    def foot(canvas: object, document: object) -> None:
        canvas.setFont("Sans", 8)  # type: ignore[attr-defined]
        canvas.setFillColor(Color(0.36, 0.35, 0.32))  # type: ignore[attr-defined]
        canvas.drawString(16 * mm, 10 * mm, cut(title, 90))  # type: ignore[attr-defined]
        canvas.drawRightString(width - 16 * mm, 10 * mm, str(document.page))  # type: ignore[attr-defined]

    paper = BaseDocTemplate(
        out, pagesize=A4, title=title, author="Demarche", lang="en", invariant=1,
        leftMargin=16 * mm, rightMargin=16 * mm, topMargin=16 * mm, bottomMargin=18 * mm,
    )  # fmt: skip
    frame = Frame(16 * mm, 18 * mm, width - 32 * mm, height - 34 * mm, 0, 0, 0, 0)
    paper.addPageTemplates([PageTemplate(frames=[frame], onPage=foot)])
    paper.build(story)
    return out.getvalue()
