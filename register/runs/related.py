"""Relations that rows tell in words: which entry is meant, by its reference or its name.

Looked for among the rows of the same list first, then in the whole register. What cannot be told
for certain is left out and told; the row itself goes in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import Related, StagedDraft, driver

TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_relation (
    line integer, relation text, said text, shown text, to_asset_id uuid, fault text,
    plain text GENERATED ALWAYS AS (regexp_replace(lower(btrim(said)), '\\s+', ' ', 'g')) STORED
) ON COMMIT DELETE ROWS;
TRUNCATE staged_relation;
"""
COPY = "COPY staged_relation (line, relation, said, shown) FROM STDIN"
PLAIN = "regexp_replace(lower(btrim({})), '\\s+', ' ', 'g')"
STORED = "('new', 'changed', 'unchanged')"
# Nobody is told of an entry about a person, or of one that nobody may find; a merged one is found
# under the name of what it is kept on as, a closed one leads nowhere.
NAMEABLE = """
NOT k.is_personal AND coalesce({0}.precision, k.precision) <> 'never'
"""
REFERENCED = f"""
SELECT p.source_ref AS ref, p.asset_id, p.name, p.kind, p.precision FROM placed_asset AS p
WHERE p.outcome IN {STORED}
UNION
SELECT r.source_ref, a.id, a.name, a.kind, a.precision FROM register.row AS r
JOIN register.asset AS a ON a.id = r.asset_id AND a.status <> 'closed'
WHERE r.source_id = :source_id AND r.source_ref IN (SELECT said FROM staged_relation)
    AND NOT EXISTS (SELECT FROM placed_asset AS p
        WHERE p.asset_id = a.id AND p.outcome IN {STORED})
"""  # noqa: S608 (constants)
# Three ways, the first that finds anything counts; it must be one entry only.
LEAD = f"""
WITH listed AS MATERIALIZED ({REFERENCED}),
candidate AS (
    SELECT s.plain, s.said, 1 AS way, l.asset_id FROM staged_relation AS s
    JOIN listed AS l ON l.ref = s.said
    JOIN register.kind AS k ON k.slug = l.kind WHERE {NAMEABLE.format("l")}
    UNION
    SELECT s.plain, s.said, 2, l.asset_id FROM staged_relation AS s
    JOIN listed AS l ON {PLAIN.format("l.name")} = s.plain
    JOIN register.kind AS k ON k.slug = l.kind WHERE {NAMEABLE.format("l")}
    UNION
    SELECT s.plain, s.said, 3, a.id FROM staged_relation AS s
    JOIN register.asset AS a ON {PLAIN.format("a.name")} = s.plain
        AND a.status IN ('draft', 'published')
    JOIN register.kind AS k ON k.slug = a.kind WHERE {NAMEABLE.format("a")}
), best AS (
    SELECT c.said, min(CAST(c.asset_id AS text)) AS asset_id, count(DISTINCT c.asset_id) AS found
    FROM candidate AS c
    JOIN (SELECT said, min(way) AS way FROM candidate GROUP BY said) AS first
        ON first.said = c.said AND first.way = c.way
    GROUP BY c.said
)
UPDATE staged_relation AS s SET
    to_asset_id = CASE WHEN b.found = 1 THEN CAST(b.asset_id AS uuid) END,
    fault = CASE WHEN b.found IS NULL THEN 'unknown' WHEN b.found > 1 THEN 'several' END
FROM staged_relation AS t LEFT JOIN best AS b ON b.said = t.said
WHERE s.ctid = t.ctid
"""  # noqa: S608 (constants)
SELF = """
UPDATE staged_relation AS s SET to_asset_id = NULL,
    fault = CASE WHEN k.is_personal THEN 'person' ELSE 'self' END
FROM placed_asset AS p JOIN register.kind AS k ON k.slug = p.kind
WHERE p.line = s.line AND (k.is_personal OR p.asset_id = s.to_asset_id)
"""
# What a row says of others counts when it is asked whether the row has changed: not the words, but
# whom they lead to, so that a name that means something only since today is taken up.
TELL = f"""
UPDATE placed_asset AS p SET relations = s.relations, digest = s.digest,
    outcome = CASE WHEN p.outcome = 'new' THEN 'new'
        WHEN s.known = s.digest THEN 'unchanged' ELSE 'changed' END
FROM (
    SELECT p.line, r.digest AS known, said.relations, substring(sha256(p.digest || convert_to(
        CAST(said.relations AS text), 'UTF8')) FROM 1 FOR 16) AS digest
    FROM placed_asset AS p
    JOIN (SELECT line, jsonb_object_agg(relation || ':' || to_asset_id, shown) AS relations
        FROM staged_relation WHERE to_asset_id IS NOT NULL GROUP BY line) AS said
        ON said.line = p.line
    LEFT JOIN register.row AS r ON r.source_id = :source_id AND r.source_ref = p.source_ref
    WHERE p.outcome IN {STORED}
) AS s
WHERE p.line = s.line
"""  # noqa: S608 (constants)
LEFT_OUT = f"""
SELECT s.line, s.relation, s.said, s.fault FROM staged_relation AS s
JOIN placed_asset AS p ON p.line = s.line AND p.outcome IN {STORED}
WHERE s.fault IS NOT NULL ORDER BY s.line, s.relation, s.said
"""  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A relation that could not be taken. ``fault``: unknown, several, self or person."""

    line: int
    relation: str
    said: str
    fault: str


@dataclass
class RelatedRows:
    """What rows say of others, noted while they stream past."""

    rows: list[tuple[int, Related]] = field(default_factory=list)

    def noting(self, drafts: Iterable[StagedDraft]) -> Iterator[StagedDraft]:
        """The same drafts."""
        for draft in drafts:
            self.rows += [(draft.line, one) for one in draft.related]
            yield draft

    def tell(self, session: Session, source_id: int) -> list[LeftOut]:
        """Write into ``placed_asset`` whom each row belongs to; answers what was left out."""
        session.execute(text(TABLE))
        with driver(session).cursor() as cursor, cursor.copy(COPY) as copy:
            for line, one in self.rows:
                copy.write_row((line, one.relation, one.said, one.shown))
        session.execute(text("ANALYZE staged_relation"))
        session.execute(text(LEAD), {"source_id": source_id})
        session.execute(text(SELF))
        session.execute(text(TELL), {"source_id": source_id})
        return [LeftOut(*row) for row in session.execute(text(LEFT_OUT))]
