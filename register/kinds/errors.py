"""What can be wrong with a kind's name or with the details of an asset."""

from geo.errors import AssetsError


class KindsFileError(AssetsError):
    """A data file of kinds that contradicts itself; the message names the entry."""


class UnknownKind(AssetsError):
    """A kind that the register does not have."""


class InvalidDetails(AssetsError):
    """Details that do not suit their kind: ``faults`` holds a (field, sentence) for each."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in faults))
        self.faults = faults
