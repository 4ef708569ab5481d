"""No file of Python is too long to be read, and half of them are short."""

from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
OURS = ("alembic", "api", "frontend", "geo", "importers", "register", "reports", "script", "tests")
MOST_LINES, HALF_UNDER = 400, 110


def test_no_file_is_too_long_and_half_are_short():
    lines = {
        path.relative_to(ROOT): len(path.read_text("utf-8").splitlines())
        for folder in OURS
        for path in (ROOT / folder).rglob("*.py")
    }
    assert len(lines) > 500
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}
    assert median(lines.values()) < HALF_UNDER
