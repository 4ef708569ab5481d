"""Every error of ours has its place in the one table of statuses."""

import importlib
import pkgutil

from api.problems import INTERNAL, INTERNAL_PACKAGES, STATUS, status_of
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
