"""Makes the map's script, the same on every page, and the markup that tells it what to show."""

import html
from functools import cache
from pathlib import Path

import folium
from branca.element import Element, Figure
from markupsafe import Markup

from frontend.map.layers import (
    MAX_ZOOM,
    AssetCluster,
    ForWhomFilter,
    Highlight,
    KindFilter,
    Outlines,
    PostcodeSearch,
    RegisterMap,
)
from frontend.views import MapView

HERE = Path(__file__).resolve().parent
# Functions the map's script calls, in the order in which they need one another.
PARTS = ("page", "pins", "popups", "assets", "outlines", "filter", "for_whom", "search")
NO_TILES = ("", "none")
OSM = "OpenStreetMap"
OSM_LINK = '<a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>'


def _named(element: Element, name: str) -> Element:
    """Fix the id, which Folium makes up anew each time, so that every process makes one script."""
    element._id = name
    return element


def tile_layer(url: str, attribution: str) -> folium.TileLayer:
    """The base map. Leaflet puts the notice in as HTML: plain text is all that a setting may be."""
    notice = html.escape(attribution).replace(OSM, OSM_LINK)
    return folium.TileLayer(
        url, attr=notice or "&nbsp;", name="Base map", control=False, max_zoom=MAX_ZOOM
    )


def figure(tile_url: str, tile_attribution: str) -> Figure:
    """The map as Folium's figure: its `html` and `script` parts are rendered apart."""
    # The page says where to look; the middle of the country is only where Leaflet starts.
    main = RegisterMap(location=(52.8, -1.6), zoom_start=6, tiles=None)
    # Folium drops a maximum zoom when there are no tiles, and clusters need one.
    main.options["max_zoom"] = MAX_ZOOM
    assets = AssetCluster()
    if tile_url not in NO_TILES:
        _named(tile_layer(tile_url, tile_attribution), "ground").add_to(main)
    _named(Outlines("ward", "Ward outlines"), "wards").add_to(main)
    _named(Outlines("town_centre", "Town centre outlines"), "centres").add_to(main)
    # Most boroughs have drawn none: the page of all neighbourhoods shows them, without a switch.
    drawn = Outlines("neighbourhood", "Neighbourhood outlines", control=False)
    _named(drawn, "neighbourhoods").add_to(main)
    _named(Highlight(), "boundary").add_to(main)
    _named(assets, "assets").add_to(main)
    _named(folium.LayerControl(), "layers").add_to(main)
    _named(KindFilter(assets), "kinds").add_to(main)
    _named(ForWhomFilter(assets), "people").add_to(main)
    _named(PostcodeSearch(), "postcode").add_to(main)
    _named(main, "main")
    root = main.get_root()
    assert isinstance(root, Figure)
    return root


def map_script(tile_url: str, tile_attribution: str) -> bytes:
    """The script that draws the map; one closure, so that it leaves no names in the page."""
    made = figure(tile_url, tile_attribution)
    made.render()
    parts = [(HERE / f"{part}.js").read_text(encoding="utf-8") for part in PARTS]
    body = "\n".join((*parts, made.script.render()))
    return f'(function () {{\n"use strict";\n{body}\n}})();\n'.encode()


@cache
def _folium_html() -> str:
    made = figure("", "")
    made.render()
    return str(made.html.render())


def _joined(numbers: tuple[float, ...] | None) -> str | None:
    return None if numbers is None else ",".join(str(number) for number in numbers)


def map_markup(view: MapView) -> Markup:
    """The place on the page where the script draws, with what it is to show."""
    attributes = {
        "data-label": view.label,
        "data-assets-url": view.assets_url,
        "data-outlines": " ".join(view.outlines),
        "data-highlight": view.highlight,
        "data-bounds": _joined(view.bounds),
        "data-at": _joined(view.at),
        "data-kind": view.kind,
    }
    told = Markup(" ").join(
        Markup('{}="{}"').format(name, value) for name, value in attributes.items() if value
    )
    classes = "asset-map asset-map--small" if view.is_small else "asset-map"
    return Markup('<div class="{}" data-asset-map {}>{}</div>').format(
        classes,
        told,
        Markup(_folium_html()),
    )
