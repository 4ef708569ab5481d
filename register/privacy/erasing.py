"""Erasing a person everywhere, with a trace that something was erased, never what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.privacy.erasing_assets import erase_from_assets, publish_erased
from register.privacy.erasing_rows import (
    erase_accounts,
    erase_from_proposals,
    erase_rows,
    ids_of,
    lock_proposals,
)
from register.privacy.erasures import keep_record, list_durably, new_record
from register.privacy.files import erase_from_files
from register.privacy.holdings import Holding, holdings_of, subjects_of
from register.privacy.known_by import KnownBy
from register.publishing.revision import raise_revision
from register.representatives.publishing import publish_representatives
from register.verification.addresses import forget_address

OF_ASSETS = ("register.asset", "register.contact", "register.event_private")
ACCOUNT = "register.account"
REPRESENTATIVE = "register.representative"
TOGETHER = "SELECT pg_advisory_xact_lock(4713)"


@dataclass(frozen=True)
class Erased:
    """What an erasure touched: rows by what they are, entries that have a new version, files."""

    by_store: dict[str, int]
    subjects: tuple[str, ...]
    assets: tuple[UUID, ...]
    accounts: int
    files: int = 0

    @property
    def places(self) -> int:
        """In how many places something was."""
        return sum(self.by_store.values()) + self.files


def erase_for_good(
    session: Session,
    known: KnownBy,
    *,
    actor: str,
    subjects: Sequence[str] | None = None,
    acting: UUID | None = None,
) -> Erased:
    """Erase somebody everywhere, so that neither an import nor a restore brings them back.

    An address is erased everywhere; a name only in ``subjects`` (without any: all that
    `holdings_of` is sure of), for others may have the same name. The caller commits at once: that
    it was done is on disk before. Raises NotErasable and EraseListUnwritable.
    """
    erased = erase_from_database(session, known, actor=actor, subjects=subjects, acting=acting)
    if known.way == "email" or erased.subjects:
        erased = replace(erased, files=erase_from_files(known))
        record = new_record(known, None if known.way == "email" else erased.subjects)
        keep_record(session, record, actor, erased.places)
        list_durably(record)
    return erased


def erase_from_database(
    session: Session,
    known: KnownBy,
    *,
    actor: str,
    subjects: Sequence[str] | None = None,
    acting: UUID | None = None,
    may_be_last: bool = False,
) -> Erased:
    """The same in the database alone and without a record: for a trial, and for a replay."""
    session.execute(text(TOGETHER))
    holdings = _chosen(holdings_of(session, known), known, subjects)
    touched = subjects_of(holdings)
    proposals = ids_of("proposal", touched)
    asset_ids = ids_of("asset", _subjects_in(holdings, *OF_ASSETS))
    account_ids = ids_of("account", _subjects_in(holdings, ACCOUNT))
    lock_proposals(session, proposals)
    assets = erase_from_assets(session, asset_ids, known, actor)
    own_ways = (*OF_ASSETS, ACCOUNT)
    erase_rows(session, [one for one in holdings if one.store.table not in own_ways], known)
    if known.way == "email":
        forget_address(session, known.plain)
    about = erase_from_proposals(session, proposals, assets, actor)
    erase_accounts(session, account_ids, may_be_last=may_be_last, acting=acting)
    if assets or about:
        publish_erased(session, {*assets, *about})
    if _subjects_in(holdings, REPRESENTATIVE):
        publish_representatives(session)
    raise_revision(session)
    counts = Counter(one.store.words for one in holdings)
    return Erased(dict(counts), tuple(touched), tuple(assets), len(account_ids))


def _subjects_in(holdings: Sequence[Holding], *tables: str) -> list[str]:
    return subjects_of([one for one in holdings if one.store.table in tables])


def _chosen(
    holdings: Sequence[Holding], known: KnownBy, subjects: Sequence[str] | None
) -> list[Holding]:
    if known.way == "email":
        return list(holdings)
    wanted = set(subjects_of(holdings, only_sure=True) if subjects is None else subjects)
    return [one for one in holdings if one.subject in wanted]
