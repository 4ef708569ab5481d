"""Settings: from the environment, and a secret that stays the same."""

import stat
from pathlib import Path

import pytest

from register.settings import ROOT, Settings, kept_secret


def test_relative_folders_start_at_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSETS_DATA_DIR", "elsewhere")
    assert Settings().data_dir == ROOT / "elsewhere"
    monkeypatch.setenv("ASSETS_DATA_DIR", "/srv/assets")
    assert Settings().data_dir == Path("/srv/assets")


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSETS_DATABASE_URL", "")
    assert Settings().is_embedded


def test_the_secret_is_made_once_and_is_ours_alone(tmp_path: Path) -> None:
    first = kept_secret(tmp_path / "deep" / "secret_key")
    assert len(first) >= 48
    assert kept_secret(tmp_path / "deep" / "secret_key") == first
    assert stat.S_IMODE((tmp_path / "deep" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["secret_key"]


def test_the_secret_of_the_environment_counts(tmp_path: Path) -> None:
    chosen = Settings(data_dir=tmp_path, secret_key="given")
    assert chosen.signing_key() == "given"
    assert "given" not in repr(chosen)


def test_every_setting_is_in_the_example_file() -> None:
    told = (ROOT / ".env.example").read_text()
    missing = [name for name in Settings.model_fields if f"ASSETS_{name.upper()}=" not in told]
    assert missing == []
