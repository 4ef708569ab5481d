"""What a page may load: the content security policy that goes with every page."""

from urllib.parse import urlsplit


def tile_origins(tile_url: str) -> str:
    """The origin of the base map's tiles as a policy names it, with a wildcard for `{s}`.

    >>> tile_origins("https://{s}.tiles.example/{z}/{x}/{y}.png")
    'https://*.tiles.example'
    >>> tile_origins("/tiles/{z}/{x}/{y}.png"), tile_origins("none")
    ('', '')
    """
    parts = urlsplit(tile_url.replace("{s}", "*").replace("{r}", ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def content_security_policy(tile_url: str) -> str:
    """The policy of every page: all comes from us, but for the tiles of the base map."""
    images = f"'self' data: {tile_origins(tile_url)}".rstrip()
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {images}",
            "connect-src 'self'",
            "font-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )
