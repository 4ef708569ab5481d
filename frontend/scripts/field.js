// "Use where I am" on the builder's form: fills three hidden fields, and says so.

const box = document.querySelector("[data-where]");
const fields = ["lon", "lat", "accuracy_metres"].map((name) =>
  document.querySelector(`input[name="${name}"]`),
);

function say(text) {
  box.querySelector("[data-where-status]").textContent = text;
}

function keep({ coords }) {
  const values = [coords.longitude.toFixed(6), coords.latitude.toFixed(6), Math.ceil(coords.accuracy)];
  fields.forEach((field, index) => {
    field.value = values[index];
  });
  say(`We have your place, to about ${values[2]} metres. You can leave the postcode empty.`);
  box.querySelector("[data-where-clear]").hidden = false;
}

function clear() {
  for (const field of fields) field.value = "";
  box.querySelector("[data-where-clear]").hidden = true;
  say("Your place is forgotten. Type a postcode instead.");
}

function refused(problem) {
  const isDenied = problem.code === problem.PERMISSION_DENIED;
  say(
    isDenied
      ? "Your phone did not let us see where you are. Type a postcode instead."
      : "We could not find where you are. Try again, or type a postcode.",
  );
}

if (box && navigator.geolocation && window.isSecureContext) {
  box.hidden = false;
  box.querySelector("[data-where-find]").addEventListener("click", () => {
    say("Finding where you are.");
    navigator.geolocation.getCurrentPosition(keep, refused, {
      enableHighAccuracy: true,
      timeout: 20000,
      maximumAge: 30000,
    });
  });
  box.querySelector("[data-where-clear]").addEventListener("click", clear);
  if (fields[0].value) box.querySelector("[data-where-clear]").hidden = false;
}
