"""Turns a template and its values into the bytes of a page."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Undefined,
)
from jinja2.utils import missing

from frontend import words
from frontend.families import family_mark
from frontend.for_whom import for_whom_themes
from frontend.identity import identity
from frontend.map.script import map_markup
from frontend.static_files import FRONTEND, static_files

HERE = ZoneInfo("Europe/London")


class StrictButForKeys(StrictUndefined):
    """A misspelt name or attribute fails; an absent key of a mapping is just not there.

    GOV.UK's macros take one mapping of parameters, ask it for dozens of optional keys, and ask
    whether they have a caller.
    """

    def __new__(
        cls, hint: str | None = None, obj: Any = missing, name: str | None = None, *rest: Any
    ) -> Any:
        if isinstance(obj, dict) or name == "caller":
            return Undefined(hint, obj, name, *rest)
        return super().__new__(cls)


@cache
def environment() -> Environment:
    """The one Jinja environment: templates are compiled once a process."""
    govuk = PackageLoader("govuk_frontend_jinja")
    made = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(FRONTEND / "templates"),
                PrefixLoader({"govuk_frontend_jinja": govuk}),
            ]
        ),
        autoescape=True,
        undefined=StrictButForKeys,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
    )
    # GOV.UK's macros were Nunjucks once and compare with these two by name.
    made.globals.update(undefined=Undefined(), null=Undefined())
    made.globals.update(
        site=identity(),
        static=static_files().url,
        words=words,
        family_mark=family_mark,
        for_whom_themes=for_whom_themes,
        map_markup=map_markup,
    )
    return made


def today() -> date:
    """The day it is where the readers are."""
    return datetime.now(HERE).date()


def render(
    template: str,
    *,
    is_demonstration: bool = False,
    notices: Sequence[str] = (),
    **context: Any,
) -> bytes:
    """A page as UTF-8 bytes. `template` is a name without its ending: `locality`, `report`.

    Every page template takes `page`, a value of `frontend.views`; `current` is the path of the
    navigation entry to mark. `notices` are what the licences of imported data ask to be said.
    """
    values = {"today": today(), "current": "", **context}
    values |= {"is_demonstration": is_demonstration, "notices": notices}
    page = environment().get_template(f"pages/{template}.html")
    return page.render(values).encode()
