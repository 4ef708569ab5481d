"""Imports in plain words: their state, what each brings, what became of it."""

from collections import Counter
from collections.abc import Iterable

from api.pages.field_words import area_names, changed_fields
from frontend.run_views import RunEntryItem, RunRow
from frontend.views import Link
from frontend.words import counted, moment, place_name
from register.kinds.definition import find_kind
from register.runs.contents import RunCount, RunEntry
from register.runs.questions import FoundRun

STATES = {
    "waiting": "Waits for a decision",
    "published": "Published",
    "discarded": "Discarded",
    "nothing": "Nothing of it waits",
}
BROUGHT = {"new": "New", "changed": "Changed"}
NO_WARD = "In no ward"
BY = {"command line": "the command line", "retention": "the rules about how long things are kept"}


def title_of(run: FoundRun) -> str:
    """What an import is called."""
    return f"Import {run.id}: {run.source_name}, {run.file_name}"


def by_words(actor: str, names: dict[str, str]) -> str:
    """Who did it."""
    return BY.get(actor, names.get(actor, actor))


def counts_of(run: FoundRun) -> tuple[tuple[str, int], ...]:
    """What became of its rows."""
    return (
        ("New", run.new),
        ("Changed", run.changed),
        ("As before", run.unchanged),
        ("Set aside", run.rejected),
        ("Outside the borough", run.outside),
    )


def waiting_words(run: FoundRun) -> str:
    """How much of it waits."""
    new = counted(run.waiting, "new entry", "new entries")
    return f"{new} and {counted(run.held, 'change', 'changes')}"


def told_of(run: FoundRun, names: dict[str, str]) -> tuple[str, ...]:
    """What became of an import, a sentence each."""
    if run.state == "discarded" and run.discarded_at is not None:
        who = by_words(run.discarded_by or "", names)
        why = f"Why: {run.discard_reason}" if run.discard_reason else "The reason is not kept."
        return (f"Discarded by {who}, {moment(run.discarded_at)}.", why,
                "Import the file again to have it back.")  # fmt: skip
    if run.state == "published":
        if run.published_at is None:
            return ("It was public at once, as whoever imported it wanted.",)
        who = by_words(run.published_by or "", names)
        return (f"Published by {who}, {moment(run.published_at)}.",)
    if run.state == "nothing":
        return ("It brought nothing new, or a later import has said it anew.",)
    return (f"{waiting_words(run)} wait. Nobody sees them yet.",)


def rows_of(counts: Iterable[RunCount], *, has_wards: bool = True) -> tuple[RunRow, ...]:
    """New and changed entries by kind and ward, by name; only by kind where they are gone."""
    no_ward = NO_WARD if has_wards else ""
    found: Counter[tuple[str, str, str]] = Counter()
    for one in counts:
        kind = find_kind(one.kind)
        ward = place_name(one.ward) if one.ward else no_ward
        found[kind.singular if kind else "Kind not known", ward, one.brought] += one.count
    pairs = sorted({(kind, ward) for kind, ward, _ in found})
    return tuple(
        RunRow(kind, ward, found[kind, ward, "new"], found[kind, ward, "changed"])
        for kind, ward in pairs
    )


def entry_item(one: RunEntry, *, is_waiting: bool) -> RunEntryItem:
    """One entry as its page shows it."""
    kind = find_kind(one.kind)
    is_there = one.slug is not None and one.status in ("published", "closed", "merged")
    return RunEntryItem(
        what=BROUGHT[one.brought],
        name=one.name,
        kind=kind.singular if kind else one.kind,
        place=area_names(one.localities),
        line=f"Line {one.place} of the file" if is_waiting else "",
        link=Link("What everybody sees now", f"/assets/{one.slug}") if is_there else None,
        fields=changed_fields(one.changes, one.kind),
        contested=changed_fields(one.contested, one.kind),
    )
