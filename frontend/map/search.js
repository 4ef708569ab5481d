// The page's postcode form, answered on the map instead of by another page.

const LOCATE = "/api/v1/localities/containing";

function postcodeSearch(map) {
  const form = document.querySelector("form[data-map-search]");
  if (!form) return;
  const input = form.elements.namedItem("postcode");
  let spot = null;
  const show = async (question) => {
    try {
      const answer = await getJson(`${LOCATE}?${new URLSearchParams(question)}`);
      clearProblem(form, input);
      spot?.remove();
      spot = showSpot(map, answer);
      sayFound(form, foundInWords(answer));
      renewAnswers(question.postcode);
    } catch (problem) {
      showProblem(form, input, problem.message);
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) showProblem(form, input, "Type a postcode first.");
    else show({ postcode: input.value.trim() });
  });
  addNearMe(form, input, show);
  if (input.value.trim() && !input.matches(".govuk-input--error")) {
    show({ postcode: input.value.trim() });
  }
}

function showSpot(map, { point }) {
  map.hasLooked = true;
  const at = [point.lat, point.lon];
  map.setView(at, 15, { animate: !reducedMotion });
  const ring = { radius: 12, color: "#0b0c0c", weight: 4, fill: false, interactive: false };
  return L.circleMarker(at, ring).addTo(map);
}

function foundInWords({ localities }) {
  const ward = localities.find((one) => one.kind === "ward");
  if (!ward) return "That place is outside this area.";
  const centre = localities.find((one) => one.kind === "town_centre");
  return `That is in the ward ${ward.name}${centre ? `, near ${centre.name} town centre` : ""}.`;
}

// What the server said of an earlier postcode gives way to a link to the same for this one.
function renewAnswers(postcode = "") {
  const old = [...document.querySelectorAll("[data-answer]")];
  if (!old.length || old.every((one) => one.dataset.answer === postcode)) return;
  for (const one of old) {
    one.dataset.answer = postcode;
    one.replaceChildren();
  }
  if (!postcode) return;
  const href = `/map?${new URLSearchParams({ postcode })}`;
  const link = element("a", { class: "govuk-link", href }, `List what is near ${postcode}`);
  old[0].append(element("p", { class: "govuk-body" }, link));
}

// A line of its own: assets that arrive later are counted on the map's line.
function sayFound(form, text) {
  form.querySelector("[data-found]").textContent = text;
}

function problemLine(form) {
  return form.querySelector("[data-problem]");
}

function showProblem(form, input, message) {
  const line = problemLine(form);
  sayFound(form, "");
  line.textContent = message;
  line.hidden = false;
  input.classList.add("govuk-input--error");
  input.setAttribute("aria-invalid", "true");
  input.focus();
}

function clearProblem(form, input) {
  problemLine(form).hidden = true;
  input.classList.remove("govuk-input--error");
  input.removeAttribute("aria-invalid");
}

function addNearMe(form, input, show) {
  if (!navigator.geolocation || !window.isSecureContext) return;
  const button = element("button", { type: "button", class: "govuk-button govuk-button--secondary" });
  button.textContent = "Use where I am";
  button.addEventListener("click", () => {
    sayFound(form, "Finding where you are.");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => show({ lon: coords.longitude.toFixed(5), lat: coords.latitude.toFixed(5) }),
      () => showProblem(form, input, "We could not find where you are. Type a postcode instead."),
      { timeout: 15000, enableHighAccuracy: true },
    );
  });
  form.querySelector(".inline-form").append(button);
}
