// The choice of families and kinds, beside the map so that it is easy to reach by keyboard.

function kindFilter(map, cluster) {
  const place = document.querySelector("[data-map-filter]");
  if (!place) return;
  cluster.once("loaded", async () => {
    const known = await kindsKnown;
    const counts = counted(cluster.markers.map((one) => one.feature.properties));
    const families = [...known.families.values()].filter((one) => counts.family.has(one.slug));
    if (!families.length) return;
    const boxes = families.map((family) => familyBox(family, counts.family.get(family.slug)));
    const select = kindSelect(families, known, counts.kind, cluster.wish.kind);
    const wish = () => {
      const chosen = boxes.filter((box) => box.input.checked).map((box) => box.input.value);
      cluster.wish = { ...cluster.wish, families: new Set(chosen), kind: select.value || null };
      map.closePopup();
      showWished(cluster);
    };
    for (const box of boxes) box.input.addEventListener("change", wish);
    select.addEventListener("change", wish);
    place.replaceChildren(fieldset(boxes), selectGroup(select));
  });
}

function counted(all) {
  const counts = { family: new Map(), kind: new Map() };
  for (const properties of all) {
    for (const key of ["family", "kind"]) {
      counts[key].set(properties[key], (counts[key].get(properties[key]) || 0) + 1);
    }
  }
  return counts;
}

function familyBox(family, count) {
  const input = element("input", { type: "checkbox", value: family.slug });
  input.checked = true;
  const words = `${family.name || family.label} (${count.toLocaleString("en-GB")})`;
  const label = element("label", { class: "family-choice" }, input, familyMark(family, 24), words);
  return { input, label };
}

function fieldset(boxes) {
  const legend = element("legend", {}, "Show on the map");
  const choices = element("div", { class: "family-choices" }, ...boxes.map((box) => box.label));
  return element("fieldset", {}, legend, choices);
}

function kindSelect(families, known, counts, chosen) {
  const select = element("select", { id: "map-kind", class: "govuk-select" });
  select.append(element("option", { value: "" }, "Every kind"));
  for (const family of families) {
    const group = element("optgroup", { label: family.name || family.label });
    for (const kind of known.kinds.values()) {
      if (kind.family !== family.slug || !counts.has(kind.slug)) continue;
      const words = `${capital(kind.plural)} (${counts.get(kind.slug).toLocaleString("en-GB")})`;
      group.append(element("option", { value: kind.slug }, words));
    }
    select.append(group);
  }
  select.value = chosen || "";
  return select;
}

function selectGroup(select) {
  const label = element("label", { class: "govuk-label", for: "map-kind" }, "Only one kind");
  return element("div", { class: "govuk-form-group" }, label, select);
}
