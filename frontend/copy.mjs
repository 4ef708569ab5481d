// Puts the packages' own scripts and styles beside ours, so that nothing comes from elsewhere.
import { cp, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, "frontend", "static", "built");
const copies = {
  "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.js",
  "leaflet/dist/leaflet.js": "leaflet.js",
  "leaflet/dist/leaflet.css": "leaflet.css",
  "leaflet/dist/images/layers.png": "images/layers.png",
  "leaflet/dist/images/layers-2x.png": "images/layers-2x.png",
  "leaflet/dist/images/marker-icon.png": "images/marker-icon.png",
  "leaflet.markercluster/dist/leaflet.markercluster.js": "leaflet.markercluster.js",
  "leaflet.markercluster/dist/MarkerCluster.css": "markercluster.css",
};

await mkdir(join(built, "images"), { recursive: true });
for (const [from, to] of Object.entries(copies)) {
  await cp(join(root, "node_modules", from), join(built, to));
}
