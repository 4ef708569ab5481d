"""What people said is missing, and ideas: kept by area, for who decides, without addresses."""

import pytest
from sqlalchemy import text

from register.proposals.deciding import Approval, approve_proposal
from register.proposals.found import proposal_by_reference
from register.proposals.queue import open_proposals
from register.proposals.suggesting import say_what_is_missing
from register.proposals.voices import LEFT_OUT, every_voice, voice_places, voices
from tests.register.proposals.conftest import person

CENTRE, WARD, ELSEWHERE = "town_centre:east-finchley", "ward:east-finchley", "ward:hendon"


def say(session, place, words="A bench", action="missing", email=""):
    return proposal_by_reference(
        session, say_what_is_missing(session, action, [place], words, email=email)
    )


@pytest.fixture
def boss():
    return person("administrator")


def test_what_is_said_of_a_town_centre_is_seen_by_the_stewards_of_its_wards(session):
    said = say(session, CENTRE)
    assert said.localities[0] == CENTRE
    assert WARD in said.localities
    assert ELSEWHERE not in said.localities
    steward, stranger = person("steward", (WARD, None)), person("steward", (ELSEWHERE, None))
    assert [one.id for one in open_proposals(session, steward)] == [said.id]
    assert [one.id for one in voices(session, steward)] == [said.id]
    assert open_proposals(session, stranger) == []
    assert voices(session, stranger) == []


def test_the_public_list_names_only_the_place_that_was_spoken_of(session, boss):
    said = say(session, CENTRE)
    approve_proposal(session, said.id, boss, Approval(public_answer="We look for one."))
    shown = session.scalars(
        text("SELECT localities FROM published.decision WHERE id = :id"), {"id": said.id}
    ).one()
    assert shown == [CENTRE]


def test_what_was_decided_stays_on_the_list_with_its_answer(session, boss):
    said = say(session, WARD, "A bench, please")
    approve_proposal(session, said.id, boss, Approval(public_answer="We look for one."))
    [found] = voices(session, boss, place=WARD)
    assert (found.words, found.status) == ("A bench, please", "approved")
    assert found.public_answer == "We look for one."
    assert found.decided_at is not None
    assert list(every_voice(session, WARD)) == [found]
    assert list(every_voice(session, ELSEWHERE)) == []


def test_nobodys_address_is_on_the_list(session, boss):
    say(session, WARD, "Write to canary@example.org, please", email="canary-two@example.org")
    [found] = voices(session, boss)
    assert found.words == f"Write to {LEFT_OUT}, please"
    assert "canary" not in str(found)


def test_the_list_is_chosen_by_place_and_by_what_it_is(session, boss):
    bench, plan = say(session, WARD), say(session, ELSEWHERE, action="idea")
    assert [one.id for one in voices(session, boss, action="idea")] == [plan.id]
    assert [one.id for one in voices(session, boss, place=WARD)] == [bench.id]
    counts = {one.key: one.count for one in voice_places(session, boss)}
    assert (counts[WARD], counts[ELSEWHERE], counts[CENTRE]) == (1, 1, 0)


def test_a_steward_chooses_among_their_own_places(session):
    say(session, CENTRE)
    say(session, ELSEWHERE)
    keys = {one.key for one in voice_places(session, person("steward", (WARD, None)))}
    assert {WARD, CENTRE} <= keys
    assert ELSEWHERE not in keys


def test_who_was_a_steward_once_and_is_an_analyst_now_sees_all(session):
    say(session, ELSEWHERE)
    assert len(voices(session, person("analyst", (WARD, None)))) == 1


def test_one_page_follows_the_other(session, boss):
    said = {say(session, WARD, f"Bench {number}").id for number in range(5)}
    first = voices(session, boss, limit=2)
    last = first[-1]
    rest = voices(session, boss, before=(last.submitted_at, last.id))
    assert len(first) == 2
    assert {one.id for one in [*first, *rest]} == said
    assert len(rest) == 3
