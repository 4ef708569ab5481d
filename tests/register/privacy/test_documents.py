"""The drafts for the officer say what the system does."""

from register.privacy.retention_rules import retention_rules
from register.settings import ROOT

FOLDER = ROOT / "docs" / "privacy"


def test_the_table_of_retention_is_the_data():
    said = (FOLDER / "retention.md").read_text(encoding="utf-8")
    for rule in retention_rules():
        cells = (rule.what, str(rule.days), rule.counted_from, rule.then, rule.why)
        assert f"| {' | '.join(cells)} |" in said, rule.slug
    assert said.count("\n| ") == len(retention_rules()) + 1


def test_numbers_in_the_notices_are_those_of_the_rules():
    days = {rule.slug: str(rule.days) for rule in retention_rules()}
    record = (FOLDER / "record-of-processing.md").read_text(encoding="utf-8")
    said = f"{days['decided_proposals']} days after the decision, the address {days['suggesters']}"
    assert said in record
    assert f"sign-ins {days['sign_in_log']} days" in record
    notice = (FOLDER / "notice.md").read_text(encoding="utf-8")
    assert f"deleted {days['suggesters']} days after the decision" in notice


def test_every_draft_is_in_the_list():
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.md"):
        assert path.name == "README.md" or f"({path.name})" in listed
