// The offers follow the sliders: the page is fetched again with what is set, and its list put in place.

const sliders = document.getElementById("sliders");
const list = document.getElementById("offers");
let waiting;
let latest = 0;

function query() {
  const asked = new URLSearchParams(new FormData(sliders));
  for (const name of ["installments", "days"]) if (asked.get(name) === "0") asked.delete(name);
  return asked;
}

async function compute() {
  const mine = ++latest;
  const address = `?${query()}`;
  const answer = await fetch(address);
  if (!answer.ok || mine !== latest) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  list.replaceChildren(...fresh.getElementById("offers").childNodes);
  history.replaceState(null, "", address);
}

sliders.addEventListener("input", (event) => {
  const output = sliders.querySelector(`output[for="${event.target.id}"]`);
  if (output) output.textContent = event.target.value === "0" ? "" : event.target.value;
  clearTimeout(waiting);
  waiting = setTimeout(compute, 120);
});

sliders.addEventListener("submit", (event) => {
  event.preventDefault();
  compute();
});
