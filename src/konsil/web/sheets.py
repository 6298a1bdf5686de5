"""Tables for a spreadsheet, as CSV and as XLSX (X25): nothing in a cell is ever run, every letter and every leading
zero stays."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

Cell = str | int | float | date | datetime | None
Rows = Iterable[Sequence[Cell]]
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes for the beginning of a formula
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(rows: Rows) -> bytes:
    """UTF-8 with its mark, so that a spreadsheet reads ë, ș and ғ; text that would run begins with an apostrophe."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_NONNUMERIC).writerows([[_safe(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows, name: str) -> bytes:
    """A workbook of one sheet. Text is text by its type, so a spreadsheet neither runs nor rounds it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for path, text in {**PARTS, "xl/workbook.xml": _book(name), "xl/worksheets/sheet1.xml": _sheet(rows)}.items():
            book.writestr(zipfile.ZipInfo(path), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    told = _text(cell)
    return f"'{told}" if isinstance(told, str) and told.lstrip(" ").startswith(RUNS) else told


def _text(cell: Cell) -> str | int | float | None:
    return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat() if isinstance(cell, date) else cell


def _sheet(rows: Rows) -> str:
    told = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{told}</sheetData></worksheet>'


def _cell(cell: Cell) -> str:
    told = _text(cell)
    if told is None:
        return "<c/>"
    if isinstance(told, int | float):
        return f"<c><v>{told}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_printable(told))}</t></is></c>'


def _printable(told: str) -> str:
    """Without what XML cannot hold."""
    return "".join(one for one in told if one >= " " or one in "\t\n\r")


def _book(name: str) -> str:
    told = escape("".join(one for one in name if one not in "[]:*?/\\")[:31], {'"': "&quot;"})
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships"><sheets>'
        f'<sheet name="{told}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{OFFICE}/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
