"""Any sequence of what people, stewards and sources may do, and what must hold after each step."""

from contextlib import suppress
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from register.assets.current import asset_by_id
from register.assets.staging import StagedDraft
from register.assets.values import AssetDraft
from register.database.engines import writer_engine
from register.events.history import asset_history, asset_version
from register.people.holders import Holder
from register.privacy.erasing import erase_from_database
from register.privacy.holdings import holdings_of, subjects_of
from register.privacy.known_by import known_by
from register.proposals.additions import add_asset
from register.proposals.deciding import Approval, approve_proposal, ask_for_more, reject_proposal
from register.proposals.errors import ProposalConflict
from register.proposals.restoring import restore_version
from register.proposals.submitting import Wish, submit
from register.proposals.suggesting import report_problem, say_what_is_missing
from register.publishing.projection import republish
from register.runs.applying import Import, apply_run
from register.runs.discarding import discard_run
from register.runs.publishing import publish_run
from register.runs.questions import newest_runs
from register.runs.sources import Source

PROJECTION = {
    "public_asset": "SELECT id, to_jsonb(p) - 'search' AS shown FROM published.public_asset AS p",
    "public_membership": "SELECT asset_id, locality_id, is_located "
    "FROM published.public_membership",
    "former_asset": "SELECT id, slug, into_id FROM published.former_asset",
    "decision": "SELECT id, to_jsonb(d) FROM published.decision AS d",
    "public_relation": "SELECT from_id, relation, to_id FROM published.public_relation",
    "public_session": "SELECT asset_id, position, weekday, to_jsonb(s) "
    "FROM published.public_session AS s",
    "public_offer": "SELECT asset_id, key, to_jsonb(o) FROM published.public_offer AS o",
}
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["One", "Two", "Three"]),
        "summary": st.sampled_from([None, "Warm", "Cold", "Ask Ann Noone or A@example.org"]),
        "kind": st.sampled_from(["hall", "park", "litter-pick-team", "skill-or-gift"]),
        "precision": st.sampled_from([None, "exact", "street", "ward", "none", "never"]),
        "details.capacity": st.sampled_from([None, 10, 20]),
        "details.sessions": st.sampled_from(
            [
                None,
                [{"every": "week", "days": [2, 4], "starts": "10:00", "note": "Ask Ann Noone"}],
                [{"every": "dates", "also_on": ["2027-01-14"], "starts": "19:00"}],
            ]
        ),
        "serves": st.sampled_from([None, ["ward:hendon"], ["ward:hendon", "ward:edgware"]]),
        "place": st.sampled_from(
            [
                {"lon": -0.2, "lat": 51.6},
                {"lon": -0.2275, "lat": 51.584},
                {"postcode": "N2 8AB"},
                {"lon": -0.5, "lat": 51.2},
            ]
        ),
        "contacts": st.sampled_from(
            [
                None,
                [{"email": "a@example.org", "audience": "public"}],
                [{"phone": "020 7946 0001"}],
                [{"name": "Ann Noone"}, {"name": "Bo Noone", "email": "a@example.org"}],
            ]
        ),
        "for_whom.age_from": st.sampled_from([None, 11, 60]),
    },
)
SAID = {
    "relations.hosted_at:{other}": [None, "usual", "shown", "hidden"],
    "relations.partners_with:{other}": [None, "usual"],
    "offers.kit1": [
        None,
        {"way": "offer", "kind": "kit", "words": "Warm coats"},
        {"way": "need", "kind": "volunteers", "words": "Ask Ann Noone", "hours": "2"},
    ],
}
BELONGING = st.sampled_from([(name, value) for name, values in SAID.items() for value in values])
BOSS = Holder(uuid4(), "boss", "administrator", True)
NEWCOMER = Holder(uuid4(), "newcomer", "builder", False)
WHO = st.sampled_from([BOSS, NEWCOMER, None])
# By an address, by a name that is surely meant, and by a name wherever it occurs.
PEOPLE = st.sampled_from(
    [("a@example.org", ""), ("", "Ann Noone"), ("", "Warm"), ("", "One"), ("b@example.org", "")]
)


