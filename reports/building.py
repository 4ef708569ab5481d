"""Puts a report together from what the public schema answered."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from psycopg import Connection

from register.publishing.answers import PublicReader
from register.publishing.report_questions import (
    ReportAnswers,
    read_report_answers,
    report_answers,
)
from reports.comparison import absent_kinds, scarce_kinds
from reports.counts import Residents, Totals, family_rows, kind_rows, total_row, totals
from reports.figures import figure_origins, figures
from reports.freshness import freshness
from reports.kind_names import gift_sentence, in_order
from reports.notes import notes
from reports.origins import (
    asset_origins,
    borough_name,
    list_notices,
    outline_origins,
)
from reports.served import served_rows
from reports.values import Figure, LocalityReport, Origin

# Kinds that together cover the borough without overlap: what none of them counts has no place.
_TILING = ("ward", "constituency")


def ward_report(connection: Connection[Any], slug: str, today: date) -> LocalityReport:
    """The public report on a ward, on a reader's connection; raises LocalityNotFound."""
    return locality_report(connection, f"ward:{slug}", today)


def locality_report(connection: Connection[Any], key: str, today: date) -> LocalityReport:
    """The public report on any locality, as ``ward:hillside``; raises LocalityNotFound."""
    return built_report(read_report_answers(connection, key), today)


async def locality_report_for_web(reader: PublicReader, key: str, today: date) -> LocalityReport:
    """The same from the web's pool; raises LocalityNotFound."""
    return built_report(await report_answers(reader, key), today)


def built_report(answers: ReportAnswers, today: date) -> LocalityReport:
    """The report that these answers make."""
    listing, area, borough = answers.listing, answers.listing.area, answers.borough
    located = in_order(asset for asset in listing.assets if asset.is_located)
    serving = in_order(asset for asset in listing.assets if not asset.is_located)
    found = totals(answers)
    apart = Counter(asset.kind for asset in serving)
    residents = Residents(area.residents, borough.residents if borough else None)
    shown = figures(area, borough, answers.peers.values())
    return LocalityReport(
        listing=listing,
        produced_on=today,
        borough_name=borough.name if borough else borough_name(),
        residents=area.residents,
        asset_count=len(located),
        serves_count=len(serving),
        borough_count=found.borough.total(),
        total=total_row(found, area.key, len(serving), residents),
        families=family_rows(found, area.key, apart, residents),
        kinds=kind_rows(found, area.key, apart, residents),
        absent=absent_kinds(found, area.key, apart, answers.peers),
        scarce=scarce_kinds(found, area.key, residents),
        freshness=freshness(located, today),
        figures=shown,
        assets=located,
        serving=serving,
        origins=_origins(answers, shown),
        notes=notes(area, located, shown, _placeless(found, answers), list_notices(listing)),
        served=served_rows(answers),
        gifts=tuple(gift_sentence(count) for count in answers.gifts),
    )


def _origins(answers: ReportAnswers, shown: tuple[Figure, ...]) -> tuple[Origin, ...]:
    areas = {area.key: area for area in (answers.listing.area, answers.borough) if area}
    return (
        *asset_origins(answers.listing.assets, answers.listing.sources),
        *outline_origins(areas.values()),
        *figure_origins(shown),
    )


def _placeless(found: Totals, answers: ReportAnswers) -> int:
    """Public assets of the borough that no ward counts, where wards cover it all."""
    if answers.listing.area.kind not in _TILING:
        return 0
    return found.borough.total() - sum(found.here(peer).total() for peer in answers.peers)
