"""The pieces of an answer on their way to the socket."""

import asyncio

from api.one_write import Gathering


class Recording:
    """Stands for the transport; notes each call that would be one system call."""

    def __init__(self) -> None:
        self.calls: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.calls.append(data)

    def writelines(self, pieces: tuple[bytes, ...]) -> None:
        self.calls.append(b"".join(pieces))

    def close(self) -> None:
        self.is_closed = True

    def get_extra_info(self, name: str) -> str:
        return f"the {name}"


def tried(*steps: bytes | str) -> Recording:
    """Write the bytes, ``wait`` a round of the loop, or ``close``."""

    async def inside() -> Recording:
        found = Recording()
        gathering = Gathering(found)  # type: ignore[arg-type]
        for step in steps:
            if isinstance(step, bytes):
                gathering.write(step)
            elif step == "wait":
                await asyncio.sleep(0)
            else:
                gathering.close()
        assert gathering.get_extra_info("peername") == "the peername"
        return found

    return asyncio.run(inside())


def test_head_and_body_leave_together() -> None:
    assert tried(b"head ", b"body", "wait").calls == [b"head body"]


def test_a_head_whose_body_comes_later_does_not_wait_for_it() -> None:
    assert tried(b"head ", "wait", b"body", "wait").calls == [b"head ", b"body"]


def test_two_answers_in_one_round_keep_their_order() -> None:
    said = tried(b"head 1 ", b"body 1 ", b"head 2 ", b"body 2", "wait")
    assert b"".join(said.calls) == b"head 1 body 1 head 2 body 2"


def test_what_is_held_leaves_before_the_end() -> None:
    found = tried(b"all", "close")
    assert (found.calls, found.is_closed) == ([b"all"], True)
