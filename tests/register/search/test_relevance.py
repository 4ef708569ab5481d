"""What should be found stands high enough in the results."""

import asyncio

from tests.register.search.conftest import asked_of
from tests.register.search.relevance import judged_questions, mean_reciprocal_rank, told


def test_what_should_be_found_is_found_first(searched):
    judged = asyncio.run(asked_of(judged_questions))
    assert len(judged) >= 60
    assert mean_reciprocal_rank(judged) >= 0.9, "\n".join(told(judged))
    assert [one.words for one in judged if one.rank is None] == []
