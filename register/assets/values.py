"""An asset as it comes in, by any door: the one typed value that all writes begin with."""

import re
from datetime import date
from hashlib import blake2b
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from geo.errors import PlaceError
from geo.points import uk_point
from geo.postcodes import normalise_postcode

Precision = Literal["exact", "street", "postcode", "ward", "none", "never"]
Audience = Literal["public", "partners", "stewards"]
PARTNERS: tuple[Audience, ...] = ("public", "partners")
"""What partners see."""
LawfulBasis = Literal["public_task", "consent"]
Origin = Literal["group", "website", "source"]
SaidBy = Literal["group", "other"]
RelationName = Literal["hosted_at", "run_by", "part_of", "funds", "partners_with"]
RelationShown = Literal["usual", "shown", "hidden"]
UUID_TEXT = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
RELATION_KEY = re.compile(f"({'|'.join(get_args(RelationName))}):({UUID_TEXT})")
OFFER_KEY = re.compile("[a-z0-9]{4,32}")


def _without_nul(text: str) -> str:
    """PostgreSQL stores no NUL; one in a text is a broken file or an attack."""
    if "\x00" in text:
        raise ValueError("contains a NUL character, which text never has: type it again")
    return text


def _postcode(text: str | None) -> str | None:
    try:
        return normalise_postcode(text) if text and text.strip() else None
    except PlaceError as reason:
        raise ValueError(str(reason)) from None


def _relation_key(text: str) -> str:
    if not RELATION_KEY.fullmatch(text):
        raise ValueError("a relation is called hosted_at:, run_by: or the like, with an asset's id")
    return text


def _offer_key(text: str) -> str:
    if not OFFER_KEY.fullmatch(text):
        raise ValueError("an offer is called by 4 to 32 small letters and figures")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_without_nul)]
Word = Annotated[Text, Field(max_length=120)]
Line = Annotated[Text, Field(max_length=500)]
Prose = Annotated[Text, Field(max_length=2000)]
Name = Annotated[Text, Field(min_length=1, max_length=200)]


def _refuse_foreign(lon: float, lat: float) -> None:
    try:
        uk_point(lon, lat)
    except PlaceError as reason:
        raise ValueError(str(reason)) from None


class Strict(BaseModel):
    """Unknown fields are refused: nobody sets what a form does not offer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ContactDraft(Strict):
    """A way to reach the asset. Without audience ``public`` it is never public."""

    name: Line = ""
    role: Line = ""
    email: Line = ""
    phone: Word = ""
    website: Line = ""
    audience: Audience = "stewards"
    lawful_basis: LawfulBasis = "public_task"
    consent_on: date | None = None
    consent_how: Line = ""
    origin: Origin = "group"

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.lawful_basis == "consent" and not (self.consent_on and self.consent_how):
            raise ValueError("say when and how the person agreed")
        if self.email and ("@" not in self.email or " " in self.email):
            raise ValueError(f"{self.email} is not an e-mail address")
        if self.website and not self.website.startswith(("https://", "http://")):
            raise ValueError(f"{self.website} is not a web address: begin it with https://")
        return self


class ForWhom(Strict):
    """Whom the asset is especially for; ``said_by``: as the group itself says, or others think.

    Without it nobody knows who said so. It is never guessed.
    """

    age_from: int | None = Field(default=None, ge=0, le=120)
    age_to: int | None = Field(default=None, ge=0, le=120)
    groups: list[Word] = []
    note: Line = ""
    said_by: SaidBy | None = Field(
        default=None,
        description="Who says so: the group itself, or others who think so. Leave it out where "
        "that is not known. A change of the rest without it makes it not known.",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.age_from is not None and self.age_to is not None and self.age_from > self.age_to:
            raise ValueError("the lower age is above the upper age")
        return self


class OfferDraft(Strict):
    """What somebody offers or needs: kinds are those of data/offers.toml.

    Hours, skills and the certificate belong to kinds that are about people giving their time.
    """

    way: Literal["offer", "need"]
    kind: Word
    words: Annotated[Line, Field(min_length=1)]
    from_on: date | None = None
    until_on: date | None = None
    hours: Word = ""
    skills: Line = ""
    has_certificate: bool | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.from_on and self.until_on and self.from_on > self.until_on:
            raise ValueError("the last day is before the first day")
        return self


class AssetDraft(Strict):
    """One asset as somebody describes it. Longitude and latitude in WGS 84 degrees, or neither.

    Relations are told by this asset of another one (``hosted_at:`` and its id), and whether that
    may be ``shown``; offers and needs have a short key each that stays while they change.

    The details are checked against the kind by :mod:`register.assets.drafts`.
    """

    name: Name
    kind: Word
    summary: Prose = ""
    address: Line = ""
    postcode: Annotated[str | None, AfterValidator(_postcode)] = None
    lon: float | None = None
    lat: float | None = None
    serves: list[Word] = Field(default=[], max_length=100)
    precision: Precision | None = None
    details: dict[str, Any] = {}
    for_whom: ForWhom = ForWhom()
    contacts: list[ContactDraft] = Field(default=[], max_length=20)
    relations: dict[Annotated[str, AfterValidator(_relation_key)], RelationShown] = Field(
        default={}, max_length=50
    )
    offers: dict[Annotated[str, AfterValidator(_offer_key)], OfferDraft] = Field(
        default={}, max_length=50
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("give both longitude and latitude, or neither")
        if self.lon is not None and self.lat is not None:
            _refuse_foreign(self.lon, self.lat)
        return self

    def digest(self) -> bytes:
        """16 bytes that change when any of the values does.

        Of relations, offers and who said for whom only where there are any: rows known from before
        there were such must not look changed.
        """
        unsaid: dict[str, Any] = {n: True for n in ("relations", "offers") if not getattr(self, n)}
        if self.for_whom.said_by is None:
            unsaid["for_whom"] = {"said_by"}
        return blake2b(self.model_dump_json(exclude=unsaid).encode(), digest_size=16).digest()
