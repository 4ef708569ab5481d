"""Kinds and families over HTTP."""

import json
from functools import cache

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import ReaderDep, Responses, anybody
from api.finished import finished
from api.v1.shapes import KINDS
from register.kinds.definition import Family, Kind, families, kinds

router = APIRouter(prefix="/kinds", tags=["kinds"])
KNOWN: Responses = {
    200: {
        "description": "Families and kinds.",
        "content": {"application/json": {"schema": KINDS}},
    }
}


@router.get("", summary="The families and kinds of asset", responses=KNOWN)
@anybody
async def list_kinds(reader: ReaderDep) -> Response:
    """Every family, and every kind with its names, its default precision and its details."""
    return finished(await reader.revision(), _body(), "application/json")


@cache
def _body() -> bytes:
    known = {
        "families": [_family(family) for family in families()],
        "kinds": [_kind(kind) for kind in kinds()],
    }
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode()


def _family(family: Family) -> dict[str, str]:
    return {
        "slug": family.slug,
        "label": family.name,
        "description": family.description,
        "colour": family.colour,
        "glyph": family.glyph,
        "shape": family.shape,
        "outline": family.outline,
    }


def _kind(kind: Kind) -> dict[str, object]:
    return {
        "slug": kind.slug,
        "family": kind.family,
        "singular": kind.singular,
        "plural": kind.plural,
        "icon": kind.icon,
        "is_place": kind.is_place,
        "is_personal": kind.is_personal,
        "precision": kind.precision,
        "review_months": kind.review_months,
        "details": [
            {
                "name": detail.name,
                "label": detail.label,
                "type": detail.type,
                "choices": list(detail.choices),
            }
            for detail in kind.details
        ],
    }
