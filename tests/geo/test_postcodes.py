"""Postcodes in one form."""

import logging
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uk_postcodes_parsing import ukpostcode

from geo.errors import InvalidPostcode
from geo.postcodes import normalise_postcode

POSTCODES = st.from_regex(
    r"[A-Z]{1,2}[1-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2}",
    fullmatch=True,
    alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ0123456789 ",
)


@given(POSTCODES, st.sampled_from([str.lower, str.title, str.upper]), st.booleans())
def test_however_it_is_written_it_is_one_postcode(postcode, cased, is_spaced):
    written = cased(postcode if is_spaced else postcode.replace(" ", ""))
    assert normalise_postcode(f" {written}\t") == postcode


@given(POSTCODES)
def test_the_short_way_agrees_with_the_parser(postcode):
    assert normalise_postcode(postcode) == ukpostcode.parse(postcode).postcode


@given(st.text(max_size=12))
def test_any_text_is_a_postcode_or_a_sentence(text):
    with suppress(InvalidPostcode):
        assert normalise_postcode(normalise_postcode(text)) == normalise_postcode(text)


@pytest.mark.parametrize(
    "written", ["EN4 ONH", "en4\u00a00nh", "EN4-0NH", "EN4 0NH.", "E N 4 0 N H"]
)
def test_usual_slips_are_put_right(written):
    assert normalise_postcode(written) == "EN4 0NH"


@pytest.mark.parametrize("bad", ["", "EN4", "EN4 0N", "not known", "EN4 0NHX", "12345", "EN4 0CC"])
def test_what_is_no_postcode_is_refused_and_not_logged(bad, caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(InvalidPostcode):
        normalise_postcode(bad)
    assert not caplog.records
