"""What of an asset strangers may be shown, as a query over ``touched_asset``.

What belongs to an asset is gathered for all touched assets at once and joined to them: looked up
asset by asset, 400,000 of them would take four times as long.
"""

# Never anything but what its owner published: drafts, closed assets, people one by one, and
# what is never to be found, stay behind.
PUBLISHABLE = """a.status = 'published' AND NOT k.is_personal
    AND coalesce(a.precision, k.precision) <> 'never'"""

# A point coarser than exact is the same at every rebuild and never leaves the asset's ward:
# the middle of a 100 m square, the postcode's own point, or else a point inside the ward.
LOCATION = """
CASE s.declared
    WHEN 'exact' THEN s.location
    WHEN 'street' THEN CASE WHEN ST_Covers(s.ward_boundary, s.square)
        THEN s.square ELSE s.middle END
    WHEN 'postcode' THEN CASE WHEN ST_Covers(s.ward_boundary, s.postcode_point)
        THEN s.postcode_point ELSE s.middle END
    WHEN 'ward' THEN s.middle
END
"""
WARD = """
SELECT m.asset_id, b.middle, b.boundary
FROM touched_asset AS t
JOIN register.membership AS m ON m.asset_id = t.asset_id
JOIN published.locality AS l ON l.id = m.locality_id AND l.kind = 'ward'
JOIN published.boundary AS b ON b.locality_id = l.id
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
"""
AREAS = """
SELECT m.asset_id,
    array_agg(l.key ORDER BY l.id) FILTER (WHERE m.is_located) AS located,
    array_agg(l.key ORDER BY l.id) FILTER (WHERE NOT m.is_located) AS served
FROM touched_asset AS t
JOIN published.public_membership AS m ON m.asset_id = t.asset_id
JOIN published.locality AS l ON l.id = m.locality_id
GROUP BY m.asset_id
"""
# An e-mail address is never published: who has an ``id`` can be written to through our own form.
CONTACTS = """
SELECT c.asset_id, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'id', CASE WHEN c.email <> '' THEN c.id END,
    'name', nullif(c.name, ''), 'role', nullif(c.role, ''),
    'phone', nullif(c.phone, ''), 'website', nullif(c.website, ''))) ORDER BY c.id) AS said
FROM touched_asset AS t JOIN register.contact AS c ON c.asset_id = t.asset_id
WHERE c.audience = 'public' AND c.consent_withdrawn_on IS NULL
GROUP BY c.asset_id
"""
# What is said to be gone, where nobody answered, and what waits for a decision keeps the day of the
# check before.
CHECKED = """
SELECT DISTINCT ON (v.asset_id) v.asset_id, v.checked_at, v.method
FROM touched_asset AS t JOIN register.verification AS v ON v.asset_id = t.asset_id
WHERE v.outcome IN ('correct', 'changed') AND v.waits_for IS NULL
ORDER BY v.asset_id, v.checked_at DESC
"""
SHOWN = f"""
SELECT a.id, a.slug, a.kind, k.family, a.name, a.summary, k.singular,
    p.declared, a.location,
    CASE WHEN p.declared = 'exact' AND a.placed_by = 'postcode' THEN 'postcode'
        ELSE p.declared END AS precision,
    CASE WHEN p.declared = 'exact' THEN a.address ELSE '' END AS address,
    CASE WHEN p.declared IN ('exact', 'postcode') THEN a.postcode END AS postcode,
    CASE WHEN p.declared = 'exact' THEN a.details ELSE a.details - k.locating_details END
        AS details,
    a.for_whom, a.updated_at,
    source.slug AS source, ward.middle, ward.boundary AS ward_boundary,
    CASE WHEN p.declared = 'street' THEN ST_Transform(ST_Translate(ST_SnapToGrid(
        ST_Translate(ST_Transform(a.location, 27700), -50, -50), 100), 50, 50), 4326)
        END AS square,
    CASE WHEN p.declared = 'postcode' THEN postcode.location END AS postcode_point,
    coalesce(areas.located, '{{}}') AS located, coalesce(areas.served, '{{}}') AS served,
    coalesce(contacts.said, '[]') AS contacts,
    checked.checked_at::date AS checked_on, checked.method AS checked_how
FROM touched_asset AS t
JOIN register.asset AS a ON a.id = t.asset_id
JOIN register.kind AS k ON k.slug = a.kind
CROSS JOIN LATERAL (SELECT coalesce(a.precision, k.precision) AS declared) AS p
LEFT JOIN published.source AS source ON source.id = a.source_id
LEFT JOIN published.postcode AS postcode ON p.declared = 'postcode'
    AND postcode.postcode = a.postcode
LEFT JOIN ({WARD}) AS ward ON ward.asset_id = a.id AND p.declared <> 'exact'
LEFT JOIN ({AREAS}) AS areas ON areas.asset_id = a.id
LEFT JOIN ({CONTACTS}) AS contacts ON contacts.asset_id = a.id
LEFT JOIN ({CHECKED}) AS checked ON checked.asset_id = a.id
WHERE {PUBLISHABLE}
"""  # noqa: S608 (constants)
