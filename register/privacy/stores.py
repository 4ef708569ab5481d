"""Where the register may hold something about a person: every text of every private table.

A test holds these lists against the catalogue, so that a new column is either looked through or
named here with the reason why nobody can be in it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Store:
    """One table as ``t``. ``key`` and ``subject`` are SQL: the row, and what it belongs to.

    ``columns`` are looked through, also inside JSON. ``whose`` are those that name one person as a
    whole, so that the same name there is surely meant.
    """

    table: str
    words: str
    key: str
    subject: str
    columns: tuple[str, ...]
    whose: tuple[str, ...] = ()


OF_ASSET = "'asset ' || t.asset_id"
OF_PROPOSAL = "'proposal ' || t.proposal_id"
OF_ACCOUNT = "'account ' || t.account_id"

STORES = (
    Store(
        "register.contact",
        "a contact of an entry",
        "t.id",
        OF_ASSET,
        ("name", "role", "email", "phone", "website", "consent_how"),
        ("name", "email"),
    ),
    Store(
        "register.asset",
        "an entry",
        "t.id",
        "'asset ' || t.id",
        ("name", "summary", "address", "details", "for_whom", "slug"),
    ),
    Store(
        "register.offer",
        "what an entry offers or needs",
        "jsonb_build_array(t.asset_id, t.key)",
        OF_ASSET,
        ("words", "hours", "skills"),
    ),
    Store(
        "register.loan",
        "kit that is lent",
        "t.id",
        "'asset ' || t.lender_id",
        ("what",),
    ),
    Store(
        "register.event_private",
        "an earlier version of an entry",
        "t.event_id",
        OF_ASSET,
        ("changed",),
    ),
    Store(
        "register.proposal",
        "a suggestion or proposal",
        "t.id",
        "'proposal ' || t.id",
        ("draft", "changes", "reason", "public_answer"),
    ),
    Store(
        "register.proposal_note",
        "what was said about a suggestion",
        "t.id",
        OF_PROPOSAL,
        ("words",),
    ),
    Store(
        "register.suggester",
        "where somebody wanted to hear of a decision",
        "t.proposal_id",
        OF_PROPOSAL,
        ("email",),
        ("email",),
    ),
    Store(
        "register.account",
        "an account",
        "t.id",
        "'account ' || t.id",
        ("email", "name", "oidc_subject"),
        ("email", "name"),
    ),
    Store(
        "register.account_event",
        "what happened with an account",
        "t.id",
        OF_ACCOUNT,
        ("detail",),
    ),
    Store(
        "register.token",
        "a key for programs",
        "t.id",
        "coalesce('account ' || t.account_id, 'token ' || t.id)",
        ("label",),
    ),
    Store(
        "register.sign_in",
        "a browser session",
        "t.id",
        "coalesce('account ' || t.account_id, 'token ' || t.token_id)",
        ("device",),
    ),
    Store(
        "register.mail",
        "a mail that waits or was sent",
        "t.id",
        "'mail ' || t.id",
        ("to_address", "subject"),
        ("to_address",),
    ),
    Store(
        "register.representative",
        "who speaks for a place",
        "t.id",
        "'representative ' || t.id",
        ("name", "role", "organisation", "contact"),
        ("name",),
    ),
    Store(
        "register.run",
        "an import",
        "t.id",
        "'run ' || t.id",
        ("file_name", "actor", "discard_reason"),
    ),
    Store(
        "register.held_row",
        "a row of an import that waits",
        "jsonb_build_array(t.source_id, t.source_ref)",
        "'run ' || t.run_id",
        ("draft", "source_ref"),
        ("source_ref",),
    ),
    Store(
        "register.row",
        "a row of an import",
        "jsonb_build_array(t.source_id, t.source_ref)",
        OF_ASSET,
        ("source_ref",),
        ("source_ref",),
    ),
    Store(
        "register.reject",
        "a row that an import set aside",
        "jsonb_build_array(t.run_id, t.line)",
        "'run ' || t.run_id",
        ("cells", "reason"),
    ),
    Store(
        "register.verification",
        "a check of an entry",
        "t.id",
        OF_ASSET,
        ("checked_by",),
        ("checked_by",),
    ),
)

# Texts in which nobody can be, and why.
EXEMPT = {
    "register.event.*": "append-only: free texts are in event_private; actors are ids",
    "register.kind.*": "written from the data file of kinds",
    "register.account_scope.*": "keys of localities and kinds",
    "register.erasure.*": "keyed hashes and ids",
    "register.retention_run.taken": "names of rules and counts",
    "register.run.published_by": "an id",
    "register.run.discarded_by": "an id",
    "register.asset.kind": "a slug of the data file",
    "register.offer.kind": "a slug of the data file",
    "register.offer.key": "letters and figures at random",
    "register.loan.lent_by": "an id",
    "register.loan.returned_by": "an id",
    "register.asset.postcode": "erased with an entry about the person; alone it names nobody",
    "register.asset.precision": "a word of ours",
    "register.proposal.door": "a word of ours",
    "register.asset.edited": "names of fields with digests; emptied by an erasure",
    "register.proposal.kind": "a slug of the data file",
    "register.proposal.localities": "keys of localities",
    "register.proposal.reference": "random letters",
    "register.proposal.actor": "an id",
    "register.proposal_note.actor": "an id; the name is the account's, and is erased with it",
    "register.proposal.decided_by": "an id",
    "register.account.password_hash": "goes with the account",
    "register.account_event.action": "a word of ours",
    "register.account_event.actor": "an id",
    "register.token.scopes": "words of ours",
    "register.sign_in.method": "a word of ours",
    "register.mail.problem": "an error's kind or a server's number",
    "register.one_time_code.purpose": "a word of ours",
    "register.contact_pass.asset_ids": "ids of entries",
    "register.unmet_search.locality": "a key of a locality",
    "register.unmet_search.word": "words of public entries and of our lists, and words that were "
    "asked often, without those of any contact's name: see docs/search.md",
}
"""Also every column that a check limits to a few words (``status = 'sent'``) is exempt."""
