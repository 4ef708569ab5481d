"""Who said for whom an entry is: it holds for what they said, and for nothing that came later.

Whom a group serves may tell what its people believe or where they are from. So nobody is taken to
have said what somebody else wrote: without a new answer the old one is taken back.
"""

import json
from hashlib import blake2b
from typing import Any

from register.assets.fields import Fields, with_changes

PREFIX = "for_whom."
SAID_BY = f"{PREFIX}said_by"
OF = "of"
Changes = dict[str, dict[str, Any]]


def for_whom_parts(fields: Fields) -> Fields:
    """Ages, groups and note: all that is said, but not by whom."""
    return {name: value for name, value in seen_parts(fields).items() if value is not None}


def seen_parts(fields: Fields) -> Fields:
    """The same with what was empty, too."""
    return {n: said for n, said in fields.items() if n.startswith(PREFIX) and n != SAID_BY}


def is_said_of(fields: Fields, known: Fields) -> bool:
    """Whether whoever said it in ``known`` said just what stands in ``fields``."""
    return for_whom_parts(fields) == for_whom_parts(known)


def with_sayer(wanted: Fields) -> Fields:
    """A change with who said it: not known, where it says something and does not tell."""
    says = bool(seen_parts(wanted))
    return {**wanted, SAID_BY: None} if says and SAID_BY not in wanted else wanted


def sayer_as_applied(wanted: Fields, now: Fields) -> Fields:
    """The same for a change that is applied to what an entry says by now."""
    is_same = is_said_of(with_changes(now, wanted), now)
    return wanted if is_same else with_sayer(wanted)


def with_what_was_said(changes: Changes, wanted: Fields, base: Fields) -> Changes:
    """Changes as they are kept, with who says it: also who says again of something else."""
    said = wanted.get(SAID_BY)
    if said is None or not any(name.startswith(PREFIX) for name in changes):
        return changes
    told = {**changes, SAID_BY: {"from": base.get(SAID_BY), "to": said}}
    return with_mark(told, with_changes(base, wanted))


def with_mark(changes: Changes, then: Fields) -> Changes:
    """Changes with the mark of all that it is said of, if they tell who says it.

    It is a mark, as the words would be kept once more, where nobody looks who has to erase them.
    """
    pair = changes.get(SAID_BY, {})
    return {**changes, SAID_BY: {**pair, OF: mark_of(then)}} if pair.get("to") else changes


def is_still_said(changes: Changes, after: Fields) -> bool:
    """Whether all that they said it of, and nothing else, is what stands there afterwards."""
    proposed = {name: pair.get("to") for name, pair in changes.items()}
    of = changes.get(SAID_BY, {}).get(OF) or mark_of(with_changes({}, proposed))
    return bool(of == mark_of(after))


def sayer_as_taken(wanted: Fields, changes: Changes, now: Fields) -> Fields:
    """What is taken of changes: who said it with all that they said, and with nothing else.

    Nor is the old answer taken back where nothing of for whom is otherwise afterwards.
    """
    if SAID_BY not in wanted:
        return wanted
    after = with_changes(now, wanted)
    if wanted[SAID_BY] is None:
        is_taken = not (seen_parts(changes) and is_said_of(after, now))
    else:
        is_taken = is_still_said(changes, after)
    if is_taken:
        return wanted
    if is_said_of(after, now):
        return {name: value for name, value in wanted.items() if name != SAID_BY}
    return {**wanted, SAID_BY: None}


def mark_of(fields: Fields) -> str:
    """Tells whether ages, groups and note are the same again, without a copy of them."""
    parts = {
        name: sorted(map(str, value)) if isinstance(value, list) else value
        for name, value in for_whom_parts(fields).items()
    }
    said = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return blake2b(said.encode(), digest_size=16).hexdigest()
