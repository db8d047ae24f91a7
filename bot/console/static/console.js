// Keeps a page fresh: when something changed, the page is fetched again and what differs is put in its place.

const page = document.querySelector("[data-live]");
const transcript = document.getElementById("transcript");
const composer = document.getElementById("composer");

function localizeTimes(root) {
  for (const time of root.querySelectorAll("time")) {
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }
}

function isBusy(element) {
  const active = document.activeElement;
  return element.contains(active) && active.matches("input:not([type=hidden]), textarea, select");
}

function take(fresh) {
  localizeTimes(fresh);
  document.title = fresh.title;
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const next = fresh.getElementById(old.id);
    if (!next) continue;
    keepOpen(old, next);
    if (next.innerHTML !== old.innerHTML && !isBusy(old)) old.replaceChildren(...next.childNodes);
    Object.assign(old.dataset, next.dataset);
    old.hidden = next.hidden;
  }
  document.dispatchEvent(new Event("fresh"));
  if (!transcript) return;
  addNew(fresh);
  document.getElementById("lock").disabled = fresh.getElementById("lock").disabled;
}

// What a reader has folded out stays so.
function keepOpen(old, next) {
  const before = old.querySelectorAll("details");
  next.querySelectorAll("details").forEach((one, at) => { one.open = before[at]?.open ?? one.open; });
}

// Only what is new is added, so that a screen reader reads only that.
function addNew(fresh) {
  const atEnd = transcript.scrollHeight - transcript.scrollTop - transcript.clientHeight < 100;
  let before = null;
  for (const said of fresh.querySelectorAll("#transcript > article")) {
    const known = document.getElementById(said.id);
    if (known) keepOpen(known, said);
    if (known && known.innerHTML !== said.innerHTML) known.replaceChildren(...said.childNodes);
    if (!known) before ? before.after(said) : transcript.prepend(said);
    before = document.getElementById(said.id);
  }
  if (atEnd) transcript.scrollTop = transcript.scrollHeight;
}

async function fetchPage(url, options) {
  const answer = await fetch(url, options);
  if (answer.url.includes("/sign-in") || answer.status === 401) location.reload();
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

let wanted = false;
let fetching = false;
async function refresh() {
  wanted = true;
  if (fetching) return;
  fetching = true;
  try {
    while (wanted) {
      wanted = false;
      take(await fetchPage(location.pathname + location.search.replace(/[?&]problem=\w+/, "")));
    }
  } catch {
    // Offline: the next event, after the browser has reconnected, brings the page up to date.
  } finally {
    fetching = false;
  }
}

// A sign lasts a little longer than the pause between two of them.
let typingEnds;
function showTyping() {
  const sign = document.getElementById("typing");
  sign.hidden = false;
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => { sign.hidden = true; }, 6000);
}

function connect() {
  const source = new EventSource(page.dataset.live);
  source.addEventListener("changed", refresh);
  source.addEventListener("ready", refresh);
  source.addEventListener("typing", showTyping);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 5000);
  });
}

composer?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = composer.elements.text;
  if (!text.value.trim()) return;
  const button = composer.querySelector("button");
  button.disabled = true;
  try {
    const fresh = await fetchPage(composer.action, { method: "POST", body: new URLSearchParams(new FormData(composer)) });
    take(fresh);
    if (!fresh.querySelector("#problem [role=alert]")) {
      text.value = "";
      lint.hidden = true;
      composer.elements.override.value = "";
      composer.elements.key.value = fresh.getElementById("composer").elements.key.value;
    }
  } finally {
    button.disabled = false;
    text.focus();
  }
});

composer?.elements.text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) composer.requestSubmit();
});

// What must never be said is shown while it is written, and goes out only with a reason.
const lint = document.getElementById("lint");
let looking;
async function look() {
  const form = new URLSearchParams({ csrf: composer.elements.csrf.value, text: composer.elements.text.value });
  const answer = await fetch(lint.dataset.url, { method: "POST", body: form });
  if (!answer.ok) return;
  const words = JSON.parse(lint.dataset.words);
  const { findings } = await answer.json();
  lint.hidden = findings.length === 0;
  document.getElementById("found").textContent = findings.map((one) => `“${one.words}” (${words[one.rule] ?? one.rule})`).join(", ");
  if (lint.hidden) composer.elements.override.value = "";
}

let toldOfTyping = 0;
function tellOfTyping() {
  if (Date.now() - toldOfTyping < 4000 || !composer.elements.text.value) return;
  toldOfTyping = Date.now();
  const form = new URLSearchParams({ csrf: composer.elements.csrf.value });
  fetch(composer.dataset.typing, { method: "POST", body: form }).catch(() => {});
}

composer?.elements.text.addEventListener("input", () => {
  tellOfTyping();
  clearTimeout(looking);
  looking = setTimeout(look, 300);
});

document.getElementById("canned")?.addEventListener("change", (event) => {
  const text = composer.elements.text;
  text.value = text.value ? `${text.value}\n${event.target.value}` : event.target.value;
  event.target.value = "";
  text.focus();
  look();
});

localizeTimes(document);
if (transcript) transcript.scrollTop = transcript.scrollHeight;
if (page) connect();
