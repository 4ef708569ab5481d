"""What is wrong with the words of a search is said beside their box, too."""

import re

from frontend import search_views, views
from frontend.rendering import render


def test_an_error_of_the_words_is_said_at_their_box():
    errors = (views.FieldError("q", "Write fewer words"),)
    page = render("search", page=search_views.SearchPage({"q": "zebra"}, errors=errors)).decode()
    (box,) = re.findall(r'<input [^>]*id="q"[^>]*>', page)
    assert 'aria-invalid="true"' in box
    assert 'aria-describedby="q-hint q-error"' in box
    assert re.search(r'id="q-error">.*Write fewer words</p>', page)
    assert 'href="#q"' in page


def test_without_an_error_the_box_is_described_by_its_hint_alone():
    page = render("search", page=search_views.SearchPage({"q": "zebra"})).decode()
    (box,) = re.findall(r'<input [^>]*id="q"[^>]*>', page)
    assert "aria-invalid" not in box
    assert 'aria-describedby="q-hint"' in box
