// The page's form for whom things are, answered on the map instead of by another page.

function forWhomFilter(map, cluster) {
  const form = document.querySelector("form[data-map-for-whom]");
  // A page that was narrowed by the server holds nothing else: the form then loads the page anew.
  if (!form || askedFor(new URL(told(map).assetsUrl, window.location.href).searchParams).size) return;
  let turn = 0;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const now = ++turn;
    const asked = askedFor(new FormData(form));
    try {
      const ids = asked.size ? await idsFor(map, asked) : null;
      if (now !== turn) return;
      cluster.wish = { ...cluster.wish, ids };
      map.closePopup();
      sayForWhom(asked);
      window.history.replaceState(null, "", asked.size ? `/map?${asked}` : "/map");
      await showWished(cluster);
    } catch (problem) {
      if (now === turn) say(problem.message);
    }
  });
}

function askedFor(given) {
  const asked = new URLSearchParams();
  for (const name of ["group", "age"]) {
    const value = (given.get(name) || "").trim();
    if (value) asked.set(name, value);
  }
  return asked;
}

async function idsFor(map, asked) {
  const first = new URL(told(map).assetsUrl, window.location.href);
  for (const [name, value] of asked) first.searchParams.set(name, value);
  const ids = new Set();
  for (let next = first; next; ) {
    const answer = await getJson(next);
    for (const feature of answer.features) ids.add(feature.id);
    next = answer.next;
  }
  return ids;
}

// As the server says it of a page that it has narrowed.
function sayForWhom(asked) {
  const place = document.querySelector("[data-for-whom-said]");
  if (!asked.size) {
    place.replaceChildren();
    return;
  }
  const list = element("a", { class: "govuk-link", href: `/search?${asked}` }, "See it as a list");
  const all = element("a", { class: "govuk-link", href: "/map" }, "show everything");
  const line = element("p", { class: "govuk-body" });
  line.append("The map shows only what is for them. ", list, ", or ", all, ".");
  place.replaceChildren(line);
}
