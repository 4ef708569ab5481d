"""Who says for whom an entry is, for who decides: beside all that it would be said of."""

from dataclasses import replace

from api.pages.field_words import LABELS, shown
from frontend.proposal_views import ChangedField
from register.assets.declared import SAID_BY, is_still_said, seen_parts
from register.assets.fields import Fields, with_changes
from register.proposals.conflicts import Changes

OF_THIS = "{who}. What would stand there:"
OF_OTHER = (
    "{who}. But somebody has changed who it is for since. If you approve, the page does not say "
    "who said so. What would stand there:"
)


def with_what_it_is_said_of(
    fields: tuple[ChangedField, ...], changes: Changes, now: Fields
) -> tuple[ChangedField, ...]:
    """The changed fields, who says it with ages, groups and note as they would be."""
    if not changes.get(SAID_BY, {}).get("to"):
        return fields
    then = with_changes(now, {name: pair.get("to") for name, pair in changes.items()})
    lead = OF_THIS if is_still_said(changes, then) else OF_OTHER
    parts = {name: said for name, said in seen_parts(then).items() if name in LABELS}
    lines = [f"{LABELS[n]}: {shown(n, parts[n], None)}" for n in LABELS if n in parts]
    return tuple(
        replace(one, after="\n".join((lead.format(who=one.after), *(lines or ["Nothing"]))))
        if one.field == SAID_BY
        else one
        for one in fields
    )
