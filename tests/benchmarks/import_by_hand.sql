-- The writes of an import of new, published assets, written by hand for this one case: a list that is
-- known to be clean, into a register that knows none of it. No checks, no differences, no rejects.
-- What every write must do stays: same tables, indexes, constraints and durability, one transaction.
-- The rows come by COPY between the two parts. :source_id is of `published.source`, :file_name a text.
SET LOCAL statement_timeout = 0;
SET LOCAL work_mem = '96MB';
CREATE TEMPORARY TABLE given (
    line integer, source_ref text, digest bytea, name text, slug_stem text, kind text,
    summary text, address text, postcode text, lon double precision, lat double precision,
    serves text[], precision text, details jsonb, for_whom jsonb, contacts jsonb
) ON COMMIT DROP;

-- COPY given FROM STDIN

CREATE TEMPORARY TABLE known ON COMMIT DROP AS
SELECT g.*, gen_random_uuid() AS id, w.middle AS by_ward,
    coalesce(ST_SetSRID(ST_MakePoint(g.lon, g.lat), 4326), p.location)::geometry(Point, 4326)
        AS location,
    CASE WHEN g.lon IS NULL THEN 'postcode' ELSE 'point' END AS placed_by,
    coalesce(g.precision, k.precision) AS declared, k.family, k.singular, k.locating_details
FROM given AS g
JOIN register.kind AS k ON k.slug = g.kind
LEFT JOIN published.postcode AS p ON g.lon IS NULL AND p.postcode = g.postcode
LEFT JOIN (
    SELECT l.code, b.middle FROM published.locality AS l
    JOIN published.boundary AS b ON b.locality_id = l.id
    JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
    WHERE l.kind = 'ward'
) AS w ON w.code = p.ward_code;
ANALYZE known (id, kind, declared, postcode);

CREATE TEMPORARY TABLE area ON COMMIT DROP AS
SELECT l.id AS locality_id, l.kind, b.boundary, b.middle,
    CASE l.kind WHEN 'town_centre' THEN 1 WHEN 'neighbourhood' THEN 1 WHEN 'ward' THEN 2
        WHEN 'constituency' THEN 3 ELSE 4 END AS level,
    row_number() OVER (ORDER BY l.code, l.slug)::integer AS place_in_order,
    CASE WHEN l.kind IN ('ward', 'constituency', 'borough') THEN l.kind ELSE l.key END AS one_of
FROM published.boundary AS b
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
JOIN published.locality AS l ON l.id = b.locality_id;

-- A shared edge belongs to the first; the middle of its own ward stands for a postcode.
CREATE TEMPORARY TABLE member ON COMMIT DROP AS
SELECT found.id, area.locality_id, area.kind, area.level, found.declared, found.placed_by
FROM (
    SELECT k.id, k.declared, k.placed_by, area.one_of, min(area.place_in_order) AS place_in_order
    FROM area JOIN known AS k ON ST_Covers(area.boundary,
        CASE WHEN area.level > 1 THEN coalesce(k.by_ward, k.location) ELSE k.location END)
    GROUP BY k.id, k.declared, k.placed_by, area.one_of
) AS found
JOIN area USING (place_in_order);
ANALYZE member (id, locality_id, kind);

INSERT INTO register.run (source_id, file_name, file_digest, started_at, finished_at, was_published,
    actor, new, changed, unchanged, rejected, outside)
SELECT :source_id, :file_name, '', now(), clock_timestamp(), true, 'by hand', count(*), 0, 0, 0, 0
FROM known;

INSERT INTO register.asset (id, slug, kind, name, summary, address, postcode, location, placed_by,
    precision, details, for_whom, status, source_id)
SELECT id, slug_stem || '-' || left(id::text, 8), kind, name, summary, address, postcode, location,
    placed_by, precision, details, for_whom, 'published', :source_id
FROM known;

