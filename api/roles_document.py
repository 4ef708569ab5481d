"""docs/roles.md and docs/roles.csv: the matrix of callers and routes, for people and for tables."""

import csv
import io
from collections import defaultdict
from pathlib import Path

from api.roles import CALLERS, Cell, RouteRule, cells
from register.settings import ROOT

FOLDER = ROOT / "docs"
HEAD = """# Who may do what

Written by `assets roles write` from the routes themselves; a test tries every cell of
[roles.csv](roles.csv) against the running application. Do not edit by hand.

- A **ward steward** looks after named wards or kinds, a **borough steward** after everything. A
  **trusted builder** publishes their own additions and corrections at once.
- A **stranger** is anybody who is not signed in: residents, and groups' contacts, who need no
  account. A **suspended** account is a stranger from the next request on.
- Pages are for people signed in by browser, `/api/` is for programs with a token that was made for
  what the route does (`assets:write`, `proposals:write`, `reports:read`).
- "own" means only what is theirs; "others'" only what is not; "own ward" only what lies in the
  places and kinds that they look after. Everything else that they may not do is refused.

"""


def written_csv(rules: list[RouteRule]) -> str:
    """One line a cell."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["method", "path", "caller", "whose", "ward", "answer"])
    for cell in cells(rules):
        answer = "allowed" if cell.is_allowed else "refused"
        table.writerow([cell.method, cell.path, cell.caller, cell.whose, cell.ward, answer])
    return out.getvalue()


def written_page(rules: list[RouteRule]) -> str:
    """One line a route, one column a caller."""
    every: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
    for cell in cells(rules):
        every[cell.method, cell.path, cell.caller].append(cell)
    lines = [f"| method and path | {' | '.join(CALLERS)} |", "|---" * (len(CALLERS) + 1) + "|"]
    for rule in rules:
        said = [_said(every[rule.method, rule.path, caller]) for caller in CALLERS]
        lines.append(f"| {rule.method} `{rule.path}` | {' | '.join(said)} |")
    return HEAD + "\n".join(lines) + "\n"


def _said(found: list[Cell]) -> str:
    may = [cell for cell in found if cell.is_allowed]
    if not may:
        return "–"
    if len(may) == len(found):
        return "yes"
    whose = {cell.whose for cell in may}
    wards = {cell.ward for cell in may}
    parts = []
    if len(whose) == 1 and whose != {"any"}:
        parts.append("own" if whose == {"own"} else "others'")
    if wards == {"own ward"}:
        parts.append("own ward")
    return ", ".join(parts) or "yes"


def documents(rules: list[RouteRule]) -> dict[Path, str]:
    """Each file with what it should hold."""
    return {FOLDER / "roles.md": written_page(rules), FOLDER / "roles.csv": written_csv(rules)}
