"""How secrets are kept: long ones hashed, short ones hashed with our key, texts sealed with it."""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken

from register.settings import settings


def new_secret() -> str:
    """256 random bits, as text."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    """SHA-256. 256 random bits need no slow hash: there is nothing to guess from."""
    return hashlib.sha256(secret.encode()).digest()


def our_key() -> bytes:
    """The key itself, for who makes many hashes: it is read from its file each time."""
    return settings().signing_key().encode()


def keyed(purpose: str, *parts: str, key: bytes | None = None) -> bytes:
    """A hash that only our key makes: a stolen table of six-digit codes tells nothing without."""
    said = "\x00".join((purpose, *parts)).encode()
    return hmac.digest(our_key() if key is None else key, said, "sha256")


def _lock(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keyed("seal", purpose)))


def sealed(purpose: str, words: str) -> bytes:
    """Text that can be read again only with our key."""
    return _lock(purpose).encrypt(words.encode())


def find_unsealed(purpose: str, found: bytes) -> str | None:
    """The text again; None where it was sealed with another key, as after a restore."""
    try:
        return _lock(purpose).decrypt(found).decode()
    except InvalidToken:
        return None
