"""OpenID Connect, as the one who relies on a provider: authorisation code with PKCE and a nonce.

https://openid.net/specs/openid-connect-core-1_0.html, section 3.1. All of it is asked of the one
provider in the settings; nothing that a request says is fetched.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from geo.errors import AssetsError
from register.people.secrets_at_rest import find_unsealed, sealed
from register.settings import Settings, settings

CALLBACK = "/sign-in/oidc/callback"
DISCOVERY = "/.well-known/openid-configuration"
SEAL = "oidc"
TIMEOUT_SECONDS = 10
LEEWAY_SECONDS = 60
# Only signatures that need the provider's private key: "none" and those by a shared secret are out.
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]


class OidcFailed(AssetsError):
    """The organisation's sign-in did not say who somebody is."""


@dataclass(frozen=True)
class Journey:
    """What a browser on its way to the provider must bring back; sealed in its cookie."""

    state: str
    nonce: str
    verifier: str
    next: str

    def sealed(self) -> str:
        """As the cookie holds it."""
        return sealed(SEAL, json.dumps(asdict(self))).decode()


def find_journey(cookie: str) -> Journey | None:
    """The journey in a cookie; None without one of ours."""
    found = find_unsealed(SEAL, cookie.encode()) if cookie else None
    return Journey(**json.loads(found)) if found else None


def _client(chosen: Settings) -> OAuth2Client:
    return OAuth2Client(
        client_id=chosen.oidc_client_id,
        client_secret=chosen.oidc_client_secret.get_secret_value() or None,
        redirect_uri=chosen.site_url + CALLBACK,
        scope="openid email profile",
        code_challenge_method="S256",
        timeout=TIMEOUT_SECONDS,
    )


@lru_cache(maxsize=4)
def _metadata(issuer: str) -> dict[str, Any]:
    answer = httpx2.get(issuer.rstrip("/") + DISCOVERY, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    if str(found.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise OidcFailed("The provider in ASSETS_OIDC_ISSUER calls itself by another name.")
    return found


def departure(where: str) -> tuple[str, Journey]:
    """The provider's address to send a browser to, and what it must bring back."""
    chosen = settings()
    journey = Journey(
        secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), where
    )
    try:
        endpoint = _metadata(chosen.oidc_issuer)["authorization_endpoint"]
    except (httpx2.HTTPError, ValueError, KeyError) as error:
        raise OidcFailed("The other sign-in cannot be reached just now.") from error
    with _client(chosen) as client:
        address, _ = client.create_authorization_url(
            endpoint, state=journey.state, nonce=journey.nonce, code_verifier=journey.verifier
        )
    return str(address), journey


def arrival(journey: Journey, address: str) -> dict[str, Any]:
    """The claims about who came back to ``address``; raises OidcFailed."""
    said = parse_qs(urlsplit(address).query)
    if said.get("state") != [journey.state] or "code" not in said:
        raise OidcFailed("The other sign-in was not finished. Try again.")
    chosen = settings()
    try:
        return _claims(chosen, journey, said["code"][0])
    except (httpx2.HTTPError, AuthlibBaseError, JoseError, ValueError, KeyError) as error:
        raise OidcFailed("The other sign-in did not say who you are. Try again.") from error


def _claims(chosen: Settings, journey: Journey, code: str) -> dict[str, Any]:
    known = _metadata(chosen.oidc_issuer)
    with _client(chosen) as client:
        token = client.fetch_token(
            known["token_endpoint"], code=code, code_verifier=journey.verifier
        )
        keys = client.request("GET", known["jwks_uri"], withhold_token=True)
        keys.raise_for_status()
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        key_set = KeySet.import_key_set(keys.json())
        read = jwt.decode(token["id_token"], key_set, registry=registry)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": known["issuer"]},
                "aud": {"essential": True, "value": chosen.oidc_client_id},
                "nonce": {"essential": True, "value": journey.nonce},
            },
            {
                "nonce": journey.nonce,
                "client_id": chosen.oidc_client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY_SECONDS)
        return _with_user_info(client, known, dict(claims))


def _with_user_info(
    client: OAuth2Client, known: dict[str, Any], claims: dict[str, Any]
) -> dict[str, Any]:
    """Many providers tell address and groups only there; the subject must be the same."""
    if "userinfo_endpoint" not in known:
        return claims
    answer = client.get(known["userinfo_endpoint"])
    answer.raise_for_status()
    more = answer.json()
    if more.get("sub") != claims["sub"]:
        raise OidcFailed("The other sign-in spoke of somebody else. Try again.")
    return {**more, **claims}
