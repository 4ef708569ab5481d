"""Who said for whom an entry is: it holds for what they said, and for nothing that came later.

Whom a group serves may tell what its people believe or where they are from. So nobody is taken to
have said what somebody else wrote: without a new answer the old one is taken back.
"""

from typing import Any

from register.assets.fields import Fields, with_changes

PREFIX = "for_whom."
SAID_BY = f"{PREFIX}said_by"


def for_whom_parts(fields: Fields) -> Fields:
    """Ages, groups and note: all that is said, but not by whom."""
    return {
        name: value
        for name, value in fields.items()
        if name.startswith(PREFIX) and name != SAID_BY and value is not None
    }


def is_said_of(fields: Fields, known: Fields) -> bool:
    """Whether whoever said it in ``known`` said just what stands in ``fields``."""
    return for_whom_parts(fields) == for_whom_parts(known)


def with_sayer(wanted: Fields) -> Fields:
    """A change with who said it: not known, where it says something and does not tell."""
    says = any(name.startswith(PREFIX) and name != SAID_BY for name in wanted)
    return {**wanted, SAID_BY: None} if says and SAID_BY not in wanted else wanted


def sayer_as_applied(wanted: Fields, now: Fields) -> Fields:
    """The same for a change that is applied to what an entry says by now."""
    is_same = is_said_of(with_changes(now, wanted), now)
    return wanted if is_same else with_sayer(wanted)


def sayer_as_taken(wanted: Fields, proposed: Fields, now: Fields) -> Fields:
    """What is taken of a proposal: of some of what they said nobody said that it is all."""
    after = with_changes(now, wanted)
    is_whole = all(after.get(name) == said for name, said in _set_by(proposed).items())
    if is_whole or SAID_BY not in wanted:
        return wanted
    if is_said_of(after, now):
        return {name: value for name, value in wanted.items() if name != SAID_BY}
    return {**wanted, SAID_BY: None}


def _set_by(proposed: Fields) -> dict[str, Any]:
    """The parts that a proposal sets, those that it empties too."""
    return {n: said for n, said in proposed.items() if n.startswith(PREFIX) and n != SAID_BY}
