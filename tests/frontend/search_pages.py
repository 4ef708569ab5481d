"""The pages of the search, filled with what somebody typed."""

from dataclasses import replace
from typing import Any

from api.pages.search_form import for_whom_choices
from frontend import search_views, views
from frontend.choices import Choice


def search_pages(nasty: str, shown: views.MapView) -> dict[str, Any]:
    """Pages by the name of their template."""
    item = views.ListItem(nasty, "/assets/a", nasty, "places", nasty)
    choice = Choice(nasty, nasty, True)
    group = search_views.ChoiceGroup(nasty, (choice,))
    choices = search_views.SearchChoices(
        (choice,), (group,), (group,), (group,), (choice,), (choice,), (choice,)
    )
    names = ("q", "postcode", "age", "language", "people", "free")
    place = search_views.UnmetPlace(nasty, "/wards/example", ((nasty, 3),))
    options = replace(choices, groups=for_whom_choices(""))
    empty = search_views.SearchPage({"q": "zeppelins"}, options, is_asked=True)
    return {
        "search-empty": empty,
        "unmet": search_views.UnmetPage((place,)),
        "search": search_views.SearchPage(
            dict.fromkeys(names, nasty),
            choices,
            is_asked=True,
            is_narrowed=True,
            results=(search_views.Result(item, nasty, nasty),),
            matched=1,
            is_whole=False,
            mended=((nasty, nasty),),
            place=nasty,
            next_href="/search?q=a&after=b",
            map_href="/search?q=a&map=yes",
            map=shown,
            wider=(views.Link(nasty, "/search?q=a"),),
            errors=(views.FieldError("age", nasty), views.FieldError("q", nasty)),
        ),
    }
