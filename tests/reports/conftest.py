"""Invented assets over all wards, known to the tests as plain values to count again by hand."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from register.assets.staging import StagedDraft, driver
from register.assets.values import AssetDraft, ContactDraft
from register.publishing.projection import publish_touched
from register.runs.applying import Import, apply_run
from register.runs.sources import Source

TODAY = date(2026, 3, 22)
SITE = "https://assets.example.org"
SOURCE = Source(
    "example-list",
    "Example list",
    "https://example.org/list",
    "OGL-UK-3.0",
    "Contains data from the Example Trust.",
)
MIDDLES = """
SELECT l.slug, ST_X(b.middle) AS lon, ST_Y(b.middle) AS lat FROM published.locality AS l
JOIN published.boundary AS b ON b.locality_id = l.id WHERE l.kind = 'ward' ORDER BY l.slug
"""
KINDS = [
    "community-centre",
    "hall",
    "park",
    "library",
    "cafe",
    "litter-pick-team",
    "residents-association",
    "funding-pot",
]


@dataclass
class Invented:
    """One asset as the test knows it, before the register saw it."""

    name: str
    kind: str
    ward: str | None
    serves: list[str] = field(default_factory=list)
    checked_on: date | None = None


@pytest.fixture
def middles(session):
    """A point in each ward, by slug."""
    return {row.slug: (row.lon, row.lat) for row in session.execute(text(MIDDLES))}


@pytest.fixture
def put(session):
    """Writes drafts as one published run of a source; answers ids by name."""

    def write(*drafts, source=SOURCE, publish=True, file_name="list.csv"):
        rows = [
            StagedDraft(draft, line, f"ref-{draft.name}") for line, draft in enumerate(drafts, 2)
        ]
        wanted = Import(source, file_name, rows, lambda: b"digest", "test importer", publish)
        report = apply_run(session, wanted)
        assert (report.rejected, report.outside) == (0, 0), report.rejects
        found = session.execute(text("SELECT name, id FROM register.asset"))
        return {row.name: row.id for row in found}

    return write


@pytest.fixture
def checked(session):
    """Records that assets were checked, and publishes that."""

    def record(ids, days):
        for name, day in days.items():
            session.execute(
                text(
                    "INSERT INTO register.verification (asset_id, checked_at, checked_by, method,"
                    " outcome) VALUES (:id, :at, 'a tester', 'visit', 'correct')"
                ),
                {"id": ids[name], "at": f"{day} 12:00+00"},
            )
        session.execute(text("TRUNCATE touched_asset"))
        session.execute(text("INSERT INTO touched_asset SELECT id FROM register.asset"))
        publish_touched(session)

    return record


@pytest.fixture
def borough(put, checked, middles):
    """300 assets over all wards: some serve other wards, some have no place, some were checked."""
    chance = random.Random(20260322)
    wards = sorted(middles)
    # The weight of a kind differs, so that rare ones are absent from many wards.
    weights = [9, 7, 5, 3, 1, 8, 4, 2]
    invented = []
    for number in range(300):
        kind = chance.choices(KINDS, weights)[0]
        serves = chance.sample(wards, chance.choice([0, 0, 0, 1, 2]))
        ward = chance.choice(wards) if not serves or chance.random() < 0.8 else None
        days_ago = chance.choice([None, None, 10, 150, 200, 350, 380, 2000])
        checked_on = None if days_ago is None else TODAY - timedelta(days=days_ago)
        invented.append(Invented(f"Invented {number:03}", kind, ward, serves, checked_on))
    ids = put(*(draft(asset, middles) for asset in invented))
    checked(ids, {asset.name: asset.checked_on for asset in invented if asset.checked_on})
    return invented


def draft(asset, middles, **more):
    """The draft of an invented asset."""
    lon, lat = middles[asset.ward] if asset.ward else (None, None)
    return AssetDraft(
        name=asset.name,
        kind=asset.kind,
        lon=lon,
        lat=lat,
        serves=[f"ward:{slug}" for slug in asset.serves],
        **more,
    )


@pytest.fixture
def hidden(put, session, middles):
    """One asset of every sort that must not be public, in East Finchley, each with a canary."""
    lon, lat = middles["east-finchley"]
    at = {"lon": lon + 0.0007, "lat": lat + 0.0007}

    def contact(**values):
        return [ContactDraft(email="canary-private@example.org", phone="020 7946 0999", **values)]

    put(
        AssetDraft(name="Canary Group", kind="community-group", contacts=contact(), **at),
        AssetDraft(name="Canary Skill", kind="skill-or-gift", **at),
        AssetDraft(name="Canary Never", kind="hall", precision="never", **at),
    )
    put(AssetDraft(name="Canary Draft", kind="hall", **at), publish=False, file_name="draft.csv")
    put(AssetDraft(name="Canary Closed", kind="hall", **at))
    session.execute(
        text("UPDATE register.asset SET status = 'closed' WHERE name = 'Canary Closed'")
    )
    session.execute(text("TRUNCATE touched_asset"))
    session.execute(text("INSERT INTO touched_asset SELECT id FROM register.asset"))
    publish_touched(session)
    session.execute(
        text(
            "INSERT INTO register.contact (asset_id, email, audience, lawful_basis, consent_on,"
            " consent_how, consent_withdrawn_on, origin) SELECT id, 'canary-gone@example.org',"
            " 'public', 'consent', '2025-01-01', 'form', '2025-02-01', 'group'"
            " FROM register.asset WHERE name = 'Canary Group'"
        )
    )
    return at


@pytest.fixture
def connection(session):
    """The connection below the session: it sees what the test wrote and has not committed."""
    return driver(session)
