// One message after the other by keys: a label is posted, and the next message put in its place.

const told = document.getElementById("told");
let marks = [];

const part = (name) => document.getElementById(name);

// Positions are counted in characters, as the server counts them, not in UTF-16 units.
function position(text, units) {
  return [...text.slice(0, units)].length;
}

function showMarks() {
  const list = part("marks");
  list.replaceChildren(
    ...marks.map((mark) => {
      const item = document.createElement("li");
      const remove = document.createElement("button");
      item.textContent = `${mark.words}: ${mark.name} `;
      remove.type = "button";
      remove.className = "plain";
      remove.textContent = list.dataset.remove;
      remove.addEventListener("click", () => {
        marks = marks.filter((other) => other !== mark);
        showMarks();
      });
      item.append(remove);
      return item;
    }),
  );
  const kept = JSON.stringify(marks.map(({ entity, start, end }) => ({ entity, start, end })));
  for (const field of document.querySelectorAll("[data-marks]")) field.value = kept;
}

function mark(choice) {
  const words = part("words");
  const { selectionStart: from, selectionEnd: to, value } = words;
  if (choice.value && to > from) {
    const name = choice.selectedOptions[0].textContent;
    marks.push({ entity: choice.value, start: position(value, from), end: position(value, to), words: value.slice(from, to), name });
    showMarks();
  }
  choice.value = "";
  words.focus();
}

function take(fresh, address) {
  part("work").replaceChildren(...fresh.getElementById("work").childNodes);
  told.textContent = fresh.getElementById("told").textContent.trim();
  history.replaceState(null, "", new URL(address).pathname);
  marks = [];
  part("said")?.focus();
}

async function send(form) {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (answer.status === 401 || answer.url.includes("/sign-in")) location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (fresh.getElementById("work")) take(fresh, answer.url);
  else location.reload();
}

document.addEventListener("submit", (event) => {
  if (!event.target.closest("#work")) return;
  event.preventDefault();
  send(event.target);
});

document.addEventListener("change", (event) => {
  if (event.target.id === "entity") mark(event.target);
  if (event.target.id !== "alike") return;
  for (const field of document.querySelectorAll("[data-alike]")) field.value = event.target.checked ? "yes" : "";
});

function step(by) {
  const lines = [...document.querySelectorAll(".queue a")];
  const at = lines.indexOf(document.activeElement);
  lines[Math.min(Math.max(at + by, 0), lines.length - 1)]?.focus();
}

function open(summary) {
  const details = summary.parentElement;
  details.open = true;
  details.querySelector("input:not([type=hidden]), textarea, select").focus();
}

function press(element) {
  if (element.matches("summary")) open(element);
  else if (element.matches("input")) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input:not([type=checkbox]), textarea:not([readonly]), select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "j" || event.key === "k") return step(event.key === "j" ? 1 : -1);
  const element = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!element) return;
  event.preventDefault();
  press(element);
});
