"""What the register starts with: the localities and postcodes of the data folder."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.borough import read_borough
from geo.postcode_files import open_postcode_file
from geo.releases import read_releases
from register.places.postcodes import load_postcodes
from register.places.questions import known_releases
from register.places.releases import activate_due_releases, load_release
from register.settings import ROOT

DATA = ROOT / "data"
HAS_POSTCODES = "SELECT EXISTS (SELECT FROM published.postcode)"


@dataclass(frozen=True, slots=True)
class FirstLoaded:
    """How many areas and postcodes were loaded; zeros when all was there."""

    areas: int
    postcodes: int


def load_places_from_data(session: Session, folder: Path = DATA) -> FirstLoaded:
    """Load each release and the postcodes where the register has none; make due releases current.

    Costs some 30 ms when there is nothing to do. The caller holds the transaction and commits.
    """
    known = {(release.kind, release.valid_from) for release in known_releases(session)}
    releases = read_releases(
        folder / "wards" / "releases.toml", read_borough(folder / "borough.toml")
    )
    missing = [r for r in releases if (r.kind, r.valid_from) not in known]
    for release in missing:
        load_release(session, release)
    if not missing:
        activate_due_releases(session)
    return FirstLoaded(sum(len(r.boundaries) for r in missing), _first_postcodes(session, folder))


def _first_postcodes(session: Session, folder: Path) -> int:
    if session.scalar(text(HAS_POSTCODES)):
        return 0
    rows = open_postcode_file(folder / "postcodes" / "postcodes.csv").rows()
    return load_postcodes(session, rows).new
