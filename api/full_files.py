"""Full reports and exports as files for analysts: noted, kept by nobody on the way, never cached.

A file is written to the disk whole, without a name, and then sent: nobody who reads slowly holds
a connection to the database, and nobody gets half a file.
"""

import re
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from starlette.responses import StreamingResponse

from api.finished import HTML, OWN_PAGES_ONLY
from api.logs import log_event
from frontend.rendering import today
from register.assets.full_questions import full_assets, full_contacts, full_listing, reach_of
from register.assets.staging import driver
from register.database.engines import snapshot, transaction
from register.people.accounts import log_account
from register.people.holders import Holder
from register.places.errors import LocalityNotFound
from register.proposals.voices import every_voice
from register.settings import settings
from reports.building import ward_report
from reports.downloads import MEDIA_TYPES
from reports.whole import write_whole_csv, write_whole_workbook
from reports.writing import WRITERS

TYPES = {**MEDIA_TYPES, "html": HTML}
WHOLE_FORMS = ("xlsx", "csv")
NO_FORM = "There is no full report in this form. Choose one on the page of full reports."
NO_WARD = "There is no ward at this address. Choose one on the page of full reports."
SLUG = re.compile("[a-z0-9-]{1,100}")  # the database takes no NUL
PIECE = 64 * 1024
NEVER_KEPT = {**OWN_PAGES_ONLY, "Cache-Control": "private, no-store"}


def full_ward_file(holder: Holder, slug: str, form: str) -> StreamingResponse:
    """The full report on a ward, as the command line writes it; raises LocalityNotFound."""
    write = WRITERS.get(f".{form}")
    if write is None:
        raise LocalityNotFound(NO_FORM)
    if not SLUG.fullmatch(slug):
        raise LocalityNotFound(NO_WARD)
    with snapshot() as session:
        report = ward_report(driver(session), slug, today())
        full = full_listing(session, report.area.key, reach_of(holder))

    def write_it(file: BinaryIO) -> None:
        write(file, report, settings().site_url, full)

    name = f"ward-{report.area.slug}-full-not-public.{form}"
    return _answer(holder, write_it, form, name)


def full_register_file(holder: Holder, form: str) -> StreamingResponse:
    """Every entry but people, drafts and closed ones included; memory stays small."""
    if form not in WHOLE_FORMS:
        raise LocalityNotFound(NO_FORM)

    def write_it(file: BinaryIO) -> None:
        with snapshot() as session:
            reach = reach_of(holder)
            assets = full_assets(session, reach=reach)
            if form == "csv":
                write_whole_csv(file, assets)
                return
            contacts = full_contacts(session, reach=reach)
            write_whole_workbook(file, assets, contacts, every_voice(session), today())

    return _answer(holder, write_it, form, f"register-full-not-public.{form}")


def _answer(
    holder: Holder, write_it: Callable[[BinaryIO], None], form: str, name: str
) -> StreamingResponse:
    file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 (closed when it is sent)
    try:
        write_it(file)
        size = file.tell()
        file.seek(0)
        _note(holder, name)
    except BaseException:
        file.close()
        raise
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    return StreamingResponse(pieces_of(file), headers=headers | NEVER_KEPT, media_type=TYPES[form])


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """An open file from where it is, piece by piece; it is closed then."""
    with file:
        while piece := file.read(PIECE):
            yield piece


def _note(holder: Holder, name: str) -> None:
    """Who took what: in the log of the account, and for a key of the command line in ours."""
    if holder.account_id is None:
        log_event("full file downloaded", file=name, by=holder.actor)
        return
    with transaction() as session:
        log_account(session, holder.account_id, "full file downloaded", holder.actor, name)
