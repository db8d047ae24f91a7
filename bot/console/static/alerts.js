// Sound and a desktop notification when somebody in crisis waits; keys to work the list without a mouse.

const page = document.querySelector("[data-crisis]");
const button = document.getElementById("alerts");
let audio = null;
let known = waiting();

function waiting() {
  return Number(document.querySelector("[data-crises]")?.dataset.crises ?? 0);
}

function sound() {
  if (!audio) return;
  for (const [start, pitch] of [[0, 880], [0.25, 660], [0.5, 880]]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.2;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + 0.2);
  }
}

// Without a name or a word of what was said: it shows on a screen that others may see.
function alarm() {
  sound();
  if (window.Notification?.permission === "granted") new Notification(page.dataset.crisis, { tag: "crisis", requireInteraction: true });
}

button?.addEventListener("click", async () => {
  audio = new AudioContext();
  sound();
  if (window.Notification?.permission === "default") await Notification.requestPermission();
  button.setAttribute("aria-pressed", "true");
});

// For supervisors: who was there in a crisis needs somebody who sends them for a break.
const tired = document.getElementById("tired");
let knownTired = Number(tired?.dataset.tired ?? 0);
function ping() {
  const now = Number(tired?.dataset.tired ?? 0);
  if (now > knownTired && window.Notification?.permission === "granted") new Notification(tired.dataset.words, { tag: "break" });
  knownTired = now;
}

document.addEventListener("fresh", () => {
  const now = waiting();
  if (now > known) alarm();
  known = now;
  ping();
});

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => document.getElementById("q")?.focus(),
  r: () => document.getElementById("text")?.focus(),
  n: () => document.getElementById("note")?.focus(),
  i: () => location.assign("/console/"),
};

function step(by) {
  const lines = [...document.querySelectorAll(".lines .line a")];
  const at = lines.indexOf(document.activeElement);
  lines[Math.min(Math.max(at + by, 0), lines.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input, textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
