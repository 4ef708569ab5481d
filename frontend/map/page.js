// What the page tells the map: data attributes around it, a status line and fetched JSON.

const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function told(map) {
  return map.getContainer().closest("[data-asset-map]").dataset;
}

function say(text) {
  const line = document.querySelector("[data-map-status]");
  if (line) line.textContent = text;
}

function plural(count, one, many) {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Answers JSON, or throws an error whose message can be shown: the problem's own sentence.
async function getJson(address) {
  const url = new URL(address, window.location.href);
  let response;
  try {
    // Only the path: a link that names another host than this page's could not be followed.
    response = await fetch(url.pathname + url.search, { headers: { Accept: "application/json" } });
  } catch {
    throw new Error("The register cannot be reached. Check your connection and try again.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(body.detail || "The register could not answer. Try again in a minute.");
  }
  return body;
}

function numbers(text) {
  return text ? text.split(",").map(Number) : null;
}

function startMap(id, options) {
  const container = document.getElementById(id);
  const view = container.closest("[data-asset-map]").dataset;
  const map = L.map(container, {
    ...options,
    zoomAnimation: !reducedMotion,
    fadeAnimation: !reducedMotion,
    markerZoomAnimation: !reducedMotion,
  });
  // Names of areas lie over their outlines but under the pins.
  map.createPane("names").style.zIndex = 450;
  map.attributionControl.setPrefix(false);
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", view.label);
  // Leaflet listens for Escape only while the map itself has the focus.
  container.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  look(map, numbers(view.bounds), numbers(view.at));
  return map;
}

function look(map, bounds, at) {
  if (bounds) {
    const [west, south, east, north] = bounds;
    map.fitBounds([[south, west], [north, east]], { padding: [10, 10] });
  } else if (at) {
    map.setView([at[1], at[0]], 16);
  }
}

const kindsKnown = getJson("/api/v1/kinds")
  .catch(() => ({ families: [], kinds: [] }))
  .then((answer) => ({
    families: new Map(answer.families.map((family) => [family.slug, family])),
    kinds: new Map(answer.kinds.map((kind) => [kind.slug, kind])),
  }));
