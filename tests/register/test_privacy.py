"""Privacy by construction: what the reader may see, and where a published point may lie."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from register.assets.drafts import checked_draft
from register.assets.placing import place_staged
from register.assets.staging import StagedDraft, stage_drafts
from register.assets.storing import Doing, finish, store_placed
from register.assets.values import AssetDraft
from register.database.engines import writer_engine
from register.database.urls import reader_url
from register.publishing.projection import republish

PUBLIC_ROWS = (
    "SELECT id, to_jsonb(p) - 'search' AS shown FROM published.public_asset AS p ORDER BY id"
)
LINKS = "SELECT * FROM published.public_membership ORDER BY asset_id, locality_id"


@pytest.fixture(scope="module")
def reader(database):
    engine = create_engine(reader_url(database))
    yield engine
    engine.dispose()


def store(session, *drafts, publish=True):
    stage_drafts(
        session, [StagedDraft(checked_draft(draft), line) for line, draft in enumerate(drafts)]
    )
    place_staged(session)
    store_placed(session, Doing("a test", "command", publish=publish))
    finish(session)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM register.asset",
        "SELECT * FROM register.contact",
        "SELECT * FROM register.token",
        "SELECT * FROM register.event",
        "INSERT INTO published.revision (number) VALUES (9)",
        "DELETE FROM published.public_asset",
        "CREATE TEMPORARY TABLE x ()",
        "CREATE TABLE published.x ()",
        "SELECT * FROM public.alembic_version",
    ],
)
def test_the_reader_is_refused(reader, statement):
    with reader.connect() as connection:
        # Its transactions are read-only too, but a session may ask otherwise: rights must hold.
        connection.execute(text("SET TRANSACTION READ WRITE"))
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text(statement))


def test_the_reader_may_select_every_public_table_and_nothing_more(reader):
    rights = """
        SELECT table_schema, privilege_type FROM information_schema.role_table_grants
        WHERE grantee = 'assets_reader' GROUP BY 1, 2
    """
    with reader.connect() as connection:
        assert connection.execute(text(rights)).all() == [("published", "SELECT")]
        assert connection.execute(text("SELECT count(*) FROM published.locality")).scalar() > 40


@pytest.mark.parametrize("role", ["assets_writer", "assets_reader"])
def test_the_roles_of_the_application_own_nothing(session, role):
    owned = """
        SELECT count(*) FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner
        WHERE r.rolname = :r AND c.relpersistence = 'p'
    """
    assert session.scalar(text(owned), {"r": role}) == 0


@pytest.mark.parametrize(
    "verb", ["UPDATE register.event SET actor = 'x'", "DELETE FROM register.event"]
)
def test_the_writer_cannot_rewrite_the_log(database, verb):
    with writer_engine(database).connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(verb))


def test_the_owner_cannot_rewrite_the_log_either(database):
    from register.database.engines import owner_engine

    with owner_engine(database).connect() as connection:
        for verb in (
            "UPDATE register.event SET actor = 'x'",
            "DELETE FROM register.event",
            "TRUNCATE register.event CASCADE",
        ):
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(verb))
            connection.rollback()


SHOWN = """
SELECT p.precision, ST_Distance(p.location::geography, a.location::geography) AS metres,
    ST_Covers(b.boundary, p.location) AS is_in_ward
FROM published.public_asset AS p JOIN register.asset AS a ON a.id = p.id
JOIN register.membership AS m ON m.asset_id = a.id
JOIN published.locality AS l ON l.id = m.locality_id AND l.kind = 'ward'
JOIN published.boundary AS b ON b.locality_id = l.id
"""


@settings(max_examples=30, deadline=None)
@given(
    places=st.lists(
        st.tuples(
            st.floats(-0.30, -0.13),
            st.floats(51.56, 51.66),
            st.sampled_from(["exact", "street", "postcode", "ward"]),
        ),
        min_size=5,
        max_size=20,
    )
)
def test_a_generalised_point_never_leaves_its_ward(database, places):
    from sqlalchemy.orm import Session

    with writer_engine(database).connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            drafts = [
                AssetDraft(name=f"Invented {n}", kind="hall", lon=lon, lat=lat, precision=precision)
                for n, (lon, lat, precision) in enumerate(places)
            ]
            store(session, *drafts)
            rows = session.execute(text(SHOWN)).all()
            for precision, metres, is_in_ward in rows:
                assert metres == pytest.approx(0, abs=0.01) if precision == "exact" else is_in_ward
            before = session.execute(text(PUBLIC_ROWS)).all()
            links = session.execute(text(LINKS)).all()
            republish(session)
            assert session.execute(text(PUBLIC_ROWS)).all() == before
            assert session.execute(text(LINKS)).all() == links
        outer.rollback()


@pytest.mark.parametrize(
    ("precision", "finest"),
    [("exact", "town_centre"), ("street", "town_centre"), ("ward", "ward"), ("none", "borough")],
)
def test_no_locality_finer_than_the_precision_is_named(session, precision, finest):
    middle = AssetDraft(
        name="Invented Group",
        kind="community-group",
        lon=-0.1641,
        lat=51.5873,
        precision=precision,
        serves=["town_centre:edgware", "ward:hendon"],
    )
    store(session, middle)
    order = ["town_centre", "ward", "constituency", "borough"]
    allowed = set(order[order.index(finest) :])
    located, served, document = session.execute(
        text("SELECT located, served, document FROM published.public_asset")
    ).one()
    named = {key.split(":")[0] for key in [*located, *served]}
    assert named <= allowed
    assert (finest == "town_centre") == ("town_centre:" in document)
    assert (precision == "none") == ('"geometry":null' in document)


@pytest.mark.parametrize("values", [{"precision": "never"}, {"kind": "skill-or-gift"}])
def test_some_are_never_published(session, values):
    store(
        session,
        AssetDraft(**{"name": "Invented", "kind": "hall", "lon": -0.2, "lat": 51.6} | values),
    )
    assert session.scalar(text("SELECT count(*) FROM published.public_asset")) == 0
    assert session.scalar(text("SELECT count(*) FROM published.public_membership")) == 0


def test_a_draft_is_not_public(session):
    store(session, AssetDraft(name="Invented", kind="hall", lon=-0.2, lat=51.6), publish=False)
    assert session.scalar(text("SELECT count(*) FROM published.public_asset")) == 0


def test_details_that_would_pin_a_group_stay_private(session):
    details = {"meeting_point": "By the red gate of number 7"}
    team = AssetDraft(
        name="Invented Pickers", kind="litter-pick-team", lon=-0.2, lat=51.6, details=details
    )
    store(session, team)
    document = session.scalar(text("SELECT document FROM published.public_asset"))
    assert "red gate" not in document
    assert session.scalar(text("SELECT details FROM register.asset")) == details


def test_personal_values_stay_out_of_the_log(session):
    contacts = [{"name": "Invented Person", "phone": "020 7946 0002"}]
    group = AssetDraft(
        name="Invented Group",
        kind="community-group",
        lon=-0.2,
        lat=51.6,
        address="7 Invented Road",
        contacts=contacts,
    )
    store(session, group)
    log = session.scalar(text("SELECT string_agg(e::text, '') FROM register.event AS e"))
    kept = session.scalar(text("SELECT string_agg(e::text, '') FROM register.event_private AS e"))
    for value in ("Invented Person", "7946 0002", "Invented Road", "51.6"):
        assert value not in log
        assert value in kept
