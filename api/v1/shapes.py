"""What the finished answers hold, as JSON Schema: for the description of the API, and its test.

They are made in SQL and passed on as they are, so no model shapes them on the way. Objects are
closed: what a later change adds to the public documents must be said here, or goal 6 fails.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NONE: Schema = {"type": ["string", "null"]}
ID: Schema = {"type": "string", "format": "uuid"}
DAY: Schema = {"type": "string", "format": "date"}
DAY_OR_NONE: Schema = {"type": ["string", "null"], "format": "date"}
NUMBER: Schema = {"type": "number"}
YES_NO: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}


def closed(required: Schema, optional: Schema | None = None) -> Schema:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def listed(of: Schema) -> Schema:
    """An array of these."""
    return {"type": "array", "items": of}


POINT_OR_NONE: Schema = {
    **closed(
        {"type": {"const": "Point"}, "coordinates": {**listed(NUMBER), "minItems": 2}},
    ),
    "type": ["object", "null"],
}
_SHOWN: Schema = {
    "slug": TEXT,
    "name": TEXT,
    "kind": TEXT,
    "family": TEXT,
    "precision": {"enum": ["exact", "street", "postcode", "ward", "none"]},
    "localities": listed(TEXT),
    "serves": listed(TEXT),
    "checked_on": DAY_OR_NONE,
    "updated_at": {"type": "string", "format": "date-time"},
}
# No e-mail address: who has one is written to through a form, by the contact's id.
CONTACT = closed({}, {"id": ID, **dict.fromkeys(("name", "role", "phone", "website"), TEXT)})
_WHOLE: Schema = {
    **_SHOWN,
    "checked_how": TEXT_OR_NONE,
    "summary": TEXT,
    "address": TEXT,
    "postcode": TEXT_OR_NONE,
    "details": {"type": "object"},
    "for_whom": {"type": "object"},
    "contacts": listed(CONTACT),
    "source": TEXT_OR_NONE,
}


def _feature(properties: Schema) -> Schema:
    return closed(
        {
            "type": {"const": "Feature"},
            "id": ID,
            "geometry": POINT_OR_NONE,
            "properties": closed(properties),
        }
    )


ASSET = _feature(_WHOLE)
PAGE_OF_ASSETS = closed(
    {
        "type": {"const": "FeatureCollection"},
        "attribution": listed(TEXT),
        "numberReturned": COUNT,
        "features": listed(_feature(_SHOWN)),
    },
    {"next": TEXT},
)
FOUND = closed(
    {
        "type": {"const": "FeatureCollection"},
        "numberMatched": COUNT,
        "numberReturned": COUNT,
        "matches": {"enum": ["all", "some"]},
        "understood": closed(
            {
                "mended": listed(closed({"typed": TEXT, "meant": TEXT})),
                "place": TEXT_OR_NONE,
                "age": {"type": ["integer", "null"]},
                "people": {"type": ["integer", "null"]},
            }
        ),
        "features": listed(_feature(_SHOWN)),
    },
    {"next": TEXT},
)
PLAIN_PAGE = closed(
    {"attribution": listed(TEXT), "assets": listed({"type": "object"}), "returned": COUNT},
    {"next": TEXT},
)
SOURCES = closed(
    {
        "attribution": listed(TEXT),
        "sources": listed(
            closed(
                {
                    "slug": TEXT,
                    "name": TEXT,
                    "url": TEXT,
                    "licence": TEXT,
                    "attribution": TEXT,
                }
            )
        ),
    }
)
LOCALITY = closed(
    {
        "kind": TEXT,
        "key": TEXT,
        "slug": TEXT,
        "code": TEXT_OR_NONE,
        "name": TEXT,
        "valid_from": DAY,
        "is_indicative": YES_NO,
    }
)
CONTAINING = closed(
    {"point": closed({"lon": NUMBER, "lat": NUMBER}), "localities": listed(LOCALITY)}
)
AREA: Schema = {
    "type": "object",
    "properties": {"type": {"const": "Feature"}, "properties": {"type": "object"}},
    "required": ["type", "geometry", "properties"],
}
AREAS = closed(
    {"type": {"const": "FeatureCollection"}, "attribution": TEXT, "features": listed(AREA)}
)
FAMILY = closed(
    dict.fromkeys(("slug", "label", "description", "colour", "glyph", "shape", "outline"), TEXT)
)
DETAIL = closed({"name": TEXT, "label": TEXT, "type": TEXT, "choices": listed(TEXT)})
KIND = closed(
    {
        **dict.fromkeys(("slug", "family", "singular", "plural", "icon", "precision"), TEXT),
        "is_place": YES_NO,
        "is_personal": YES_NO,
        "review_months": {"type": ["integer", "null"]},
        "details": listed(DETAIL),
    }
)
KINDS = closed({"families": listed(FAMILY), "kinds": listed(KIND)})
PROBLEM: Schema = {
    "title": "Problem",
    "description": "What is wrong, as RFC 9457 has it.",
    **closed(
        {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
        {"errors": listed(closed({"field": TEXT, "detail": TEXT}))},
    ),
}
