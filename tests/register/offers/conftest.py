"""The people and entries that relations are tried with serve offers and loans, too."""

from tests.register.relations.conftest import (  # noqa: F401
    boss,
    builder,
    group,
    hall,
    new,
    school,
    steward,
)
