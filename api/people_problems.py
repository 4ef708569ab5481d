"""What HTTP calls the errors of accounts and privacy: a part of the table in `api.problems`."""

from http import HTTPStatus

from api.oidc import OidcFailed
from geo.errors import AssetsError
from register.people.errors import (
    AccountExists,
    AccountNotFound,
    InvalidAddress,
    OwnAccount,
    UnknownRole,
    UnknownScope,
)
from register.people.passwords import WeakPassword
from register.privacy.errors import EraseListUnwritable, NobodyNamed, NotErasable, RuleUnknown

PEOPLE_STATUS: dict[type[AssetsError], HTTPStatus] = {
    OidcFailed: HTTPStatus.UNPROCESSABLE_ENTITY,
    AccountNotFound: HTTPStatus.NOT_FOUND,
    AccountExists: HTTPStatus.CONFLICT,
    InvalidAddress: HTTPStatus.UNPROCESSABLE_ENTITY,
    OwnAccount: HTTPStatus.FORBIDDEN,
    UnknownRole: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownScope: HTTPStatus.UNPROCESSABLE_ENTITY,
    WeakPassword: HTTPStatus.UNPROCESSABLE_ENTITY,
    NobodyNamed: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotErasable: HTTPStatus.CONFLICT,
    EraseListUnwritable: HTTPStatus.SERVICE_UNAVAILABLE,
    RuleUnknown: HTTPStatus.INTERNAL_SERVER_ERROR,
}