class Register(RuleBasedStateMachine):
    """Everything happens in one transaction, which is undone at the end."""

    assets = Bundle("assets")
    halls = Bundle("halls")
    proposals = Bundle("proposals")

    def __init__(self):
        super().__init__()
        self.connection = writer_engine().connect()
        self.outer = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        self.known = set()

    def attempt(self, work):
        """Run one wish: refused ones leave no trace."""
        try:
            with self.session.begin_nested():
                return work()
        except AssetsError:
            return None

    @rule(target=assets, kind=st.sampled_from(["hall", "litter-pick-team", "skill-or-gift"]))
    def add(self, kind):
        draft = AssetDraft(name="One", kind=kind, lon=-0.2, lat=51.6)
        added = add_asset(self.session, draft, holder=BOSS, door="field").asset_id
        self.known.add(added)
        return added

    @rule(targets=(assets, halls), name=st.sampled_from(["One", "Two"]))
    def add_hall(self, name):
        draft = AssetDraft(name=name, kind="hall", lon=-0.2, lat=51.6)
        added = add_asset(self.session, draft, holder=BOSS, door="field").asset_id
        self.known.add(added)
        return added

    @rule(target=proposals)
    def propose_addition(self):
        draft = AssetDraft(name="One", kind="hall", lon=-0.2, lat=51.6)
        return add_asset(self.session, draft, holder=NEWCOMER, door="api").proposal_id

    @rule(target=proposals, asset=assets, who=WHO, values=VALUES, back=st.integers(0, 2))
    def change(self, asset, who, values, back):
        seen = max(asset_by_id(self.session, asset).version - back, 1)
        wish = Wish("change", asset, values, seen, words="because", email="")
        door = "field" if who else "suggestion"
        done = self.attempt(lambda: submit(self.session, wish, holder=who, door=door))
        return done.proposal_id if done else None

    @rule(target=proposals, asset=halls, other=assets, who=WHO, said=BELONGING)
    def say_what_it_belongs_to(self, asset, other, who, said):
        seen = asset_by_id(self.session, asset).version
        wish = Wish("change", asset, {said[0].format(other=other): said[1]}, seen)
        done = self.attempt(lambda: submit(self.session, wish, holder=who, door="field"))
        return done.proposal_id if done else None

    @rule(target=proposals, asset=assets, into=assets, who=WHO,
          action=st.sampled_from(["close", "reopen", "merge"]))  # fmt: skip
    def ask_for_another_state(self, asset, into, who, action):
        wish = Wish(action, asset, into_id=into if action == "merge" else None)
        door = "queue" if who else "suggestion"
        done = self.attempt(lambda: submit(self.session, wish, holder=who, door=door))
        return done.proposal_id if done else None

    @rule(asset=halls, into=halls, action=st.sampled_from(["merge", "merge", "reopen"]))
    def merge_or_not(self, asset, into, action):
        wish = Wish(action, asset, into_id=into if action == "merge" else None)
        self.attempt(lambda: submit(self.session, wish, holder=BOSS, door="queue"))

    @rule(asset=assets)
    def report(self, asset):
        report_problem(self.session, asset, "It is blue")

    @rule(action=st.sampled_from(["missing", "idea"]))
    def say(self, action):
        say_what_is_missing(self.session, action, ["ward:hendon"], "A bench")

    @rule(proposal=proposals, decision=st.sampled_from(["approve", "reject", "ask"]),
          choice=st.sampled_from(["proposed", "current"]))  # fmt: skip
    def decide(self, proposal, decision, choice):
        if proposal is None:
            return
        if decision == "approve":
            done = self.attempt(lambda: self.approve(proposal, choice))
            if done and done.asset_id:
                self.known.add(done.asset_id)
        else:
            verb = reject_proposal if decision == "reject" else ask_for_more
            self.attempt(lambda: verb(self.session, proposal, BOSS, "Why"))

    def approve(self, proposal, choice):
        try:
            with self.session.begin_nested():
                return approve_proposal(self.session, proposal, BOSS)
        except ProposalConflict as met:
            asset = self.session.scalar(
                text("SELECT asset_id FROM register.proposal WHERE id = :id"), {"id": proposal}
            )
            seen = asset_by_id(self.session, asset).version
            choices = {one.field: choice for one in met.fields}
            return approve_proposal(self.session, proposal, BOSS, Approval({}, choices, seen))

    @rule(asset=assets, version=st.integers(1, 3))
    def restore(self, asset, version):
        seen = asset_by_id(self.session, asset).version
        self.attempt(lambda: restore_version(self.session, asset, version, seen, BOSS))

    @rule(
        name=st.sampled_from(["One", "Two"]),
        summary=st.sampled_from(["", "Warm", "Said"]),
        publish=st.booleans(),
    )
    def run_an_import(self, name, summary, publish):
        before = self.projection()
        draft = AssetDraft(name=name, kind="hall", summary=summary, lon=-0.2, lat=51.6)
        rows = [StagedDraft(draft, 2, "1")]
        source = Source("example", "Example")
        apply_run(self.session, Import(source, "x.csv", rows, lambda: b"x", "test", publish))
        assert publish or self.projection() == before
        imported = "SELECT asset_id FROM register.row"
        self.known |= set(self.session.scalars(text(imported)).all())

    @rule(discard=st.booleans())
    def settle_the_newest_run(self, discard):
        runs = newest_runs(self.session, 1)
        if not runs:
            return
        if not discard:
            self.attempt(lambda: publish_run(self.session, runs[0].id, "test"))
            imported = "SELECT asset_id FROM register.row"
            self.known |= set(self.session.scalars(text(imported)).all())
            return
        before = self.projection()
        self.attempt(lambda: discard_run(self.session, runs[0].id, "test", "No"))
        assert self.projection() == before
        there = "SELECT id FROM register.asset"
        self.known &= set(self.session.scalars(text(there)).all())

    @rule(who=PEOPLE, everywhere=st.booleans())
    def erase(self, who, everywhere):
        """Somebody asks to be erased; nothing of them is found afterwards, in any table."""
        known = known_by(*who)
        subjects = subjects_of(holdings_of(self.session, known)) if everywhere else None
        erase_from_database(self.session, known, actor=BOSS.actor, subjects=subjects)
        left = holdings_of(self.session, known)
        assert not [one for one in left if one.is_sure or everywhere]

    @invariant()
    def the_log_itself_names_nobody(self):
        said = self.session.scalar(text("SELECT string_agg(e::text, ' ') FROM register.event AS e"))
        assert not any(word in (said or "") for word in ("example.org", "Noone", "Warm", "One"))

    @invariant()
    def the_log_and_the_register_agree(self):
        for asset_id in self.known:
            now = asset_by_id(self.session, asset_id)
            history = asset_history(self.session, asset_id)
            assert history[-1].version == now.version
            assert history[-1].after.status == now.status
            assert history[-1].after.fields == now.fields
            versions = list(dict.fromkeys(event.version for event in history))
            assert versions == list(range(1, now.version + 1))
            assert asset_version(self.session, asset_id, 1).fields

    @invariant()
    def what_is_public_is_published(self):
        counted = "SELECT count(*) FROM published.public_asset AS p " \
            "JOIN register.asset AS a ON a.id = p.id AND a.status <> 'published'"  # fmt: skip
        assert self.session.scalar(text(counted)) == 0

    @invariant()
    def both_ends_of_what_is_public_are_public(self):
        ends = "SELECT unnest(ARRAY[from_id, to_id]) FROM published.public_relation " \
            "UNION SELECT asset_id FROM published.public_offer " \
            "UNION SELECT asset_id FROM published.public_session " \
            "EXCEPT SELECT id FROM published.public_asset"  # fmt: skip
        assert self.session.scalars(text(ends)).all() == []

    def teardown(self):
        with suppress(Exception):
            self.session.expire_all()
        try:
            before = self.projection()
            republish(self.session)
            assert self.projection() == before
        finally:
            self.session.close()
            self.outer.rollback()
            self.connection.close()

    def projection(self):
        return {
            name: sorted(map(repr, self.session.execute(text(query))))
            for name, query in PROJECTION.items()
        }
