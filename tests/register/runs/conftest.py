"""A small run to ask questions about: two assets and a rejected row."""

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
