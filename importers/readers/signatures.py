"""What a file really is, by its first bytes: names lie."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from importers.readers.errors import EmptyFile, NoSuchFile, WrongFormat

FileFormat = Literal["csv", "xlsx", "ods"]

_OLD_EXCEL = "it is an old Excel file, or one with a password: save it as .xlsx without a password"
_UNREAD = {
    b"\xd0\xcf\x11\xe0": _OLD_EXCEL,
    b"%PDF": "it is a PDF: ask for the table behind it as CSV or XLSX",
    b"\x1f\x8b": "it is compressed (gzip): unpack it first",
    b"7z\xbc\xaf": "it is compressed (7-Zip): unpack it first",
    b"Rar!": "it is compressed (RAR): unpack it first",
    b"\x89PNG": "it is a picture",
    b"\xff\xd8\xff": "it is a picture",
    b"SQLite format": "it is a database: export the table as CSV",
    b"PAR1": "it is a Parquet file: export it as CSV",
    b"{\\rtf": "it is a text document: save the table as CSV or XLSX",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<script")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENDINGS: dict[FileFormat, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xlsm"),
    "ods": (".ods",),
}


def file_format(path: Path) -> FileFormat:
    """The format by content, refused with a sentence where it is not what the name says."""
    head = _head(path)
    for signature, reason in _UNREAD.items():
        if head.startswith(signature):
            raise WrongFormat(f"{path.name} cannot be read: {reason}.")
    if head.lstrip().lower().startswith(_MARKUP):
        raise WrongFormat(
            f"{path.name} is a web page or XML, not a table: download the data as CSV instead."
        )
    return _zipped_format(path) if head.startswith(_ZIP) else _text_format(path)


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise NoSuchFile(f"There is no file {path}: check its name and folder.")
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as reason:
        raise NoSuchFile(f"{path} cannot be opened: {reason.strerror}.") from None
    if not head:
        raise EmptyFile(f"{path.name} is empty: check that it was saved or downloaded whole.")
    return head


def _zipped_format(path: Path) -> FileFormat:
    found = _workbook_format(path)
    if found is None:
        raise WrongFormat(
            f"{path.name} is a zip file, not a table: unpack it and give the file inside."
        )
    if path.suffix.lower() not in _ENDINGS[found]:
        raise WrongFormat(
            f"{path.name} is a zip file, in fact a workbook ({found.upper()}): "
            f"rename it to end in .{found}."
        )
    return found


def _workbook_format(path: Path) -> FileFormat | None:
    """A peep at the names inside; what they hold is checked before it is read."""
    if path.suffix.lower() in _ENDINGS["ods"]:
        return "ods"
    if path.suffix.lower() in _ENDINGS["xlsx"]:
        return "xlsx"
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ods" if "content.xml" in names else None


def _text_format(path: Path) -> FileFormat:
    if path.suffix.lower() in (".xlsx", ".xlsm", ".ods", ".xls"):
        raise WrongFormat(
            f"{path.name} is not a workbook, whatever its name says: "
            "if it is CSV, rename it to end in .csv; otherwise save it again."
        )
    return "csv"
