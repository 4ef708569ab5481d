// Pins and clusters: a shape, a letter and a colour for each family, drawn without any HTML text.

const SVG = "http://www.w3.org/2000/svg";
const PLAIN = { outline: "M12 1a11 11 0 1 0 0 22a11 11 0 1 0 0-22z", glyph: "", colour: "#0b5351" };

function drawn(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function familyMark(family, size) {
  const { outline = PLAIN.outline, glyph, colour } = family || PLAIN;
  const svg = drawn("svg", {
    width: size, height: size, viewBox: "-1 -1 26 26", "aria-hidden": "true", focusable: "false",
  });
  const letter = drawn("text", {
    x: 12, y: 16.5, "text-anchor": "middle", "font-size": 12, "font-weight": 700, fill: "#ffffff",
  });
  letter.textContent = glyph;
  svg.append(
    drawn("path", { d: outline, fill: colour, stroke: "#ffffff", "stroke-width": 1.5 }),
    letter,
  );
  return svg;
}

const Pin = L.DivIcon.extend({
  options: { className: "asset-pin", iconSize: [28, 28], popupAnchor: [0, -12] },
  createIcon(old) {
    const icon = L.DivIcon.prototype.createIcon.call(this, old);
    icon.replaceChildren(familyMark(this.options.family, 28));
    icon.setAttribute("aria-label", this.options.label);
    return icon;
  },
});

const ClusterPin = L.DivIcon.extend({
  options: { className: "asset-cluster" },
  createIcon(old) {
    const icon = L.DivIcon.prototype.createIcon.call(this, old);
    icon.textContent = this.options.count.toLocaleString("en-GB");
    icon.setAttribute("aria-label", this.options.label);
    return icon;
  },
});

function isOneSpot(cluster) {
  const bounds = cluster.getBounds();
  return bounds.getSouthWest().equals(bounds.getNorthEast());
}

function clusterPin(cluster) {
  const count = cluster.getChildCount();
  const size = count < 100 ? 40 : count < 1000 ? 46 : 54;
  const todo = isOneSpot(cluster) ? "open the list" : "zoom in";
  return new ClusterPin({
    count, label: `${plural(count, "asset", "assets")} here, ${todo}`, iconSize: [size, size],
  });
}
