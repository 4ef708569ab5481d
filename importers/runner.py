"""Runs an importer over a file: rows stream from the reader into one import run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from importers.readers.errors import EmptyFile
from importers.readers.opening import open_table
from importers.readers.tables import Row, Table
from importers.rows import Importer, ToAsset
from importers.spreadsheet_relations import left_out_notes
from register.assets.drafts import draft_faults
from register.assets.staging import StagedDraft
from register.runs.applying import Import, RejectedRow, RunReport, apply_run
from register.runs.localities import locality_keys

Progress = Callable[[int, int], None]
"""Told now and then how many bytes were read, and how many rows."""

_ROWS_BETWEEN_REPORTS = 500


class MissingColumn(AssetsError):
    """A column that the importer needs is not in the file: the source has changed its form."""


@dataclass(frozen=True)
class ImportReport:
    """What a run did and what was noticed on the way, in sentences."""

    run: RunReport
    rows: int
    unread_columns: list[str]
    notes: list[str]


@dataclass
class _Reading:
    """One pass over a table, with what is noticed on the way."""

    table: Table
    importer: Importer
    to_asset: ToAsset
    on_progress: Progress
    kept: Sequence[str]
    rows: int = 0
    unread: set[str] = field(default_factory=set)

    def drafts(self) -> Iterator[StagedDraft | RejectedRow]:
        """Each row as a draft, or set aside with a reason; raises EmptyFile when there is none."""
        for line, row in self.table:
            self.rows += 1
            if self.rows % _ROWS_BETWEEN_REPORTS == 0:
                self.on_progress(self.table.bytes_read(), self.rows)
            yield self._draft(line, row)
        for line, reason in self.table.set_aside:
            yield RejectedRow(line, reason)
        self.rows += len(self.table.set_aside)
        if self.rows == 0:
            raise EmptyFile(
                f"{self.table.name} has headings and no rows: check that it was saved whole."
            )
        self.on_progress(self.table.bytes_read(), self.rows)

    def _draft(self, line: int, row: Row) -> StagedDraft | RejectedRow:
        kept = {name: row[name] for name in self.kept}
        try:
            source_ref, draft, related = self.to_asset(row)
        except KeyError as missing:
            self._refuse_missing(missing)
            raise
        except ValidationError as error:
            faults = " ".join(f"{fault.field}: {fault.sentence}" for fault in draft_faults(error))
            return RejectedRow(line, faults, kept)
        except AssetsError as reason:
            return RejectedRow(line, str(reason), kept)
        if row:
            self.unread |= row.keys()
        return StagedDraft(draft, line, source_ref, related)

    def _refuse_missing(self, missing: KeyError) -> None:
        """A key that is no heading is a column that was renamed; any other is our own mistake."""
        column = missing.args[0]
        if isinstance(column, str) and column not in self.table.headers:
            raise MissingColumn(
                f"{self.table.name} has no column “{column}”, which "
                f"{self.importer.source.slug} needs; its columns are: "
                f"{', '.join(self.table.headers)[:300]}. Nothing was imported."
            ) from None

    def notes(self) -> list[str]:
        """What a person should know about how the file was understood."""
        notes = [*self.table.notes]
        if self.rows < self.importer.fewest_rows:
            notes.append(
                f"the file has {self.rows} rows, where this source has at least "
                f"{self.importer.fewest_rows}: check that it is whole"
            )
        return notes

    def unread_columns(self) -> list[str]:
        """Columns with something in our reach that nobody reads, in the order of the file."""
        unread = self.unread - self.importer.ignored
        return [header for header in self.table.headers if header in unread]


def import_file(
    session: Session,
    importer: Importer,
    path: Path,
    *,
    actor: str,
    publish: bool,
    on_progress: Progress = lambda _bytes, _rows: None,
) -> ImportReport:
    """Import one file as one run. The caller opens a long transaction, and commits or undoes it.

    Raises UnreadableFile, InvalidColumns or MissingColumn for a file that will not do.
    """
    with open_table(path, extra_cells=importer.extra_cells) as table:
        to_asset = importer.to_asset_for(table.headers, locality_keys(session))
        kept = [name for name in importer.kept_with_rejects(table.headers) if name in table.headers]
        reading = _Reading(table, importer, to_asset, on_progress, kept)
        run = apply_run(
            session,
            Import(
                source=importer.source,
                file_name=path.name,
                rows=reading.drafts(),
                digest=lambda: _digest(path),
                actor=actor,
                publish=publish,
            ),
        )
    notes = reading.notes()
    if run.erased:
        notes.append(
            f"{run.erased} rows named somebody who asked to be erased: they are left out, "
            "and the rows are taken without them"
        )
    if run.own_numbers:
        notes.append(
            f"{run.own_numbers} new rows have the number of an entry that is here already as their "
            "reference: they are from a list of this register, and each entry is then here twice. "
            "Change entries on their own pages, or send the list that they first came from"
        )
    notes += left_out_notes(run.left_out)
    return ImportReport(run, reading.rows, reading.unread_columns(), notes)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()
