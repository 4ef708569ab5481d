"""What HTTP calls the errors of proposals, histories, former assets and the search."""

from http import HTTPStatus

from geo.errors import AssetsError
from register.assets.current import AssetUnknown
from register.contacting.errors import ContactUnknown, NobodyToWriteTo, TooManyMessages
from register.events.history import VersionNotFound
from register.proposals.errors import (
    AlreadyDecided,
    NothingToChange,
    NotOpen,
    NotYours,
    ProposalConflict,
    ProposalNotFound,
)
from register.publishing.former import AssetGone
from register.search.questions import InvalidSearch
from register.verification.errors import NoPass, NotCheckable

STATUS: dict[type[AssetsError], HTTPStatus] = {
    AssetUnknown: HTTPStatus.NOT_FOUND,
    InvalidSearch: HTTPStatus.UNPROCESSABLE_ENTITY,
    ContactUnknown: HTTPStatus.NOT_FOUND,
    NobodyToWriteTo: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyMessages: HTTPStatus.TOO_MANY_REQUESTS,
    VersionNotFound: HTTPStatus.NOT_FOUND,
    ProposalNotFound: HTTPStatus.NOT_FOUND,
    AssetGone: HTTPStatus.GONE,
    NotYours: HTTPStatus.FORBIDDEN,
    AlreadyDecided: HTTPStatus.CONFLICT,
    NotOpen: HTTPStatus.CONFLICT,
    NotCheckable: HTTPStatus.CONFLICT,
    NoPass: HTTPStatus.UNPROCESSABLE_ENTITY,
    ProposalConflict: HTTPStatus.CONFLICT,
    NothingToChange: HTTPStatus.UNPROCESSABLE_ENTITY,
}