WITH said AS (
    INSERT INTO register.event (asset_id, version, action, door, actor, run_id, reason, changed)
    SELECT id, 1, 'added', 'import', 'by hand', (SELECT max(id) FROM register.run), '',
        jsonb_strip_nulls(jsonb_build_object('status', 'published', 'kind', kind,
            'precision', precision,
            'serves', CASE WHEN serves <> '{}' THEN to_jsonb(serves) END))
    FROM known
    RETURNING id, asset_id
)
INSERT INTO register.event_private (event_id, asset_id, changed)
SELECT said.id, said.asset_id, jsonb_strip_nulls(jsonb_build_object(
    'name', k.name, 'summary', nullif(k.summary, ''), 'for_whom', nullif(k.for_whom, '{}'),
    'details', nullif(k.details, '{}'),
    'place', jsonb_build_object('lon', k.lon, 'lat', k.lat, 'postcode', k.postcode),
    'address', nullif(k.address, ''), 'contacts', nullif(k.contacts, '[]')))
FROM said JOIN known AS k ON k.id = said.asset_id;

INSERT INTO register.contact (asset_id, name, role, email, phone, website, audience,
    lawful_basis, consent_on, consent_how, origin)
SELECT k.id, c.name, c.role, c.email, c.phone, c.website, c.audience, c.lawful_basis,
    c.consent_on, c.consent_how, c.origin
FROM known AS k
CROSS JOIN jsonb_to_recordset(k.contacts) AS c(name text, role text, email text, phone text,
    website text, audience text, lawful_basis text, consent_on date, consent_how text, origin text)
WHERE k.contacts <> '[]';

INSERT INTO register.served (asset_id, locality_id)
SELECT k.id, l.id FROM known AS k CROSS JOIN unnest(k.serves) AS named(key)
JOIN published.locality AS l ON l.key = named.key
WHERE k.serves <> '{}';

INSERT INTO register.membership (asset_id, locality_id, placed_by)
SELECT id, locality_id, placed_by FROM member;

INSERT INTO register.row (source_id, source_ref, asset_id, run_id, line, digest)
SELECT :source_id, source_ref, id, (SELECT max(id) FROM register.run), line, digest FROM known;

INSERT INTO published.public_membership (locality_id, asset_id, is_located)
SELECT locality_id, id, true FROM member
WHERE declared <> 'never'
    AND level >= CASE declared WHEN 'ward' THEN 2 WHEN 'none' THEN 4 ELSE 1 END;

-- The list holds nothing that only serves a place and no check by anybody, so neither is looked for.
INSERT INTO published.public_asset (id, slug, kind, family, name, summary, address, postcode,
    location, precision, located, served, details, for_whom, contacts, source, updated_at,
    checked_on, checked_how, search, feature, document)
SELECT id, slug, kind, family, name, summary, address, postcode, shown_at, precision, located,
    '{}', details, for_whom, contacts, source, now(), NULL, NULL,
    setweight(to_tsvector('english', unaccent(name)), 'A')
        || setweight(to_tsvector('english', singular), 'B')
        || setweight(to_tsvector('english', unaccent(summary)), 'C')
        || CASE WHEN address = '' THEN ''::tsvector
            ELSE to_tsvector('english', unaccent(address)) END
        || CASE WHEN details = '{}' THEN ''::tsvector ELSE (
            SELECT coalesce(to_tsvector('english', unaccent(string_agg(said.value, '. '))), '')
            FROM jsonb_each_text(details) AS said) END
        || CASE WHEN for_whom ? 'note'
            THEN to_tsvector('english', unaccent(for_whom ->> 'note')) ELSE ''::tsvector END
        || array_to_tsvector(ARRAY['kind:' || kind, 'family:' || family] || located
            || CASE WHEN for_whom ? 'groups' THEN ARRAY(SELECT 'for:' || slug
                FROM jsonb_array_elements_text(for_whom -> 'groups') AS said(slug)) ELSE '{}' END
            || CASE WHEN details = '{}' THEN '{}' ELSE array_remove(ARRAY[
                'step:' || (details ->> 'step_free_access'),
                CASE WHEN details ->> 'cost' ~* '\mfree\M' THEN 'cost:free' END,
                CASE WHEN details ->> 'is_for_hire' = 'true' THEN 'hire:yes' END], NULL)
                || CASE WHEN details ? 'languages' THEN ARRAY(
                    SELECT 'lang:' || said.word FROM regexp_split_to_table(
                        lower(unaccent(details ->> 'languages')),
                        '\s*[,;/]\s*|\s+and\s+') AS said(word)) ELSE '{}' END END
            || CASE WHEN postcode IS NULL THEN '{}'
                ELSE ARRAY['out:' || lower(split_part(postcode, ' ', 1))] END),
    head || '}}',
    head || ',"checked_how":null,"summary":' || to_json(summary) || ',"address":'
        || to_json(address) || ',"postcode":' || coalesce('"' || postcode || '"', 'null')
        || ',"details":' || details || ',"for_whom":' || for_whom || ',"contacts":' || contacts
        || ',"source":"' || source || '"}}'
