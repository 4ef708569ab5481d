"""How high what should be found stands in the results, over the questions written beforehand."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from register.publishing.answers import PublicReader
from register.search.answers import search_rows
from register.search.questions import SearchQuestion

QUESTIONS = Path(__file__).parent / "questions.toml"
DEEP = 20
MARK = " (invented)"


@dataclass(frozen=True)
class Judged:
    """One question: the rank of the first that was wanted, None where it was not found."""

    words: str
    rank: int | None
    found: tuple[str, ...]

    @property
    def reciprocal(self) -> float:
        """1 for the first place, a half for the second, 0 where it is not there."""
        return 1 / self.rank if self.rank else 0.0


async def judged_questions(reader: PublicReader) -> list[Judged]:
    """Every question asked as people ask it."""
    wanted = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["questions"]
    judged = []
    for question in wanted:
        page = await search_rows(reader, SearchQuestion(words=question["q"], limit=DEEP))
        names = tuple(row["name"].removesuffix(MARK) for row in page.rows)
        rank = next((at for at, name in enumerate(names, 1) if name in question["find"]), None)
        judged.append(Judged(question["q"], rank, names))
    return judged


def mean_reciprocal_rank(judged: list[Judged]) -> float:
    """Between 0 and 1."""
    return mean(one.reciprocal for one in judged)


def told(judged: list[Judged]) -> list[str]:
    """The figures, and each question whose answer is not the first, for who tunes."""
    first = sum(one.rank == 1 for one in judged)
    missing = sum(one.rank is None for one in judged)
    lines = [
        f"search: {len(judged)} questions, mean reciprocal rank "
        f"{mean_reciprocal_rank(judged):.3f}, first {first}, not in the first {DEEP} {missing}"
    ]
    lines += [
        f"  {one.words}: {one.rank or 'not found'}; first {one.found[:3]}"
        for one in judged
        if one.rank != 1
    ]
    return lines
