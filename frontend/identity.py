"""Whose register this is: the names and notices in data/borough.toml that pages show."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geo.borough import read_toml
from geo.errors import BoroughFileError
from register.settings import ROOT

BOROUGH_FILE = ROOT / "data" / "borough.toml"


@dataclass(frozen=True)
class Identity:
    borough: str
    council: str
    title: str
    attribution: tuple[str, ...]
    """The notices that the licences of the built-in data ask for, shown on every page."""
    email: str
    """Where residents write to; empty until the council has named an address."""
    telephone: str
    data_protection_email: str
    example_postcode: str


def read_identity(path: Path) -> Identity:
    """The identity in a file; raises BoroughFileError."""
    values = read_toml(path)
    try:
        borough, council = values["name"], values["council"]
    except KeyError as missing:
        raise BoroughFileError(f"{path} lacks {missing}, which every page shows") from None
    return Identity(
        borough=borough,
        council=council,
        title=values.get("title") or f"{borough} community assets",
        attribution=tuple(values.get("attribution", ())),
        email=values.get("email", ""),
        telephone=values.get("telephone", ""),
        data_protection_email=values.get("data_protection_email", ""),
        example_postcode=values.get("example_postcode", ""),
    )


@cache
def identity() -> Identity:
    """The identity of this site, read once."""
    return read_identity(BOROUGH_FILE)
