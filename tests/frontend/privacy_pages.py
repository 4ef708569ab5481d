"""Values of the page about what is held about a person."""

from typing import Any

from frontend.privacy_views import FieldError, HeldItem, PrivacyPage


def privacy_pages(nasty: str) -> dict[str, Any]:
    """By a name, with something sure, something possible and mistakes; and by an address."""
    said = (("a contact of an entry", nasty), ("an earlier version of an entry", nasty))
    items = (
        HeldItem("asset 1", nasty, "/assets/a/history", True, said),
        HeldItem("mail 2", "A mail", "", False, said),
    )
    errors = tuple(FieldError(name, nasty) for name in ("email", "subjects", "sure"))
    rules = ((nasty, "30 days from the decision", nasty),)
    return {
        "privacy": PrivacyPage(
            "x", rules, name=nasty, is_found=True, items=items, files=(nasty,),
            closed_files=(nasty,), errors=errors, done=nasty,
        ),
        "privacy-address": PrivacyPage("x", rules, email=nasty, is_found=True, items=items),
        "privacy-nothing": PrivacyPage("x", rules, email=nasty, is_found=True),
    }  # fmt: skip
