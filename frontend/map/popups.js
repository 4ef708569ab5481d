// Popups are built from nodes and text, never from HTML, and take and give back the focus.

const LISTED_AT_MOST = 60;

function whereInWords(precision) {
  return {
    ward: "Somewhere in this ward. We do not show the exact place.",
    postcode: "Shown at its postcode, not the exact place.",
    street: "Shown at its street, not the exact place.",
  }[precision];
}

function assetLink(properties) {
  const link = element("a", { href: `/assets/${encodeURIComponent(properties.slug)}` });
  link.textContent = properties.name;
  return link;
}

function line(text) {
  const made = element("p");
  made.textContent = text;
  return made;
}

function onePopup(feature, known) {
  const { kind, precision } = feature.properties;
  const node = element("div", {}, element("h3", {}, assetLink(feature.properties)));
  node.append(line(capital(known.kinds.get(kind)?.singular || kind)));
  const where = whereInWords(precision);
  if (where) node.append(line(where));
  return node;
}

function listPopup(features, known) {
  const heading = element("h3", { tabindex: "-1" });
  heading.textContent = `${plural(features.length, "asset", "assets")} shown at this spot`;
  const list = element("ul");
  const sorted = [...features].sort((a, b) => a.properties.name.localeCompare(b.properties.name));
  for (const { properties } of sorted.slice(0, LISTED_AT_MOST)) {
    const kind = known.kinds.get(properties.kind)?.singular || properties.kind;
    list.append(element("li", {}, assetLink(properties), ` (${kind})`));
  }
  const node = element("div", {}, heading);
  const precisions = new Set(features.map((feature) => feature.properties.precision));
  if (precisions.size === 1 && whereInWords([...precisions][0])) {
    node.append(line(whereInWords([...precisions][0])));
  }
  node.append(list);
  const more = sorted.length - LISTED_AT_MOST;
  if (more > 0) node.append(line(`And ${more} more: see the list below the map.`));
  return node;
}

// Keeps popups clear of the controls: beside them, or below them where the map is narrow.
function room(map) {
  const width = map.getSize().x;
  if (width < 480) {
    return { maxWidth: width - 60, autoPanPaddingTopLeft: [8, 84], autoPanPaddingBottomRight: [8, 30] };
  }
  return { maxWidth: 300, autoPanPaddingTopLeft: [60, 20], autoPanPaddingBottomRight: [70, 20] };
}

function openPopup(map, layer, node) {
  const opener = layer.getElement?.() || layer._icon;
  const popup = L.popup({ offset: [0, -10], minWidth: 160, ...room(map) })
    .setLatLng(layer.getLatLng())
    .setContent(node);
  popup.on("remove", () => {
    const held = popup.getElement()?.contains(document.activeElement);
    if (!held && document.activeElement !== document.body) return;
    const back = opener?.isConnected ? opener : map.getContainer();
    back.focus({ preventScroll: true });
  });
  popup.openOn(map);
  const box = popup.getElement();
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", "About this place");
  // The browser's own scrolling would shift the map inside its frame.
  (node.querySelector("[tabindex], a") || box).focus({ preventScroll: true });
  map.getContainer().scrollIntoView({ block: "nearest" });
}
