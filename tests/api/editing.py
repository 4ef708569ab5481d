"""The form that edits a proposal whole, as a browser would send it, and what it says is wrong."""

import re
from html import unescape

from tests.api.test_suggest import fields


def sent_by(page):
    """What a browser would send of the form; of a list of hidden texts all of them."""
    form = fields(page)
    form.pop("csrf")
    kept = [one for name, one in hidden(page) if name == "was.contact"]
    radios = [tag for tag in re.findall(r"<input[^>]*>", page.text) if 'type="radio"' in tag]
    named = {name for tag in radios for name in re.findall(r' name="([^"]+)"', tag)}
    chosen = {
        re.search(r' name="([^"]+)"', tag)[1]: re.search(r'value="([^"]*)"', tag)[1]
        for tag in radios
        if re.search(r" checked\b", tag)
    }
    typed = {
        name: value
        for name, value in form.items()
        if not name.endswith(("_gone", "_days")) and name not in named
    } | chosen
    return typed | {"was.contact": kept, "decision": "approve"}


def hidden(page):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return [(name, unescape(value)) for name, value in found]


def problems(page):
    summary = page.text.partition("error-summary__list")[2].partition("</ul>")[0]
    return re.findall(r"<a href=\"#([^\"]+)\">([^<]+)</a>", summary)
