"""Findings that were looked at and are right as they are, each with its reason."""

import json
import re
from typing import Any

from schemathesis.core.failures import Failure

SENTENCE = re.compile(r"\w+ \w+ \w+")
QUOTED = re.compile(r"[“'].*?[”']", re.DOTALL)
JARGON = ("Input should", "validation error", "pydantic", "Traceback")
RULES = "422 with a sentence: a rule that a JSON Schema cannot say (which kinds, places, postcodes)"


def is_explained(check: str, failure: Failure, case: Any, interaction: Any) -> str:
    """Why a finding is no fault; empty when nobody has explained it."""
    if check == "positive_data_acceptance" and interaction.response.status_code == 410:
        return "410: it has closed in the meantime"
    if check == "positive_data_acceptance" and _says_why(interaction.response):
        return RULES
    return ""


def _says_why(response: Any) -> bool:
    """Whether a refusal tells in a plain sentence what to put right."""
    if response.status_code != 422:
        return False
    detail = QUOTED.sub("", str(json.loads(response.content).get("detail", "")))
    return bool(SENTENCE.search(detail)) and not any(word in detail for word in JARGON)
