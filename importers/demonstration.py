"""The demonstration set: invented assets in the template's form, under a source of their own.

Beside it, in files of their own, what the invented assets offer, need and have lent.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from sqlalchemy.orm import Session

from importers import spreadsheet
from importers.readers.tables import Row
from importers.rows import LocalityKeys, Sourced, ToAsset
from importers.runner import ImportReport, import_file
from register.assets.drafts import checked_draft
from register.assets.values import OfferDraft
from register.kinds.dates import parse_date
from register.runs.demonstration import InventedLoan, lend_invented
from register.runs.sources import Source
from register.settings import ROOT

EXAMPLES = ROOT / "data" / "examples"
DEMONSTRATION = EXAMPLES / "demonstration.csv"
OFFERS = EXAMPLES / "demonstration_offers.csv"
LOANS = EXAMPLES / "demonstration_loans.csv"
SOURCE = Source(slug="demonstration", name="Demonstration data, invented", is_demonstration=True)
Offers = Mapping[str, dict[str, OfferDraft]]


def load_demonstration(session: Session, actor: str, file: Path = DEMONSTRATION) -> ImportReport:
    """Import and publish the set; again, it changes nothing. The caller commits."""
    done = import_file(session, IMPORTER, file, actor=actor, publish=True)
    lend_invented(session, SOURCE.slug, list(invented_loans()), actor)
    return done


def invented_offers(file: Path = OFFERS) -> Offers:
    """What each asset offers and needs, by its reference; the keys stay while the words do."""
    found: dict[str, dict[str, OfferDraft]] = {}
    for row in _rows(file):
        said = f"{row['Reference']} {row['Way']} {row['Words']}"
        key = blake2b(said.encode(), digest_size=8).hexdigest()
        found.setdefault(row["Reference"], {})[key] = _offer(row)
    return found


def invented_loans(file: Path = LOANS) -> Iterator[InventedLoan]:
    """What is lent, in days before and after the day it is loaded: one of them is always late."""
    for row in _rows(file):
        days = int(row["Lent days ago"]), int(row["Due in days"])
        yield InventedLoan(row["Lender"], row["Borrower"], row["What"], *days)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _offer(row: Mapping[str, str]) -> OfferDraft:
    return OfferDraft.model_validate(
        {
            "way": row["Way"],
            "kind": row["Kind"],
            "words": row["Words"],
            "from_on": parse_date(row["From"]) if row["From"] else None,
            "until_on": parse_date(row["Until"]) if row["Until"] else None,
            "hours": row["Hours"],
            "skills": row["Skills"],
            "has_certificate": {"yes": True, "no": False}.get(row["Certificate"]),
        }
    )


def _to_asset_for(headers: tuple[str, ...], localities: LocalityKeys) -> ToAsset:
    read = spreadsheet.to_asset_for(headers, localities)
    offers = invented_offers()

    def to_asset(row: Row) -> Sourced:
        sourced = read(row)
        if not (said := offers.get(sourced.source_ref)):
            return sourced
        draft = checked_draft(sourced.draft.model_copy(update={"offers": said}))
        return sourced._replace(draft=draft)

    return to_asset


IMPORTER = replace(spreadsheet.IMPORTER, source=SOURCE, to_asset_for=_to_asset_for)
