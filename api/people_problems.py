"""What HTTP calls the errors of accounts, one part of the one table in `api.problems`."""

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

PEOPLE_STATUS: dict[type[AssetsError], HTTPStatus] = {
    OidcFailed: HTTPStatus.UNPROCESSABLE_ENTITY,
    AccountNotFound: HTTPStatus.NOT_FOUND,
    AccountExists: HTTPStatus.CONFLICT,
    InvalidAddress: HTTPStatus.UNPROCESSABLE_ENTITY,
    OwnAccount: HTTPStatus.FORBIDDEN,
    UnknownRole: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownScope: HTTPStatus.UNPROCESSABLE_ENTITY,
    WeakPassword: HTTPStatus.UNPROCESSABLE_ENTITY,
}
