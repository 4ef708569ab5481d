"""Offers and needs of a draft checked against the data file of kinds."""

from collections.abc import Iterator

from register.assets.values import AssetDraft, OfferDraft
from register.offers.kinds import offer_kind_by_slug


def offer_faults(draft: AssetDraft) -> Iterator[tuple[str, str]]:
    """The field and a sentence for each thing that is wrong with an offer or need."""
    for key, offer in draft.offers.items():
        for field, sentence in _faults(offer):
            yield f"offers.{key}.{field}", sentence


def _faults(offer: OfferDraft) -> Iterator[tuple[str, str]]:
    kind = offer_kind_by_slug(offer.kind)
    if kind is None:
        yield "kind", f"“{offer.kind[:60]}” is not in the list of what can be offered or needed."
    elif not kind.gives_time and (offer.hours or offer.skills or offer.has_certificate is not None):
        yield (
            "hours",
            "Hours, skills and certificates are only for people who give their time: "
            "leave them empty.",
        )
