"""Settings, read from the environment (prefix ASSETS_) and from .env beside the checkout."""

import os
import secrets
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]
OSM_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
OSM_NOTICE = "© OpenStreetMap contributors"


class Settings(BaseSettings):
    """Everything that differs between machines; `.env.example` says what each one means."""

    model_config = SettingsConfigDict(
        env_prefix="ASSETS_", env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore"
    )

    database_url: str | None = None
    read_database_url: str | None = None
    owner_database_url: str | None = None
    data_dir: Path = Path("var")
    postgres_bin: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64)
    trusted_proxies: str = "127.0.0.1"
    access_log: bool = True
    secret_key: SecretStr | None = None
    tile_url: str = OSM_TILES
    tile_attribution: str = OSM_NOTICE
    base_url: str = ""
    public_cache: bool = True
    environment: Literal["development", "production"] = "development"
    mail_host: str = ""
    mail_port: int = Field(default=587, ge=1, le=65535)
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_username: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_from: str = ""
    mail_allowed: str = ""
    runs_jobs: bool = True
    mail_bulk_per_minute: int = Field(default=60, ge=1, le=100_000)
    notify_api_key: SecretStr = SecretStr("")
    notify_template_id: str = ""
    notify_url: str = "https://api.notifications.service.gov.uk"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_label: str = "your work account"
    oidc_roles_claim: str = "roles"
    oidc_roles: str = ""

    @field_validator("data_dir")
    @classmethod
    def _from_the_checkout(cls, folder: Path) -> Path:
        """Relative folders start at the checkout, so that every command finds the same one."""
        return ROOT / folder.expanduser()

    @property
    def is_embedded(self) -> bool:
        """Whether the register keeps its own PostgreSQL below the data folder."""
        return self.database_url is None

    @property
    def site_url(self) -> str:
        """Where residents reach the site, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def sends_mail(self) -> bool:
        """Whether a mail server or Notify is named: without, nothing offers to send a mail."""
        return self.uses_notify or bool(self.mail_host and self.mail_from)

    @property
    def uses_notify(self) -> bool:
        """Whether mails go by GOV.UK Notify."""
        return bool(self.notify_api_key.get_secret_value() and self.notify_template_id)

    @property
    def has_oidc(self) -> bool:
        """Whether people may sign in at an OpenID provider."""
        return bool(self.oidc_issuer and self.oidc_client_id)

    def signing_key(self) -> str:
        """The key that signs cookies: ASSETS_SECRET_KEY, or one made once and kept."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return kept_secret(self.data_dir / "secret_key")


def kept_secret(path: Path) -> str:
    """The secret in a file that only we may read; made on first use, safe against a race."""
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was quicker: its secret counts
    finally:
        draft.unlink()
    return path.read_text().strip()


@cache
def settings() -> Settings:
    """The settings of this process, read once (`settings.cache_clear()` reads them again)."""
    return Settings()
