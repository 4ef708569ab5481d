"""The demonstration set: invented assets in the template's form, under a source of their own."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from importers import spreadsheet
from importers.runner import ImportReport, import_file
from register.runs.sources import Source
from register.settings import ROOT

DEMONSTRATION = ROOT / "data" / "examples" / "demonstration.csv"
SOURCE = Source(slug="demonstration", name="Demonstration data, invented", is_demonstration=True)
IMPORTER = replace(spreadsheet.IMPORTER, source=SOURCE)


def load_demonstration(session: Session, actor: str, file: Path = DEMONSTRATION) -> ImportReport:
    """Import and publish the set; again, it changes nothing. The caller commits."""
    return import_file(session, IMPORTER, file, actor=actor, publish=True)
