// The assets: fetched in pages, clustered, added a few hundred at a time so that the page stays
// responsive, and filtered without being fetched again.

const AT_ONCE = 1000;

function isWanted(wish, { id, properties: { family, kind } }) {
  return (
    (!wish.families || wish.families.has(family)) &&
    (!wish.kind || wish.kind === kind) &&
    (!wish.ids || wish.ids.has(id))
  );
}

function assetCluster(map) {
  const cluster = L.markerClusterGroup({
    iconCreateFunction: clusterPin,
    animate: !reducedMotion,
    maxClusterRadius: 50,
    showCoverageOnHover: false,
    spiderfyOnMaxZoom: false,
    zoomToBoundsOnClick: false,
  });
  cluster.markers = [];
  cluster.wish = { families: null, kind: told(map).kind || null, ids: null };
  cluster.turn = 0;
  answerClicks(map, cluster);
  loadAssets(map, cluster).catch((problem) => say(problem.message));
  return cluster;
}

async function loadAssets(map, cluster) {
  const known = await kindsKnown;
  let placeless = 0;
  let pending = getJson(told(map).assetsUrl);
  while (pending) {
    const answer = await pending;
    pending = answer.next ? getJson(answer.next) : null;
    const features = answer.features || [answer];
    const placed = features.filter((feature) => feature.geometry);
    placeless += features.length - placed.length;
    const markers = placed.map((feature) => marker(feature, known));
    cluster.markers.push(...markers);
    cluster.addLayers(markers.filter((one) => isWanted(cluster.wish, one.feature)));
    say(`Loading: ${plural(cluster.markers.length, "asset", "assets")} so far.`);
  }
  cluster.placeless = placeless;
  cluster.isLoaded = true;
  cluster.fire("loaded");
  sayShown(cluster);
}

function marker(feature, known) {
  const { name, family, kind } = feature.properties;
  const [lon, lat] = feature.geometry.coordinates;
  const singular = known.kinds.get(kind)?.singular || kind;
  const icon = new Pin({ family: known.families.get(family), label: `${name}, ${singular}` });
  const made = L.marker([lat, lon], { icon, title: name });
  made.feature = feature;
  return made;
}

function sayShown(cluster) {
  const shown = cluster.markers.filter((one) => isWanted(cluster.wish, one.feature));
  const rest = cluster.placeless
    ? ` ${plural(cluster.placeless, "has", "have")} no place on the map.`
    : "";
  say(`${plural(shown.length, "asset", "assets")} on the map.${rest}`);
}

// Shows what is wished for; a newer wish stops an older one that is still being shown.
async function showWished(cluster) {
  const turn = ++cluster.turn;
  const wanted = cluster.markers.filter((one) => isWanted(cluster.wish, one.feature));
  cluster.clearLayers();
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    cluster.addLayers(wanted.slice(start, start + AT_ONCE));
    await new Promise((resume) => setTimeout(resume));
    if (turn !== cluster.turn) return;
  }
  sayShown(cluster);
}

function isPressed(event) {
  return event.type === "click" || ["Enter", " "].includes(event.originalEvent?.key);
}

function answerClicks(map, cluster) {
  const openOne = async (event) => {
    if (!isPressed(event) || !event.layer.feature) return;
    event.originalEvent?.preventDefault();
    openPopup(map, event.layer, onePopup(event.layer.feature, await kindsKnown));
  };
  const openMany = async (event) => {
    if (event.type !== "clusterclick" && !isPressed(event)) return;
    event.originalEvent?.preventDefault();
    const group = event.layer;
    if (isOneSpot(group) || map.getZoom() >= map.getMaxZoom()) {
      const features = group.getAllChildMarkers().map((one) => one.feature);
      openPopup(map, group, listPopup(features, await kindsKnown));
      return;
    }
    map.once("moveend", () => {
      say(`Zoomed in on ${plural(group.getChildCount(), "asset", "assets")}.`);
      map.getContainer().focus({ preventScroll: true });
    });
    group.zoomToBounds({ padding: [20, 20] });
  };
  cluster.on("click keydown", openOne);
  cluster.on("clusterclick clusterkeydown", openMany);
}
