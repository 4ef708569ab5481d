"""Texts that a spreadsheet program would run, through our files and back."""

import gzip
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from httpx2 import Client
from openpyxl import load_workbook

from importers.readers.opening import open_table
from importers.rows import RowRejected
from importers.spreadsheet import IMPORTER
from register.assets.drafts import checked_draft
from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.proposals.additions import add_asset
from register.runs.localities import locality_keys
from register.spreadsheets.cells import unguarded
from register.spreadsheets.csv_files import write_csv
from register.spreadsheets.xlsx_files import Sheet, write_workbook
from tests.trust.canary_register import BOSS
from tests.trust.hostile_register import SPOTS
from tests.trust.measuring import Line
from tests.trust.payloads import FORMULAS

CALCULATOR = "ssconvert"  # of Gnumeric: a spreadsheet program without a window
CELL = "{http://www.gnumeric.org/v10.dtd}Cell"
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\0",
    "\u3000=",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)
FILES = ("list", "report")
FORMS = ("csv", "xlsx")
PLACE = "/wards/east-finchley"
TEXTS = ("name", "summary", "address")
# Not the name: the import takes one only where the group, its website or the person gave it.
PARTS = ("role", "phone")


def texts() -> list[str]:
    """Every beginning with every rest, and the known ones."""
    rests = ("1+1", "SUM(1;1)", "cmd|' /C calc'!A0", "44 20 7946 0000", "", "'x")
    return [*FORMULAS, *(start + rest for start in STARTS for rest in rests)]


def measure(client: Client, count: int) -> Iterator[Line]:
    """Files of our writers alone, then those of the register; inert, and the same again in."""
    program = shutil.which(CALCULATOR)
    judge: Callable[[Path], int] = _calculated if program else _marked
    how = "evaluated by Gnumeric" if program else "by the types of cells: no spreadsheet program"
    with TemporaryDirectory() as folder:
        alone = list(_written(Path(folder)))
        drafts = fill(count)
        public = list(_public(client, Path(folder)))
        for what, paths in (("our writers' files", alone), ("public files", public)):
            live = sum(judge(path) for path in paths)
            yield Line.none(f"cells of {what} that run ({how})", live, len(paths) * len(texts()))
        lost = sum(_lost(path) for path in alone)
        yield Line.none("texts that writing and reading changes", lost, len(alone) * len(texts()))
        lists = [path for path in public if path.stem == "list"]
        changed = [words for path in lists for words in _changed(path, drafts)]
        for words in changed[:10]:
            print(f"Changed on the way out and in: {words}")  # noqa: T201
        compared = len(lists) * len(drafts) * (len(TEXTS) + len(PARTS) + 2)
        yield Line.none("texts that export and import change", len(changed), compared)


def _written(folder: Path) -> Iterator[Path]:
    rows = [(text, f"x{text}", "end") for text in texts()]
    for name, write in (("alone.csv", _csv), ("alone.xlsx", _xlsx)):
        path = folder / name
        write(path, ("Text", "Inside", "End"), rows)
        yield path


def _csv(path: Path, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("wb") as target:
        write_csv(target, headers, rows)


def _xlsx(path: Path, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    write_workbook(path, [Sheet("Texts", headers, rows)], title="Texts")


def fill(count: int) -> dict[str, AssetDraft]:
    """Entries in which every text is a formula; by the names that they are kept under."""
    drafts = {}
    for number, formula in enumerate(FORMULAS[:count]):
        if formula.strip() in drafts:
            continue
        lon, lat = SPOTS[number % len(SPOTS)]
        contact = {"name": formula, "role": formula, "phone": formula[:100], "audience": "public"}
        draft = AssetDraft.model_validate(
            {
                "name": formula, "kind": "hall", "summary": formula, "address": formula,
                "lon": lon, "lat": lat, "contacts": [contact], "for_whom": {"note": formula},
                "details": {"cost": formula},
            }
        )  # fmt: skip
        with transaction() as session:
            add_asset(session, draft, holder=BOSS, door="field")
        drafts[draft.name] = checked_draft(draft)
    return drafts


def _public(client: Client, folder: Path) -> Iterator[Path]:
    for form in FORMS:
        for name, address in (("list", f"{PLACE}/list"), ("report", f"/reports{PLACE}/report")):
            path = folder / f"{name}.{form}"
            path.write_bytes(client.get(f"{address}.{form}").content)
            yield path


def _calculated(path: Path) -> int:
    """How many cells a spreadsheet program holds for formulas."""
    out = path.with_suffix(f"{path.suffix}.gnumeric")
    done = subprocess.run(
        [CALCULATOR, "-T", "Gnumeric_XmlIO:sax:0", path, out], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    body = out.read_bytes()
    tree = ElementTree.fromstring(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
    cells = list(tree.iter(CELL))
    assert cells, f"{path.name} has no cells"
    return sum(cell.get("ValueType") is None for cell in cells)


def _marked(path: Path) -> int:
    """How many cells begin as a formula, or are of the type of one."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        return sum(cell.data_type not in ("s", "n", "d", "inlineStr") for cell in cells)
    with open_table(path) as table:
        return sum(cell.startswith(STARTS) for _, row in table for cell in row.values())


def _lost(path: Path) -> int:
    """How many texts our reader does not give back as they were. NUL never comes in."""
    with open_table(path) as table:
        found = [row["Text"] for _, row in table]
    pairs = zip(texts(), found, strict=True)
    return sum(_plain(unguarded(now)) != _plain(was) for was, now in pairs if "\0" not in was)


def _plain(text: str) -> str:
    """Line ends are one kind, and cells have no spaces around them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _changed(path: Path, drafts: dict[str, AssetDraft]) -> Iterator[str]:
    """What a file of the register says otherwise than what was put in."""
    found = {}
    with transaction() as session, open_table(path) as table:
        to_asset = IMPORTER.to_asset_for(table.headers, locality_keys(session))
        for _line, row in table:
            with suppress(RowRejected):  # an entry beside these, with a payload for a website
                draft = to_asset(row)[1]
                found[draft.name] = draft
    for name, draft in drafts.items():
        if name not in found:
            yield f"{path.name}: {name!r} is not there"
            continue
        now = found[name]
        pairs = [(part, getattr(draft, part), getattr(now, part)) for part in TEXTS]
        was_contact, contact = draft.contacts[0], now.contacts[0] if now.contacts else None
        pairs += [
            (f"contact's {part}", getattr(was_contact, part), getattr(contact, part, ""))
            for part in PARTS
        ]
        pairs.append(("cost", draft.details["cost"], now.details.get("cost")))
        pairs.append(("for whom", draft.for_whom.note, now.for_whom.note))
        for part, was, is_now in pairs:
            if was != is_now:
                yield f"{path.name}: {part} was {was!r}, is {is_now!r}"
