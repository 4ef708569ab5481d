"""What can go wrong before a page can be shown."""

from geo.errors import AssetsError


class FrontendNotBuilt(AssetsError):
    """The styles and scripts that `npm run build` makes are not there."""
