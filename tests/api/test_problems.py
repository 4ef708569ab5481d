"""Every error of ours has its place in the one table of statuses."""

import importlib
import pkgutil

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from api.problems import INTERNAL, INTERNAL_PACKAGES, STATUS, status_of
from api.v1 import assets
from geo.errors import AssetsError


def every_kind(kind):
    for below in kind.__subclasses__():
        yield below
        yield from every_kind(below)


def test_every_error_is_in_the_table_or_named_as_internal():
    for package in ("api", "geo", "importers", "register", "reports", "frontend"):
        for found in pkgutil.walk_packages(
            importlib.import_module(package).__path__, f"{package}."
        ):
            importlib.import_module(found.name)
    known = set(STATUS) | INTERNAL
    strays = {
        kind.__qualname__
        for kind in every_kind(AssetsError)
        if not any(base in known for base in kind.__mro__)
        and not kind.__module__.startswith((*INTERNAL_PACKAGES, "tests", "test_"))
    }
    assert strays == set()


def test_an_error_that_is_not_in_the_table_is_our_fault():
    class Unheard(AssetsError):
        pass

    assert status_of(Unheard("x")) == 500


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("SELECT 1", {}, psycopg.errors.AdminShutdown("it stops")),
        psycopg.OperationalError("it is away"),
    ],
)
def test_a_database_that_is_away_is_no_fault_of_ours_and_may_be_asked_again(
    add, monkeypatch, error
):
    def refuse(*_given, **_named):
        raise error

    monkeypatch.setattr(assets, "add_asset", refuse)
    said = add()
    assert said.status_code == 503
    assert said.headers["Retry-After"] == "5"
    assert said.json()["detail"] == (
        "The register cannot be reached just now. Try again in a moment."
    )
