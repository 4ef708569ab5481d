"""Every error that a user can cause: its message is a sentence to show, with what to do."""


class AssetsError(Exception):
    """The root of all our errors; its text is for the person who caused it."""


class PlaceError(AssetsError):
    """Something is wrong with a place or with a file of places."""


class InvalidPoint(PlaceError):
    """A coordinate pair that is not two finite numbers."""


class NotInUK(PlaceError):
    """A point outside the United Kingdom, often a swapped pair."""


class InvalidBBox(PlaceError):
    """A box that is not west,south,east,north in degrees."""


class InvalidPostcode(PlaceError):
    """A text that is not a postcode of the United Kingdom."""


class PostcodeFileError(PlaceError):
    """A postcode file that cannot be read as any of the forms we know."""


class BoundaryFileError(PlaceError):
    """A boundary file that cannot be read, or whose columns are not clear."""


class InvalidBoundaries(PlaceError):
    """Boundaries that were read but may not be used: broken, overlapping, with gaps."""


class BoroughFileError(PlaceError):
    """A file that says which borough this is, or what it starts with, lacks something."""
