"""Assets in known places, and the wards as they stand in the data folder."""

import pytest
from sqlalchemy import text

from geo.borough import read_borough
from geo.releases import read_releases
from register.assets.placing import place_staged
from register.assets.staging import StagedDraft, stage_drafts
from register.assets.storing import Doing, store_placed
from register.assets.values import AssetDraft
from register.settings import ROOT


@pytest.fixture
def stored(session):
    """Stores published assets from drafts' values; answers their ids by name."""

    def store(*values):
        drafts = [AssetDraft(kind="library", **given) for given in values]
        stage_drafts(session, [StagedDraft(d, line) for line, d in enumerate(drafts, start=1)])
        place_staged(session)
        store_placed(session, Doing(actor="test", door="command", publish=True))
        found = session.execute(text("SELECT name, id FROM register.asset"))
        return {row.name: row.id for row in found}

    return store


@pytest.fixture(scope="session")
def starting_releases():
    """The releases of the data folder by kind."""
    data = ROOT / "data"
    read = read_releases(data / "wards" / "releases.toml", read_borough(data / "borough.toml"))
    return {release.kind: release for release in read}
