"""Goal 5: no personal value in anything that the public, the logs or other people's mails show."""

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random

from httpx2 import Client
from sqlalchemy import text

from api.app import create_app
from api.sessions import form_proof
from register.database.engines import transaction
from register.people.secrets_at_rest import find_unsealed
from register.proposals import answering
from register.publishing import decisions, projection
from register.settings import settings
from tests.trust.canaries import Flock
from tests.trust.canary_register import CanaryRegister, fill
from tests.trust.crawling import Crawl, documents, running
from tests.trust.measuring import Fault, Line, Size, replaced
from tests.trust.visiting import sending_mail

NAME = "Canaries"
FEWEST = 200
METRES = 0.0003  # of a degree, about 20 to 30
FLOCKS = count(1)
PATH = re.compile(r'"path": "[^"]*"')
PLACE = "/wards/east-finchley"
FEW = (PLACE, f"{PLACE}/list.csv", f"{PLACE}/list.xlsx", f"/reports{PLACE}", "/decisions",
       "/api/v1/assets?limit=1000")  # fmt: skip


def flock_of(chance: Random) -> Flock:
    """Canaries that no part before had."""
    with transaction() as session:
        outlines = session.scalars(text("SELECT string_agg(feature, ' ') FROM published.boundary"))
        known = outlines.one().encode()
    return Flock(Random(f"{chance.random()} {next(FLOCKS)}"), known)


def measure(size: Size, chance: Random) -> Iterator[Line]:
    """Fill a register, get out of it what strangers can, and look through all of it."""
    with sending_mail():
        made = fill(flock_of(chance))
        number = len(made.flock)
        yield Line("canaries", f">= {FEWEST}", str(number), number >= FEWEST)
        app = create_app()
        with running(app) as (client, log):
            crawl = Crawl(client)
            yield _public(made.flock, documents(app, crawl, is_whole=size.is_whole))
            yield Line.none("answers that failed", len(crawl.failed), crawl.answers)
            kept = crawl.again
            yield Line("answers given again from the cache, as 304", "> 0", str(kept), kept > 0)
            yield _asked(client, made)
            # The crawl asks for addresses that hold names: that those are logged is no news.
            before = PATH.sub("", log.getvalue())
            log.truncate(0)
            _type(client, made.flock, size.pick(20, 10_000))
        yield _logs(made.flock, before, log.getvalue())
        yield _mails(made.flock)


def _public(flock: Flock, found: Iterable[tuple[str, bytes]]) -> Line:
    looked, leaks = 0, set()
    for where, body in found:
        looked += 1
        leaks |= {f"{what} at {where}" for what in flock.seen_in(body, asked=where)}
    return _told("canaries in public answers, plain or disguised", leaks, looked)


def _told(what: str, leaks: Collection[str], looked: int) -> Line:
    for leak in sorted(leaks)[:20]:
        print(f"{what}: {leak}")  # noqa: T201
    return Line.none(what, len(leaks), looked)


def _asked(client: Client, made: CanaryRegister) -> Line:
    leaks = set(_answered(client, made))
    return _told("questions about a canary that find its entry", leaks, _questions(made))


def _logs(flock: Flock, *logs: str) -> Line:
    written = [*logs, *_database_logs()]
    leaks = {what for log in written for what in flock.seen_in(log.encode())}
    return _told("canaries in the logs", leaks, sum(log.count("\n") for log in written))


def _mails(flock: Flock) -> Line:
    """Every mail there is, but for whom it is to."""
    with transaction() as session:
        kept = session.execute(text("SELECT subject, sealed_text FROM register.mail")).all()
    mails = [f"{mail.subject}\n{find_unsealed('mail', mail.sealed_text)}" for mail in kept]
    assert mails, "no mail was written"
    leaks = {what for mail in mails for what in flock.seen_in(mail.encode())}
    return _told("canaries in mails", leaks, len(mails))


def _questions(made: CanaryRegister) -> int:
    return len(made.flock.words) + len(made.flock.telephones) + 2 * len(made.flock.spots)


