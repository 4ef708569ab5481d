"""Every page, wide and narrow: axe finds nothing, nothing sticks out, the policy is kept."""

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from frontend.static_files import BUILT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (BUILT / "site.css").exists(), reason="the styles are not built: run script/bootstrap"
    ),
]
PAGES = (
    "home", "map", "map-found", "map-problem", "localities", "locality", "asset", "about",
    "sign_in", "sign_in-problem", "sign_in_code", "sign_in_second", "send_again", "invitation",
    "account", "account_token", "account_second_step", "people", "person",
    "field", "field-problem", "field-known",
    "field_added", "report", "error", "queue", "proposal", "proposal_edit",
    "proposal-decided", "proposal-leaves", "proposal_kept", "proposal_edit-decided",
    "proposal_edit-begun", "history", "version", "suggest",
    "suggest_asset", "suggest_asset-report", "suggest_asset-told",
    "suggest_asset-own", "suggested", "suggested-done", "outcome", "follow",
    "own_proposals", "decisions", "write", "write-errors", "written", "sharing", "sharing-looking",
    "privacy", "privacy-address", "search", "search-empty", "unmet",
    "full_reports", "missing", "missing-empty",
    "whats_on", "whats_on-borough", "whats_on-none", "have_your_say", "asset-meetings",
    "field-sessions", "suggest_asset-sessions", "suggest_asset-details",
    "check", "check-errors", "checked", "checks", "checks-none", "letter", "letter-entry", "stop",
    "stop-done", "own_entries", "own_entries-one", "own_history", "claim", "claim-asked",
    "claim-away",
    "links", "links-errors", "offer_form", "offer_form-errors", "offer_form-own", "offers",
    "offers-none", "matches",
    "suggest_twice", "suggest_twice-none", "suggest_twice-errors", "proposal-merge",
    "runs", "runs-none", "run", "run-published", "run-later", "run_end", "run_end-discard",
    "lending", "lending-errors", "loans", "network", "network-none",
)  # fmt: skip


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable(visit: Any, site: str, name: str, width: int) -> None:
    page = visit(f"{site}/{name}", width=width)
    page.wait_for_load_state("networkidle")
    if folder := os.environ.get("ASSETS_TEST_PICTURES"):  # to look at what was tested
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{name} is {wide} pixels wide"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
