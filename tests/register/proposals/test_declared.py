"""Who said for whom an entry is holds for what they said, whatever others write afterwards."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.assets.current import asset_by_id
from register.assets.declared import SAID_BY, sayer_as_taken
from register.assets.drafts import InvalidDraft, checked_draft
from register.assets.fields import fields_of
from register.assets.values import AssetDraft
from register.proposals.additions import add_asset
from register.proposals.applying import value_mark
from register.proposals.deciding import Approval, approve_proposal
from register.proposals.errors import ProposalConflict
from register.proposals.found import proposal_by_id
from register.proposals.restoring import restore_version
from register.proposals.submitting import Wish, submit
from register.runs.edits import settle
from tests.register.proposals.conftest import HALL

CARERS = {"groups": ["carers"], "age_from": 18, "said_by": "group"}


@pytest.fixture
def group(session, steward):
    """An entry whose group says for whom it is."""
    draft = AssetDraft(**HALL, for_whom=CARERS)
    return add_asset(session, draft, holder=steward, door="field").asset_id


def change(session, asset, holder, base_version=None, *, door="field", **parts):
    values = {f"for_whom.{name}": value for name, value in parts.items()}
    return submit(session, Wish("change", asset, values, base_version), holder=holder, door=door)


def said_by(session, asset):
    return asset_by_id(session, asset).fields.get(SAID_BY)


def test_whoever_changes_it_without_saying_who_said_so_takes_it_back(session, group, steward):
    change(session, group, steward, groups=["jewish"])
    assert said_by(session, group) is None


def test_whoever_says_who_said_so_is_believed(session, group, steward):
    change(session, group, steward, groups=["veterans"], said_by="other")
    assert said_by(session, group) == "other"
    change(session, group, steward, said_by="group")
    assert said_by(session, group) == "group"


def test_a_change_of_something_else_takes_nothing_back(session, group, steward):
    submit(session, Wish("change", group, {"name": "Renamed"}), holder=steward, door="field")
    assert said_by(session, group) == "group"


def test_an_old_look_takes_it_back_too(session, hall, steward):
    """They looked before the group said anything, and wrote after it."""
    change(session, hall, steward, groups=["carers"], said_by="group")
    change(session, hall, steward, 1, age_from=5)
    assert said_by(session, hall) is None


def test_what_waited_takes_it_back_where_it_is_applied(session, hall, steward):
    waits = change(session, hall, None, age_from=5, door="suggestion").proposal_id
    change(session, hall, steward, groups=["carers"], said_by="group")
    approve_proposal(session, waits, steward)
    assert asset_by_id(session, hall).fields["for_whom.age_from"] == 5
    assert said_by(session, hall) is None


def test_a_steward_who_edits_what_a_group_said_speaks_for_themselves(session, hall, steward):
    waits = change(session, hall, None, groups=["carers"], said_by="group", door="contact")
    edited = Approval(edits={"for_whom.groups": ["carers", "jewish"]})
    approve_proposal(session, waits.proposal_id, steward, edited)
    assert said_by(session, hall) is None


def test_nor_is_what_a_steward_adds_the_group_s_word(session, hall, steward):
    waits = change(session, hall, None, groups=["carers"], said_by="group", door="contact")
    approve_proposal(session, waits.proposal_id, steward, Approval(edits={"for_whom.age_to": 9}))
    assert said_by(session, hall) is None


def test_a_steward_sees_that_it_is_taken_back(session, group):
    waits = change(session, group, None, groups=["veterans"], door="suggestion")
    proposed = proposal_by_id(session, waits.proposal_id).changes
    assert proposed[SAID_BY] == {"from": "group", "to": None}


def test_an_addition_that_is_edited_is_not_the_group_s_word(session, steward, newcomer):
    draft = AssetDraft(**HALL, for_whom=CARERS)
    waits = add_asset(session, draft, holder=newcomer, door="field")
    edited = Approval(edits={"for_whom.age_from": 50})
    decided = approve_proposal(session, waits.proposal_id, steward, edited)
    assert said_by(session, decided.asset_id) is None


def test_what_a_group_says_is_its_word_once_approved(session, hall, steward):
    waits = change(session, hall, None, groups=["jewish"], said_by="group", door="contact")
    approve_proposal(session, waits.proposal_id, steward)
    assert said_by(session, hall) == "group"


def test_of_what_is_taken_only_in_part_nobody_said_all(session, hall, steward):
    waits = change(session, hall, None, groups=["carers"], age_to=9, said_by="group",
                   door="contact")  # fmt: skip
    change(session, hall, steward, groups=["veterans"])
    chosen = Approval(choices={"for_whom.groups": "current"}, seen_version=2)
    approve_proposal(session, waits.proposal_id, steward, chosen)
    fields = asset_by_id(session, hall).fields
    assert fields["for_whom.groups"] == ["veterans"]
    assert fields["for_whom.age_to"] == 9
    assert SAID_BY not in fields


def test_an_earlier_version_comes_back_with_who_said_it(session, group, steward):
    change(session, group, steward, groups=["veterans"])
    restore_version(session, group, 1, 2, steward)
    assert said_by(session, group) == "group"


def test_nobody_guesses_what_people_believe(session, hall, steward):
    with pytest.raises(InvalidDraft, match="Only the group itself can say.*Jewish people"):
        change(session, hall, steward, groups=["carers", "jewish"], said_by="other")
    change(session, hall, steward, groups=["carers", "jewish"])
    with pytest.raises(InvalidDraft, match="Only the group itself"):
        change(session, hall, steward, said_by="other")


@pytest.mark.parametrize("wrong", ["everybody", "", 7, ["group"], {"group": 1}])
def test_what_is_no_answer_is_refused(session, hall, steward, wrong):
    if wrong == "":
        change(session, hall, steward, groups=["carers"], said_by=wrong)
        assert said_by(session, hall) is None
        return
    with pytest.raises(InvalidDraft):
        change(session, hall, steward, groups=["carers"], said_by=wrong)


PARTS = st.fixed_dictionaries(
    {},
    optional={
        "groups": st.sampled_from([["carers"], ["jewish"], ["carers", "veterans"]]),
        "age_from": st.sampled_from([5, 60]),
        "note": st.sampled_from(["One", "Two"]),
        "said_by": st.just("group"),
    },
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PARTS, PARTS, PARTS)
def test_a_run_leaves_who_said_it_only_with_their_own_words(group, session, first, now, then):
    """Whatever a source said, persons made of it, and the source says then."""
    asset = asset_by_id(session, group)
    parts = [fields_of(AssetDraft(**HALL, for_whom=said)) for said in (first, now, then)]
    edited = {name: value_mark(parts[0].get(name)) for name in {*parts[0], *parts[1]}
              if parts[0].get(name) != parts[1].get(name)}  # fmt: skip
    known = type(asset)(**{**vars(asset), "fields": parts[1], "edited": edited})
    settled = settle(known, parts[2])
    if settled.fields.get(SAID_BY):
        said = [one for one in parts[1:] if one.get(SAID_BY) == "group"]
        assert any(_words(settled.fields) == _words(one) for one in said)
    after = {**settled.fields, **{n: pair["to"] for n, pair in settled.contested.items()}}
    if settled.contested and after.get(SAID_BY):
        said = [one for one in parts[1:] if one.get(SAID_BY) == "group"]
        mixed = {n: v for n, v in after.items() if v is not None}
        assert any(_words(mixed) == _words(one) for one in said)


def _words(fields):
    return {n: v for n, v in fields.items() if n.startswith("for_whom.") and n != SAID_BY}


def test_rows_known_from_before_do_not_look_changed():
    """The digest of a row that says nothing of it, as it was written before there was this."""
    plain = AssetDraft(name="a", kind="hall", for_whom={"groups": ["carers"]})
    assert plain.digest().hex() == "03178bbb797c63e73947162c13e6bea6"
    told = AssetDraft(name="a", kind="hall", for_whom={"groups": ["carers"], "said_by": "group"})
    assert told.digest() != plain.digest()
    assert checked_draft(told) == told


def renaming(session, asset):
    """A change that waits and says nothing about for whom it is."""
    wish = Wish("change", asset, {"name": "Renamed"})
    return submit(session, wish, holder=None, door="suggestion").proposal_id


def test_who_says_it_goes_with_an_edit_and_meets_nothing(session, group, steward):
    """The form asks who said it; without an answer nobody was shown anything that could change."""
    edits, seen = {"for_whom.age_from": 50}, {"for_whom.age_from": 18}
    approve_proposal(session, renaming(session, group), steward, Approval(edits, seen=seen))
    assert asset_by_id(session, group).fields["for_whom.age_from"] == 50
    assert said_by(session, group) is None


def test_nor_does_it_with_an_edit_of_an_addition(session, steward, newcomer):
    waits = add_asset(session, AssetDraft(**HALL, for_whom=CARERS), holder=newcomer, door="field")
    edits, seen = {"for_whom.age_from": 50}, {"for_whom.age_from": 18}
    given = Approval(edits, seen=seen)
    decided = approve_proposal(session, waits.proposal_id, steward, given)
    assert said_by(session, decided.asset_id) is None


def test_who_edits_it_back_to_what_stands_there_takes_nothing_back(session, group, steward):
    waits = change(session, group, None, groups=["veterans"], door="suggestion").proposal_id
    approve_proposal(session, waits, steward, Approval({"for_whom.groups": ["carers"]}))
    assert asset_by_id(session, group).fields["for_whom.groups"] == ["carers"]
    assert said_by(session, group) == "group"


def test_what_a_group_confirms_is_what_stood_there_then(session, hall, steward):
    """Not what a builder wrote while it waited."""
    change(session, hall, steward, groups=["carers"])
    waits = change(session, hall, None, said_by="group", door="contact").proposal_id
    change(session, hall, steward, groups=["jewish"])
    approve_proposal(session, waits, steward)
    assert asset_by_id(session, hall).fields["for_whom.groups"] == ["jewish"]
    assert said_by(session, hall) is None


def test_what_others_add_while_it_waits_is_not_the_group_s_word(session, hall, steward):
    waits = change(session, hall, None, groups=["carers"], said_by="group", door="contact")
    change(session, hall, steward, age_from=70)
    approve_proposal(session, waits.proposal_id, steward)
    fields = asset_by_id(session, hall).fields
    assert (fields["for_whom.groups"], fields["for_whom.age_from"]) == (["carers"], 70)
    assert SAID_BY not in fields


def test_other_changes_while_it_waits_take_nothing_of_it(session, hall, steward):
    waits = change(session, hall, None, groups=["carers", "veterans"], said_by="group",
                   door="contact").proposal_id  # fmt: skip
    submit(session, Wish("change", hall, {"name": "Renamed"}), holder=steward, door="field")
    change(session, hall, steward, groups=["veterans", "carers"])
    chosen = Approval(choices={"for_whom.groups": "proposed"}, seen_version=3)
    approve_proposal(session, waits, steward, chosen)
    assert said_by(session, hall) == "group"


def test_an_answer_holds_for_what_was_shown(session, hall, steward):
    """They looked at the first version, and answer when others have written something else."""
    change(session, hall, steward, groups=["carers"])
    change(session, hall, steward, groups=["jewish"])
    with pytest.raises(InvalidDraft, match="Somebody has changed who it is for"):
        change(session, hall, steward, 2, said_by="group")
    change(session, hall, steward, 2, age_from=50, said_by="group")
    assert asset_by_id(session, hall).fields["for_whom.age_from"] == 50
    assert said_by(session, hall) is None


def test_a_group_s_new_word_counts_where_it_said_something_before(session, group, steward):
    change(session, group, steward, groups=["jewish"], said_by="group")
    assert said_by(session, group) == "group"
    waits = change(session, group, None, groups=["veterans"], said_by="group", door="contact")
    approve_proposal(session, waits.proposal_id, steward)
    assert asset_by_id(session, group).fields["for_whom.groups"] == ["veterans"]
    assert said_by(session, group) == "group"


def test_a_steward_s_answer_holds_for_the_form_that_they_saw(session, hall, steward):
    """A part that they did not touch has changed: they are shown it before it counts."""
    change(session, hall, steward, groups=["carers"])
    change(session, hall, steward, groups=["jewish"], age_from=9)
    parts = {"for_whom.groups": ["carers"], "for_whom.age_from": None, "for_whom.note": None}
    waits = renaming(session, hall)
    with pytest.raises(ProposalConflict) as caught:
        approve_proposal(session, waits, steward, Approval({SAID_BY: "group"}, seen=parts))
    assert {one.field for one in caught.value.fields} == {"for_whom.groups", "for_whom.age_from"}
    parts |= {"for_whom.groups": ["jewish"], "for_whom.age_from": 9}
    approve_proposal(session, waits, steward, Approval({SAID_BY: "group"}, seen=parts))
    assert said_by(session, hall) == "group"


def test_what_a_source_says_anew_is_marked_with_all_that_it_says(session, group):
    asset = asset_by_id(session, group)
    source = fields_of(AssetDraft(**HALL, for_whom=CARERS | {"groups": ["jewish"]}))
    known = type(asset)(**{**vars(asset), "edited": {"for_whom.groups": "x", SAID_BY: "x"}})
    settled = settle(known, source)
    now = {**settled.fields}
    proposed = {name: pair["to"] for name, pair in settled.contested.items()}
    assert proposed == {"for_whom.groups": ["jewish"], SAID_BY: "group"}
    assert sayer_as_taken(proposed, settled.contested, now) == proposed
    older = {**now, "for_whom.age_from": 60}
    assert sayer_as_taken(proposed, settled.contested, older)[SAID_BY] is None