def _answered(client: Client, made: CanaryRegister) -> Iterator[str]:
    """What is found by asking for the hidden words, or right where a hidden place is."""
    for canary in (*made.flock.words.values(), *made.flock.telephones.values()):
        found = client.get("/api/v1/assets", params={"q": canary.value}).json()
        if found["numberReturned"]:
            yield f"{canary.field}, {canary.state}: found by asking for it"
    ids = {str(asset): state for state, asset in made.assets.items() if state != "public exactly"}
    for spot in made.flock.spots:
        edges = (spot.lon - METRES, spot.lat - METRES, spot.lon + METRES, spot.lat + METRES)
        for asked in (
            {"bbox": ",".join(f"{edge:.6f}" for edge in edges)},
            {"near": f"{spot.lon},{spot.lat}", "radius": "5"},
        ):
            found = client.get("/api/v1/assets", params=asked).json()
            for feature in found["features"]:
                if ids.get(feature["id"]) == spot.state and not _is_by_chance(feature, spot):
                    yield f"place, {spot.state}: found by looking there"


def _is_by_chance(feature: dict, spot) -> bool:
    """A square of 100 m has a middle, and may have the place near it."""
    lon, lat = feature["geometry"]["coordinates"]
    is_coarse = feature["properties"]["precision"] in ("street", "postcode")
    return is_coarse and (round(lon, 6), round(lat, 6)) != (spot.lon, spot.lat)


def _type(client: Client, flock: Flock, most: int) -> None:
    """People type their own values, right and wrong: answers may echo them, the log may not."""
    for canary in (*flock.words.values(), *flock.telephones.values())[:most]:
        value = canary.value
        form = {"csrf": form_proof(""), "email": f"{value}@example.org", "words": value,
                "password": value, "your_email": value, "kind": "x", "code": value}  # fmt: skip
        for path in ("/sign-in", "/suggest", "/sign-in/key", f"/suggestions/{value}"):
            client.post(path, data=form)
        client.get("/map", params={"postcode": value})
        client.get("/suggestions", params={"reference": value})
        client.get("/api/v1/assets", params={"bbox": value, "kind": value, "after": value})
        client.post("/api/v1/assets", json={"name": value}, headers={"Authorization": value})


def _database_logs() -> list[str]:
    folder = Path(settings().data_dir)
    return [path.read_text(errors="replace") for path in folder.rglob("*.log")]


def public(_size: Size, chance: Random) -> list[Line]:
    """A part: what a few pages and files show."""
    with sending_mail():
        made = fill(flock_of(chance))
        with running(create_app()) as (client, _log):
            crawl = Crawl(client)
            return [_public(made.flock, crawl.each(FEW)), _asked(client, made)]


def logged(_size: Size, chance: Random) -> list[Line]:
    """A part: what people type."""
    flock = flock_of(chance)
    flock.word("name", "typed")
    with running(create_app()) as (client, log):
        _type(client, flock, 1)
    return [_logs(flock, log.getvalue())]


def mailed(_size: Size, chance: Random) -> list[Line]:
    """A part: the mails."""
    with sending_mail():
        return [_mails(fill(flock_of(chance)).flock)]


def _project(before: str, after: str):
    assert before in projection.PROJECT
    return replaced(
        "register.publishing.projection.PROJECT", projection.PROJECT.replace(before, after)
    )


@contextmanager
def _never_is_public() -> Iterator[None]:
    rule = "AND coalesce(a.precision, k.precision) <> 'never'"
    shown = projection.PROJECT.replace(rule, "").replace(
        "WHEN 'ward' THEN s.middle", "WHEN 'ward' THEN s.middle WHEN 'never' THEN s.middle"
    )
    assert shown != projection.PROJECT
    with replaced("register.publishing.projection.PROJECT", shown):
        yield


def _public_reasons():
    told = decisions.VOICES.replace("p.public_answer", "p.reason")
    return replaced("register.publishing.decisions.VOICES", told)


def _mails_say_all():
    def tell(session, email, subject, said, **given):
        reasons = session.scalars(text("SELECT words FROM register.proposal_note")).all()
        return queue_mail(session, email, subject, f"{said} {' '.join(reasons)}", **given)

    queue_mail = answering.queue_mail
    return replaced("register.proposals.answering.queue_mail", tell)


FAULTS = [
    Fault("contacts for stewards are published",
          lambda: _project("c.audience = 'public' AND", "true AND"), public),
    Fault("groups kept to their ward are shown where they are",
          lambda: _project("WHEN 'ward' THEN s.middle", "WHEN 'ward' THEN s.location"), public),
    Fault("what is never to be found is published", _never_is_public, public),
    Fault("reasons are listed with the decisions", _public_reasons, public),
    Fault("the log keeps what is asked for",
          lambda: replaced("api.logs.safe_path", lambda target: target), logged),
    Fault("mails say what people wrote", _mails_say_all, mailed),
]  # fmt: skip
