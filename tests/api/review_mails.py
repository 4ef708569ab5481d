"""Three entries with one contact, the mail that asks about them, and what it is answered with."""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from register.database.engines import transaction
from register.people.secrets_at_rest import find_unsealed
from register.verification.rounds import run_round
from tests.api.browsing import typed_fields

LATER = datetime.now(UTC) + timedelta(days=800)
TO = "ann@example.org"


def round_now(days=0):
    with transaction() as session:
        return run_round(session, LATER + timedelta(days=days))


def mails():
    with transaction() as session:
        rows = session.execute(
            text("SELECT to_address, sealed_text FROM register.mail ORDER BY id")
        )
        return [(row.to_address, find_unsealed("mail", row.sealed_text)) for row in rows]


class Mail:
    """What stands in a mail."""

    def __init__(self, words):
        self.words = words
        self.code = re.search(r"Your code: (\d{3} \d{3})", words)[1]
        self.links = re.findall(r"http://[^/]+(/review/\S+)", words)
        self.ways = [one for one in self.links if re.search(r"/\d+/\w+$", one)]
        self.whole = next(one for one in self.links if one.count("/") == 2)
        self.stop = next(one for one in self.links if "/stop/" in one)

    def to(self, number, way):
        return next(one for one in self.ways if one.endswith(f"/{number}/{way}"))


def type_code(client, mail, number=1, way="right", code=None):
    page = client.get(mail.to(number, way))
    sent = typed_fields(page) | {"code": mail.code if code is None else code}
    return client.post(mail.whole, data=sent)


def checks():
    with transaction() as session:
        return session.execute(
            text("SELECT a.name, v.outcome, v.method, v.checked_by FROM register.verification AS v "
                 "JOIN register.asset AS a ON a.id = v.asset_id ORDER BY a.name")
        ).all()  # fmt: skip


def own(client, name, way):
    page = client.get("/own-entries")
    part = page.text[page.text.index(f">{name}</a>") :]
    entry = re.search(r'name="entry" value="([^"]+)"', part)[1]
    csrf = re.search(r'name="csrf" value="([^"]+)"', part)[1]
    return client.post("/own-entries", data={"csrf": csrf, "entry": entry, "way": way})
