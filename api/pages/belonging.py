"""What one entry belongs to, offers and needs, as a part of its page."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.pages.lending import loan_item
from api.pages.offer_words import listed_item, match_item, offer_item
from api.pages.relation_words import related_groups
from api.pages.shaping import Row
from api.sessions import session_secret, signed_in
from frontend.belonging_views import Belonging, LoanItem, OfferItem
from frontend.views import Link
from register.database.engines import transaction
from register.offers.lending import loans_of
from register.offers.questions import OfferQuestion, listed_statement, matches
from register.people.holders import Holder
from register.publishing.answers import PublicReader
from register.relations.questions import related_to

MOST = 100


async def belonging_of(reader: PublicReader, row: Row, holder: Holder | None) -> Belonging:
    """The part of the page of a public asset; what is lent only for who is signed in."""
    related = await related_to(reader, row["id"])
    said = await reader.rows(*listed_statement(OfferQuestion(asset_id=row["id"], limit=MOST)))
    found = await matches(reader, asset_id=row["id"]) if said else []
    return Belonging(
        meets_at=tuple(
            Link(one["name"], f"/assets/{one['slug']}")
            for one in related
            if one["relation"] == "hosted_at" and one["is_from"]
        ),
        related=related_groups(
            one for one in related if one["relation"] != "hosted_at" or not one["is_from"]
        ),
        offers=tuple(offer_item(one) for one in said if one["way"] == "offer"),
        needs=tuple(offer_item(one) for one in said if one["way"] == "need"),
        matches=tuple(match_item(one) for one in found[:10]),
        loans=await run_in_threadpool(_loans, row, holder) if holder else (),
    )


def _loans(row: Row, holder: Holder) -> tuple[LoanItem, ...]:
    with transaction() as session:
        found = loans_of(session, row["id"], holder)
    return tuple(loan_item(loan) for loan in found if loan.returned_on is None)


async def who_looks(request: Request) -> Holder | None:
    """Who is signed in; most who look are not, and nothing is asked for them."""
    return await run_in_threadpool(signed_in, request) if session_secret(request) else None


async def offers_in(reader: PublicReader, key: str) -> tuple[OfferItem, ...]:
    """What is on offer and needed in a locality, the first of it."""
    rows = await reader.rows(*listed_statement(OfferQuestion(locality=key, limit=MOST)))
    return tuple(listed_item(row) for row in rows)
