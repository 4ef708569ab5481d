"""Folium's map and layers, freed of inline code and of files from other hosts.

Each template only calls the functions in the `.js` files beside this one. What differs between
pages stands in data attributes around the map, so that one script serves every page.
"""

import folium
from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

MAX_ZOOM = 19


class RegisterMap(folium.Map):
    """Folium's map without its header: no inline style or script, no fixed viewport, no CDN."""

    _template = Template(
        """
        {% macro header(this, kwargs) %}{% endmacro %}
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = startMap({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }},
            ...{{ this.options|tojavascript }}
        });
        L.control.scale().addTo({{ this.get_name() }});
        {% endmacro %}
        """
    )
    default_js = []
    default_css = []


class Outlines(Layer):
    """The outlines of all localities of one kind, fetched from the API."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = outlines({{ this._parent.get_name() }}, {{ this.kind|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, kind: str, name: str, *, control: bool = True) -> None:
        super().__init__(name=name, overlay=True, control=control)
        self._name = "Outlines"
        self.kind = kind


class Highlight(Layer):
    """The boundary of the locality that the page is about."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = highlight({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(overlay=True, control=False)
        self._name = "Highlight"


class AssetCluster(Layer):
    """The assets, fetched page by page from the API and clustered."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = assetCluster({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(overlay=True, control=False)
        self._name = "AssetCluster"


class KindFilter(MacroElement):
    """The choice of families and kinds, built outside the map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        kindFilter({{ this._parent.get_name() }}, {{ this.assets.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, assets: AssetCluster) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "KindFilter"
        self.assets = assets


class ForWhomFilter(MacroElement):
    """Lets the page's form for whom things are narrow the map instead of loading another page."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        forWhomFilter({{ this._parent.get_name() }}, {{ this.assets.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, assets: AssetCluster) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "ForWhomFilter"
        self.assets = assets


class PostcodeSearch(MacroElement):
    """Lets the page's search form move the map instead of loading another page."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        postcodeSearch({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PostcodeSearch"
