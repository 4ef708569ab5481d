"""The part of a report that is not public, marked so wherever it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from register.assets.full_questions import FullAsset, FullContact, FullListing
from register.kinds.definition import find_kind
from register.kinds.details import shown_details
from register.proposals.voices import Voice
from register.spreadsheets.cells import Cell
from register.spreadsheets.xlsx_files import Sheet
from reports.kind_names import family_label, kind_label
from reports.origins import attributions, standing_notices

NOT_PUBLIC = "NOT PUBLIC: contains unpublished data"
CONTACTS_NOT_PUBLIC = (
    "PERSONAL DATA: use contacts only for what they were given for; delete this file afterwards."
)
_CLOCK = ZoneInfo("Europe/London")

VOICE_HEADERS = ["Said on", "What", "Where", "Words", "Status", "Decided on", "Public answer"]
VOICES = {"missing": "missing here", "idea": "idea"}
NO_LONGER_KEPT = "(the words are no longer kept)"
VOICE_STATUS = {
    "waiting": "waits for a decision",
    "asked": "asked for more",
    "approved": "taken up",
    "rejected": "not taken up",
    "superseded": "done already",
}
UNMET_HEADERS = ["Word", "Times", "Since the month of"]
Value = Callable[[FullAsset], Cell]


def not_public_because(asset: FullAsset) -> str:
    """Why strangers cannot see it; empty when they can (at its precision)."""
    if asset.is_public:
        return ""
    if asset.status != "published":
        return {"draft": "not yet published"}.get(asset.status, asset.status)
    return "never published" if asset.precision == "never" else "not published"


def full_headers() -> list[str]:
    """The headings of the full list; the first column marks every row."""
    return ["Marking", *(header for header, _ in _COLUMNS), "Attribution"]


def full_rows(full: FullListing) -> Iterator[list[Cell]]:
    """Every asset known, public or not, with provenance; no contacts."""
    return marked_rows(full.assets)


def marked_rows(assets: Iterable[FullAsset]) -> Iterator[list[Cell]]:
    """A row for each, under ``full_headers``, as they are read."""
    for asset in assets:
        notices = attributions([asset.attribution or "", *standing_notices()])
        yield [NOT_PUBLIC, *(value(asset) for _, value in _COLUMNS), " ".join(notices)]


def unmarked_rows(full: FullListing) -> Iterator[list[Cell]]:
    """The rows under ``UNMARKED_HEADERS``, for a page that says the rest once for all."""
    for asset in full.assets:
        yield [value(asset) for _, value in _COLUMNS]


def full_sheets(full: FullListing, top: Sequence[str]) -> list[Sheet]:
    """The full list, and on sheets of their own contacts and what people said and looked for."""
    return [
        *listed_sheets(full.assets, full.contacts, full.voices, top),
        Sheet("Searched in vain NOT PUBLIC", UNMET_HEADERS, unmet_rows(full), notices=top),
    ]


def listed_sheets(
    assets: Iterable[FullAsset],
    contacts: Iterable[FullContact],
    voices: Iterable[Voice],
    top: Sequence[str],
) -> list[Sheet]:
    """Assets, contacts and what people said, each read as its sheet is written."""
    said = ([_cell(getattr(one, name)) for name in FullContact.__slots__] for one in contacts)
    return [
        Sheet("Full list NOT PUBLIC", full_headers(), marked_rows(assets), notices=top),
        Sheet(
            "Contacts NOT PUBLIC",
            [name.replace("_", " ").capitalize() for name in FullContact.__slots__],
            said,
            notices=[*top, CONTACTS_NOT_PUBLIC],
        ),
        Sheet("Missing, ideas NOT PUBLIC", VOICE_HEADERS, voice_rows(voices), notices=top),
    ]


def voice_rows(voices: Iterable[Voice]) -> Iterator[list[Cell]]:
    """What people said is missing, and ideas, under ``VOICE_HEADERS``; nobody's address."""
    for voice in voices:
        yield [
            _day(voice.submitted_at),
            VOICES[voice.action],
            voice.localities,
            voice.words or NO_LONGER_KEPT,
            VOICE_STATUS[voice.status],
            _day(voice.decided_at),
            voice.public_answer,
        ]


