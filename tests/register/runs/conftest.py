"""Small runs to ask questions about: what they bring, and a rejected row."""

import pytest

from register.assets.staging import StagedDraft
from register.assets.values import AssetDraft, ContactDraft
from register.runs.applying import Import, RejectedRow, apply_run
from register.runs.sources import Source


@pytest.fixture
def run(session):
    """Applies a run of a source with assets of the given names, and answers its report."""

    def applied(*names, source="example", publish=False, is_demonstration=False):
        contact = ContactDraft(name="A. N. Example", email="a@example.org", audience="public")
        rows = [
            StagedDraft(
                AssetDraft(name=name, kind="hall", postcode="EN5 5NT", contacts=[contact]),
                line,
                name,
            )
            for line, name in enumerate(names, start=2)
        ]
        wanted = Import(
            source=Source(source, source.title(), is_demonstration=is_demonstration),
            file_name="list.csv",
            rows=[*rows, RejectedRow(99, "=No, because.", {"Name": "=Nope"})],
            digest=lambda: b"digest",
            actor="test",
            publish=publish,
        )
        return apply_run(session, wanted)

    return applied


@pytest.fixture
def bring(session):
    """Applies a run with rows given by their references, and answers its report."""

    def brought(source="example", *, publish=False, **rows):
        staged = [
            StagedDraft(
                AssetDraft(**{"name": ref, "kind": "hall", "lon": -0.2, "lat": 51.6} | values),
                line,
                ref,
                tuple(related),
            )
            for line, (ref, values) in enumerate(rows.items(), start=2)
            for related in [values.pop("related", ())]
        ]
        known = Source(source, source.title())
        wanted = Import(known, "list.csv", staged, lambda: b"digest", "test", publish)
        return apply_run(session, wanted)

    return brought
