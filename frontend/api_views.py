"""What the page about the API is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ApiParameter:
    name: str
    type: str
    description: str
    choices: tuple[str, ...]
    is_required: bool


@dataclass(frozen=True)
class ApiOperation:
    """One thing that programs may ask or send. `fields` are those of what is sent."""

    method: str
    path: str
    summary: str
    paragraphs: tuple[str, ...]
    parameters: tuple[ApiParameter, ...]
    fields: tuple[str, ...]
    needs_token: bool
    example: str


@dataclass(frozen=True)
class ApiGuide:
    paragraphs: tuple[str, ...]
    operations: tuple[ApiOperation, ...]