def unmet_rows(full: FullListing) -> Iterator[list[Cell]]:
    """Words that people looked for here and did not find; nothing is known of who they were."""
    for word in full.unmet:
        yield [word.word, word.times, word.since]


def full_features(full: FullListing) -> Iterator[dict[str, Any]]:
    """Features at their true place, each marked; no contacts."""
    for asset in full.assets:
        is_placed = asset.lon is not None
        yield {
            "type": "Feature",
            "id": str(asset.id),
            "geometry": {"type": "Point", "coordinates": [asset.lon, asset.lat]}
            if is_placed
            else None,
            "properties": {"marking": NOT_PUBLIC, **_properties(asset)},
        }


def full_notes(full: FullListing) -> list[str]:
    """What the full part counts."""
    states = Counter(not_public_because(asset) or "public" for asset in full.assets)
    counted = ", ".join(f"{count:,} {state}" for state, count in sorted(states.items()))
    said = [f"The full list holds {len(full.assets):,} assets: {counted or 'none'}."]
    if full.people:
        people = ", ".join(f"{kind_label(kind)}: {n:,}" for kind, n in full.people.items())
        said.append(f"People are counted and never listed, here too ({people}).")
    return said


def _cell(value: Any) -> Cell:
    return str(value) if isinstance(value, UUID) else value


def _properties(asset: FullAsset) -> dict[str, Any]:
    left_out = ("id", "lon", "lat", "outcome")
    values = {name: getattr(asset, name) for name in FullAsset.__slots__ if name not in left_out}
    times = {
        name: value.isoformat() for name, value in values.items() if isinstance(value, datetime)
    }
    return {**values, **times, "not_public_because": not_public_because(asset)}


def _details(asset: FullAsset) -> str:
    kind = find_kind(asset.kind)
    if kind is None:
        return "; ".join(f"{name}: {value}" for name, value in asset.details.items())
    return "; ".join(f"{label}: {value}" for label, value in shown_details(kind, asset.details))


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(_CLOCK).date() if moment else None


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(_CLOCK) if moment else None


_LISTED_AS = {True: "located here", False: "serves here", None: None}
_COLUMNS: tuple[tuple[str, Value], ...] = (
    ("Name", lambda asset: asset.name),
    ("Kind", lambda asset: kind_label(asset.kind)),
    ("Family", lambda asset: family_label(asset.family)),
    ("Listed as", lambda asset: _LISTED_AS[asset.is_located]),
    ("Status", lambda asset: asset.status),
    ("Not public because", not_public_because),
    ("Public location", lambda asset: asset.precision),
    ("Summary", lambda asset: asset.summary),
    ("Address", lambda asset: asset.address),
    ("Postcode", lambda asset: asset.postcode),
    ("True longitude", lambda asset: asset.lon),
    ("True latitude", lambda asset: asset.lat),
    ("Placed by", lambda asset: asset.placed_by),
    ("Located in", lambda asset: asset.located),
    ("Serves", lambda asset: asset.served),
    ("Details", _details),
    ("Source", lambda asset: asset.source_name),
    ("Source reference", lambda asset: asset.source_ref),
    ("Run", lambda asset: asset.run_id),
    ("File", lambda asset: asset.file_name),
    ("Line", lambda asset: asset.line),
    ("Recorded by", lambda asset: asset.recorded_by),
    ("Recorded through", lambda asset: asset.recorded_through),
    ("Recorded at", lambda asset: _local(asset.recorded_at)),
    ("Updated at", lambda asset: _local(asset.updated_at)),
    ("Version", lambda asset: asset.version),
    ("Last checked", lambda asset: _local(asset.checked_at)),
    ("Checked by", lambda asset: asset.checked_by),
    ("Checked how", lambda asset: (asset.checked_how or "").replace("_", " ")),
    ("Check found", lambda asset: (asset.outcome or "").replace("_", " ")),
    ("Register id", lambda asset: str(asset.id)),
    ("Licence", lambda asset: asset.licence),
)

UNMARKED_HEADERS = tuple(header for header, _ in _COLUMNS)
