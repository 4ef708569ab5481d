"""Which borough this is, as its ``borough.toml`` says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.errors import BoroughFileError


@dataclass(frozen=True, slots=True)
class Borough:
    """The borough's name, ONS's code of the district, and notices of licences by key."""

    name: str
    code: str
    notices: Mapping[str, str]

    def attribution(self, keys: Iterable[str]) -> str:
        """The notices of these keys as one text."""
        missing = [key for key in keys if key not in self.notices]
        if missing:
            raise BoroughFileError(f"borough.toml needs {missing[0]!r} among its [notices]")
        return " ".join(self.notices[key] for key in keys)


def read_borough(path: Path) -> Borough:
    """Read ``borough.toml``; raises BoroughFileError."""
    values = read_toml(path)
    try:
        return Borough(values["name"], values["code"], values.get("notices", {}))
    except KeyError as missing:
        raise BoroughFileError(f"{path} lacks {missing}: see its example in data/") from None


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file, or a sentence that says why not."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as reason:
        raise BoroughFileError(f"{path} cannot be read: {reason}") from None
