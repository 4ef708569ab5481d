"""Looks a text file over before it is parsed: size, encoding, NUL bytes, lines without an end."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from importers.readers.errors import BrokenText, FileTooLarge
from importers.readers.limits import Limits

_CHUNK_BYTES = 1 << 20
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_NOT_IN_WINDOWS_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")


@dataclass(slots=True)
class _LineLength:
    """How long the present line is, chunk by chunk."""

    name: str
    limit: int
    length: int = 0

    def add(self, chunk: str) -> None:
        last = max(chunk.rfind("\n"), chunk.rfind("\r"))
        self.length = self.length + len(chunk) if last < 0 else len(chunk) - last - 1
        if self.length > self.limit:
            raise FileTooLarge(
                f"{self.name} has a line of more than {self.limit:,} characters: "
                "it is not a table with one row a line."
            )


def text_encoding(path: Path, limits: Limits) -> str:
    """The name of the encoding: UTF-8, UTF-16 or, failing these, Windows-1252.

    Reads the file once in pieces, so that a file that is too large is given up at the limit.
    """
    likely = _likely_encoding(path)
    try:
        _look_over(path, likely, limits)
    except UnicodeDecodeError:
        if likely != "utf-8":
            raise BrokenText(f"{path.name} is damaged: save it again as CSV UTF-8.") from None
        return _not_utf8(path, limits)
    return likely


def _likely_encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    for bom, encoding in _BOMS.items():
        if head.startswith(bom):
            return encoding
    evens, odds = head[0::2].count(0), head[1::2].count(0)
    if odds > len(head) * 0.2 and evens == 0:
        return "utf-16-le"
    return "utf-16-be" if evens > len(head) * 0.2 and odds == 0 else "utf-8"


def _look_over(path: Path, encoding: str, limits: Limits) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = _LineLength(path.name, limits.line_bytes)
    for chunk in _chunks(path, limits):
        text = decoder.decode(chunk)
        if "\0" in text:
            raise BrokenText(
                f"{path.name} holds a NUL byte, which no table has: it is damaged or not a CSV. "
                "Open it in a spreadsheet program and save it as CSV UTF-8."
            )
        line.add(text)
    decoder.decode(b"", final=True)


def _not_utf8(path: Path, limits: Limits) -> str:
    """Windows-1252, unless most of what is beyond ASCII is UTF-8 and only a few bytes are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    line = _LineLength(path.name, limits.line_bytes)
    good = bad = lines = first_bad_line = 0
    for chunk in _chunks(path, limits):
        text = decoder.decode(chunk)
        line.add(text)
        if "\0" in text:
            raise BrokenText(f"{path.name} holds a NUL byte: save it again as CSV UTF-8.")
        if not bad and (found := _NOT_UTF8.search(text)):
            first_bad_line = lines + len(_LINE_ENDS.findall(text[: found.start()])) + 1
        bad += len(_NOT_UTF8.findall(text))
        good += len(_BEYOND_ASCII.findall(text))
        lines += len(_LINE_ENDS.findall(text))
        _check_windows_1252(path, chunk)
    if good > bad:
        raise BrokenText(
            f"{path.name} mixes two encodings; the first place is line {first_bad_line}. "
            "Mend the letters there and save it as CSV UTF-8."
        )
    return "cp1252"


def _check_windows_1252(path: Path, chunk: bytes) -> None:
    if _NOT_IN_WINDOWS_1252.search(chunk):
        raise BrokenText(
            f"{path.name} is neither UTF-8 nor Windows-1252 text: save it as CSV UTF-8."
        )


def _chunks(path: Path, limits: Limits) -> Iterator[bytes]:
    read = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            read += len(chunk)
            if read > limits.file_bytes:
                raise FileTooLarge(
                    f"{path.name} has more than {limits.file_bytes // 1_000_000} MB: "
                    "split it into smaller files, each with the headings, and import each."
                )
            yield chunk
