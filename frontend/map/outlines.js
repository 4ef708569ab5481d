// Outlines of localities, with their names, and the boundary that the page is about.

const LINES = {
  ward: { color: "#0b5351", weight: 2, fillOpacity: 0.03 },
  town_centre: { color: "#7a3e00", weight: 2, dashArray: "2 5", fillOpacity: 0.08 },
  neighbourhood: { color: "#5a3d7a", weight: 2, dashArray: "8 4", fillOpacity: 0.06 },
};
const BOLD = { color: "#0b0c0c", weight: 4, fillColor: "#0a6b5d", fillOpacity: 0.08 };
const NAMED_FROM_ZOOM = { ward: 12, town_centre: 14, neighbourhood: 13 };

function areaName(text) {
  const name = element("span");
  name.textContent = text;
  return name;
}

function outlines(map, kind) {
  const layer = L.geoJSON(null, { style: LINES[kind], interactive: false });
  if ((told(map).outlines || "").split(" ").includes(kind)) {
    getJson(`/api/v1/localities?kind=${kind}`)
      .then((areas) => {
        layer.addData(areas);
        layer.eachLayer((area) => nameArea(area, kind));
        lookAtAll(map, layer);
      })
      .catch((problem) => say(problem.message));
  }
  const nameByZoom = () => {
    map.getContainer().classList.toggle(`no-${kind}-names`, map.getZoom() < NAMED_FROM_ZOOM[kind]);
  };
  map.on("zoomend", nameByZoom);
  map.whenReady(nameByZoom);
  return layer;
}

function nameArea(area, kind) {
  area.bindTooltip(areaName(area.feature.properties.name), {
    pane: "names", permanent: true, direction: "center", interactive: false, className: `area-name is-${kind}`,
  });
}

function lookAtAll(map, layer) {
  const view = told(map);
  const isLooking = view.bounds || view.at || view.highlight || map.hasLooked;
  if (isLooking || !layer.getBounds().isValid()) return;
  map.hasLooked = true;
  map.fitBounds(layer.getBounds());
}

function highlight(map) {
  const layer = L.geoJSON(null, { style: BOLD, interactive: false });
  const { highlight: key, bounds } = told(map);
  if (!key) return layer;
  const [kind, slug] = key.split(":");
  getJson(`/api/v1/localities/${encodeURIComponent(kind)}/${encodeURIComponent(slug)}`)
    .then((area) => {
      layer.addData(area);
      if (!bounds) map.fitBounds(layer.getBounds(), { padding: [10, 10] });
    })
    .catch((problem) => say(problem.message));
  return layer;
}
