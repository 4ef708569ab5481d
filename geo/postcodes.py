"""Postcodes of the United Kingdom in one form: ``N1 9GU``."""

from __future__ import annotations

import logging
import re

from uk_postcodes_parsing import ukpostcode

from geo.errors import InvalidPostcode

# Most of what comes is right already, and an import asks 400,000 times: one match, no parser.
_USUAL = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)\s{0,2}([0-9][ABD-HJLNP-UW-Z]{2})")
_PUNCTUATION = re.compile(r"[\s.,;\-]+")
_LONGEST = 20

# The parser logs what it cannot read, and a home's postcode has no place in a log.
logging.getLogger("uk_postcodes_parsing").setLevel(logging.CRITICAL)


def normalise_postcode(text: str) -> str:
    """The postcode in capitals with one space; O for 0 and I for 1 are put right.

    >>> normalise_postcode("sw1a1aa"), normalise_postcode("SW1A  IAA")
    ('SW1A 1AA', 'SW1A 1AA')

    Raises InvalidPostcode. It does not say that the postcode exists: ask the register's table.
    """
    usual = _USUAL.fullmatch(text) or _USUAL.fullmatch(text.strip().upper())
    if usual:
        return f"{usual[1]} {usual[2]}"
    return _mended(text)


def _mended(text: str) -> str:
    compact = _PUNCTUATION.sub("", text.upper())
    parsed = ukpostcode.parse(compact) if 5 <= len(compact) <= 7 and compact.isalnum() else None
    again = _USUAL.fullmatch(str(parsed.postcode)) if parsed else None
    if again is None:
        raise InvalidPostcode(
            f"{text[:_LONGEST]!r} is not a whole postcode: write it like SW1A 1AA"
        )
    return f"{again[1]} {again[2]}"
