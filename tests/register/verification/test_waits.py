"""The waits of a review are data, and data that contradicts itself is refused."""

import pytest

from register.verification.errors import ReviewFileError
from register.verification.waits import REVIEW_FILE, read_waits


def test_the_file_is_read():
    assert read_waits(REVIEW_FILE).reminder_days < read_waits(REVIEW_FILE).unchecked_days


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("below_days = 70", "below_days = 7"),
        ("below_days = 70", "below_days = 0"),
        ("below_days = 70", "below_days = 70.5"),
        ("below_days = 70", ""),
        ("below_days = 70", "below_days = 70\nbeyond_days = 5"),
        ("apart_days = 7", "apart_days = 15"),
        ("again_days = 90", "again_days = 3"),
    ],
)
def test_what_contradicts_itself_is_refused(tmp_path, old, new):
    path = tmp_path / "review.toml"
    words = REVIEW_FILE.read_text(encoding="utf-8")
    assert old in words
    path.write_text(words.replace(old, new), encoding="utf-8")
    with pytest.raises(ReviewFileError):
        read_waits(path)
