"""The register's own spreadsheet: CSV, XLSX or ODS under the headings of the template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

from pydantic import ValidationError

from geo.errors import AssetsError
from geo.osgb import uk_point_from_osgb
from geo.points import parse_number, parse_point
from importers.column_matching import listed_groups
from importers.readers.tables import Row
from importers.rows import Importer, LocalityKeys, RowRejected, Sourced, ToAsset, generated_ref
from importers.spreadsheet_cells import Cells, cell_reader, harmless_headers
from importers.spreadsheet_columns import COLUMNS
from importers.spreadsheet_contacts import contacts
from importers.spreadsheet_localities import served_keys
from importers.spreadsheet_relations import related
from register.assets.drafts import checked_draft, draft_faults
from register.assets.staging import Related
from register.assets.values import AssetDraft, ContactDraft, ForWhom
from register.kinds.definition import find_kind
from register.runs.sources import Source

SOURCE = Source(slug="spreadsheet", name="Lists sent to the register")

T = TypeVar("T")
P = TypeVar("P")
Faults = list[str]
Listing = Callable[[str], list[str]]
Point = tuple[float | None, float | None]

_HEADERS = {column.name: column.header for column in COLUMNS}
_LONGEST_REFERENCE = 200
_NO_POINT: Point = (None, None)
_ANYBODY = ForWhom()
_FOR_WHOM = {"age_from", "age_to", "for_whom", "for_whom_note", "for_whom_said_by"}
_NOTHING: list[str] = []
_NOBODY: tuple[Related, ...] = ()
_NO_CONTACTS: list[ContactDraft] = []


def to_asset_for(headers: tuple[str, ...], localities: LocalityKeys) -> ToAsset:
    """Match the headings once; what is answered reads the rows of this file."""
    read_cells = cell_reader(headers)
    # Few different texts stand in these columns, however long the list.
    groups: Listing = lru_cache(maxsize=5_000)(listed_groups)
    serves: Listing = lru_cache(maxsize=5_000)(served_keys(localities))

    def to_asset(row: Row) -> Sourced:
        cells, details, faults = read_cells(row)
        lon, lat = _tried(faults, _point, cells, _NO_POINT)
        belongs = _tried(faults, related, cells, _NOBODY)
        draft = _draft(
            faults,
            {
                "name": cells.get("name", ""),
                "kind": _kind(cells.get("kind", "")),
                "summary": cells.get("summary", ""),
                "address": cells.get("address", ""),
                "postcode": cells.get("postcode"),
                "lon": lon,
                "lat": lat,
                "serves": _tried(faults, serves, cells.get("serves", ""), _NOTHING),
                "precision": cells.get("precision"),
                "details": details,
                "for_whom": _for_whom(cells, groups, faults),
                "contacts": _tried(faults, contacts, cells, _NO_CONTACTS),
            },
        )
        return Sourced(_reference(cells, draft), draft, belongs)

    return to_asset


def _tried(faults: Faults, part: Callable[[P], T], given: P, otherwise: T) -> T:
    """What a part of the row says; a fault is noted, so that all of them are told at once."""
    try:
        return part(given)
    except AssetsError as reason:
        faults.append(_sentence(str(reason)))
        return otherwise


def _draft(faults: Faults, values: dict[str, object]) -> AssetDraft:
    """The checked draft, unless anything is wrong with it or was before."""
    try:
        draft = checked_draft(AssetDraft.model_validate(values))
    except ValidationError as error:
        faults += [_labelled(fault.field, fault.sentence) for fault in draft_faults(error)]
    except AssetsError as reason:
        faults.append(str(reason))
    if faults:
        raise RowRejected(" ".join(faults))
    return draft


def _kind(text: str) -> str:
    """The kind's slug; a word that means none is left for the check to refuse."""
    found = find_kind(text)
    return found.slug if found else text


def _labelled(field: str, sentence: str) -> str:
    header = _HEADERS.get(field.partition(".")[0])
    return f"{header}: {sentence[:1].lower()}{sentence[1:]}" if header else sentence


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _point(cells: Cells) -> Point:
    """Longitude and latitude, from easting and northing where there are no others."""
    if "longitude" in cells or "latitude" in cells:
        if "longitude" not in cells or "latitude" not in cells:
            raise RowRejected("Give both longitude and latitude, or neither.")
        return parse_point(cells["longitude"], cells["latitude"])
    if "easting" in cells or "northing" in cells:
        if "easting" not in cells or "northing" not in cells:
            raise RowRejected("Give both easting and northing, or neither.")
        easting = parse_number(cells["easting"], "easting")
        return uk_point_from_osgb(easting, parse_number(cells["northing"], "northing"))
    return _NO_POINT


def _for_whom(cells: Cells, groups: Listing, faults: Faults) -> ForWhom | Mapping[str, object]:
    if not cells.keys() & _FOR_WHOM:
        return _ANYBODY
    return {
        "age_from": _tried(faults, _age, cells.get("age_from"), None),
        "age_to": _tried(faults, _age, cells.get("age_to"), None),
        "groups": _tried(faults, groups, cells.get("for_whom", ""), _NOTHING),
        "note": cells.get("for_whom_note", ""),
        "said_by": cells.get("for_whom_said_by"),
    }


def _age(text: str | None) -> int | None:
    if text is None:
        return None
    digits = text.removesuffix("+").strip()
    if not (digits.isascii() and digits.isdigit() and int(digits[:4]) <= 120):
        raise RowRejected(f"“{text[:20]}” is not an age: write whole years such as 16.")
    return int(digits)


def _reference(cells: Cells, draft: AssetDraft) -> str:
    """The row's own reference, or one of name and place that is the same the next time."""
    if reference := cells.get("reference"):
        if len(reference) > _LONGEST_REFERENCE:
            raise RowRejected(f"Reference: it has more than {_LONGEST_REFERENCE} characters.")
        return reference
    at = "" if draft.lon is None or draft.lat is None else f"{draft.lon:.5f},{draft.lat:.5f}"
    return generated_ref(draft.name, draft.postcode or at or ";".join(sorted(draft.serves)))


IMPORTER = Importer(
    source=SOURCE,
    to_asset_for=to_asset_for,
    kept_with_rejects=harmless_headers,
)
