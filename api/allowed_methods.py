"""Which methods an address takes: routing itself names only those of the first route there."""

import re
from functools import lru_cache

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path


@lru_cache(maxsize=4)
def _patterns(app: FastAPI) -> list[tuple[re.Pattern[str], frozenset[str]]]:
    return [
        (compile_path(route.path)[0], frozenset(route.methods))
        for route in iter_route_contexts(app.routes)
        if route.path and route.methods
    ]


def methods_at(app: FastAPI, path: str) -> str:
    """The methods, with commas between, as the header ``Allow`` has them."""
    found = {name for pattern, names in _patterns(app) if pattern.match(path) for name in names}
    return ", ".join(sorted(found))