FROM (
    SELECT s.*, '{"type":"Feature","id":"' || id || '","geometry":'
        || coalesce(ST_AsGeoJSON(shown_at, 6), 'null') || ',"properties":{"slug":"' || slug
        || '","name":' || to_json(name) || ',"kind":"' || kind || '","family":"' || family
        || '","precision":"' || precision || '","localities":' || array_to_json(located)
        || ',"serves":[],"checked_on":null,"updated_at":"'
        || to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '"' AS head
    FROM (
        SELECT k.id, k.slug_stem || '-' || left(k.id::text, 8) AS slug, k.kind, k.family,
            k.singular, k.name, k.summary, k.for_whom, source.slug AS source,
            CASE WHEN k.declared = 'exact' THEN k.address ELSE '' END AS address,
            CASE WHEN k.declared IN ('exact', 'postcode') THEN k.postcode END AS postcode,
            CASE WHEN k.declared = 'exact' AND k.placed_by = 'postcode' THEN 'postcode'
                ELSE k.declared END AS precision,
            CASE WHEN k.declared = 'exact' THEN k.details
                ELSE k.details - k.locating_details END AS details,
            coalesce(areas.located, '{}') AS located,
            coalesce(public_contacts.said, '[]') AS contacts,
            CASE k.declared WHEN 'exact' THEN k.location WHEN 'ward' THEN ward.middle
                WHEN 'postcode' THEN CASE WHEN ST_Covers(ward.boundary, p.location)
                    THEN p.location ELSE ward.middle END
                WHEN 'street' THEN CASE WHEN ST_Covers(ward.boundary, ST_Transform(ST_Translate(
                    ST_SnapToGrid(ST_Translate(ST_Transform(k.location, 27700), -50, -50), 100),
                    50, 50), 4326)) THEN ST_Transform(ST_Translate(ST_SnapToGrid(ST_Translate(
                    ST_Transform(k.location, 27700), -50, -50), 100), 50, 50), 4326)
                    ELSE ward.middle END
            END AS shown_at
        FROM known AS k
        JOIN published.source AS source ON source.id = :source_id
        LEFT JOIN published.postcode AS p ON k.declared = 'postcode' AND p.postcode = k.postcode
        LEFT JOIN member AS in_ward ON in_ward.id = k.id AND in_ward.kind = 'ward'
            AND k.declared <> 'exact'
        LEFT JOIN area AS ward ON ward.locality_id = in_ward.locality_id
        LEFT JOIN (
            SELECT m.id, array_agg(l.key ORDER BY l.id) AS located
            FROM member AS m JOIN published.locality AS l ON l.id = m.locality_id
            WHERE m.level >= CASE m.declared WHEN 'ward' THEN 2 WHEN 'none' THEN 4 ELSE 1 END
            GROUP BY m.id
        ) AS areas ON areas.id = k.id
        LEFT JOIN (
            SELECT g.id, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'id', CASE WHEN c.email <> '' THEN c.id END,
                'name', nullif(c.name, ''), 'role', nullif(c.role, ''),
                'phone', nullif(c.phone, ''), 'website', nullif(c.website, '')))
                ORDER BY c.id) AS said
            FROM known AS g JOIN register.contact AS c ON c.asset_id = g.id
            WHERE g.contacts <> '[]' AND c.audience = 'public'
            GROUP BY g.id
        ) AS public_contacts ON public_contacts.id = k.id
        WHERE k.declared <> 'never'
        OFFSET 0
    ) AS s
    OFFSET 0
) AS s;

UPDATE published.search_state SET is_stale = true;
UPDATE published.revision SET number = number + 1, changed_at = now();
