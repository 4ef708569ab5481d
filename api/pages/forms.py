"""Forms whose fields are not known beforehand, read whole."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

LONGEST_VALUE = 20_000
# Who goes back after sending and writes something else gets their words again, to send as well.
SENT_BEFORE = (
    "You sent this form before with something else in it, and we have that. "
    "To send this too, send it again."
)


class Sent:
    """What a form sent: single values by name, and all values of a name."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def get(self, name: str) -> str:
        """The first value of this name without the spaces around it; empty when there is none."""
        return next((value for sent, value in self._pairs if sent == name), "")

    def __contains__(self, name: str) -> bool:
        return any(sent == name for sent, _ in self._pairs)

    def all(self, name: str) -> list[str]:
        """Every value of this name."""
        return [value for sent, value in self._pairs if sent == name]

    def starting(self, *prefixes: str) -> list[tuple[str, str]]:
        """Every name and value whose name begins with one of these."""
        return [pair for pair in self._pairs if pair[0].startswith(prefixes)]

    def below(self, prefix: str) -> dict[str, str]:
        """The values whose names begin with this, by the rest of the name."""
        return {
            sent.removeprefix(prefix): value
            for sent, value in self._pairs
            if sent.startswith(prefix)
        }


def uuid_of(text: str) -> UUID | None:
    """What a form sent as an id; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def submission_of(sent: Sent) -> UUID | None:
    """The number by which a form that is sent twice is known to be one; None for none of ours."""
    return uuid_of(sent.get("submission"))


async def sent_form(request: Request) -> Sent:
    """What was sent, texts only; a NUL, which no form of ours can send, is left out."""
    form = await request.form()
    return Sent(
        [
            (name, value.strip().replace("\x00", "").replace("\r\n", "\n")[:LONGEST_VALUE])
            for name, value in form.multi_items()
            if isinstance(value, str)
        ]
    )


SentForm = Annotated[Sent, Depends(sent_form)]
