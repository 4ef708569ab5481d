"""The areas that a row says it serves, by the names that people write."""

from collections.abc import Callable
from difflib import get_close_matches

from importers.column_matching import served_localities
from importers.rows import LocalityKeys, RowRejected
from register.kinds.names import plain


def served_keys(localities: LocalityKeys) -> Callable[[str], list[str]]:
    """Reads a "Serves" cell into keys such as ``ward:hillside``; raises RowRejected.

    A bare name that several localities have means the ward: write "Hillside (town centre)", or
    "Hillside town centre", for the other.
    """

    def keys(text: str) -> list[str]:
        return list(dict.fromkeys(_key(localities, *said) for said in served_localities(text)))

    return keys


def _key(localities: LocalityKeys, kind: str | None, name: str) -> str:
    said = plain(f"{name} {kind.replace('_', ' ')}" if kind else name)
    if found := localities.get(said):
        return found
    near = get_close_matches(said, localities, n=1, cutoff=0.75)
    hint = f" Did you mean {near[0].title()}?" if near else ""
    raise RowRejected(f"Serves: there is no ward or town centre called “{name[:60]}”.{hint}")
