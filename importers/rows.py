"""What an importer is: where its rows come from, and one function from a row to an asset."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar

from geo.errors import AssetsError
from importers.readers.tables import ExtraCells, Row
from register.assets.staging import Related
from register.assets.values import AssetDraft
from register.runs.sources import Source

GENERATED = "~"
"""Begins the references that we make ourselves, where a source gives none."""

LocalityKeys = Mapping[str, str]
"""Keys such as ``ward:hillside`` by the plain form of every name that means just one of them."""


class RowRejected(AssetsError):
    """A row that cannot be used; the others can. Its sentence never quotes a person's details."""


class Sourced(NamedTuple):
    """An asset as a row describes it, the source's own reference for it, and whom it belongs to."""

    source_ref: str
    draft: AssetDraft
    related: tuple[Related, ...] = ()


ToAsset = Callable[[Row], Sourced]
Headers = tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Importer:
    """Metadata of a source, and how its rows become assets.

    ``to_asset_for`` is asked once for a file, with its headings and the localities; what it answers
    takes out of each row every column that it uses. What is left is reported as unread, except
    ``ignored``: columns that we leave on purpose. Of a rejected row only the columns that
    ``kept_with_rejects`` names are kept, so none of them may name a person.
    """

    source: Source
    to_asset_for: Callable[[Headers, LocalityKeys], ToAsset]
    kept_with_rejects: Callable[[Headers], Sequence[str]]
    fewest_rows: int = 1
    ignored: frozenset[str] = frozenset()
    extra_cells: ExtraCells = "set aside"


def always(answer: T) -> Callable[..., T]:
    """For sources whose files all have the same columns, so that the headings do not matter."""

    def answered(*_: Any) -> T:
        return answer

    return answered


def generated_ref(name: str, place: str) -> str:
    """A reference for a row without one: the same for the same name and place, always.

    >>> generated_ref("St Mary's  Hall", "N2 8AA") == generated_ref("st mary's hall", "N2 8AA")
    True
    """
    words = f"{' '.join(name.split()).casefold()}\n{place}"
    return GENERATED + blake2b(words.encode(), digest_size=12).hexdigest()
