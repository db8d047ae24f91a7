import { Mailbox, fetchEarlier, listen, post } from "./link.js";
import { Log } from "./log.js";
import { ProofForm } from "./proof.js";
import { say, speak } from "./words.js";

const $ = (id) => document.getElementById(id);
const root = document.documentElement;

let state = { answerer: "assistant", agent: null, hidden: null };
let isLost = false;

const log = new Log($("log"), $("newer"), { onChoice: (token, title) => write({ button: token }, title) });
const mailbox = new Mailbox((id, outcome) => log.report(id, outcome));
const proof = new ProofForm($("proof"), { onProof: (data) => mailbox.put("proof", stamped(data)) });

function stamped(data) {
  return { id: newId(), locale: root.dataset.locale, ...data };
}

// randomUUID exists on secure pages only; the address may be a plain one in a lender's own network.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((id, at) => `${id.slice(0, at)}-${id.slice(at)}`, hex);
}

function write(data, shown) {
  const message = stamped(data);
  if (shown) log.expect(message.id, shown);
  mailbox.put("messages", message);
}

function showState() {
  const line = { assistant: "with_assistant", queue: "in_queue", agent: "with_agent" }[state.answerer];
  $("state").textContent = say(line, { name: state.agent });
  root.dataset.answerer = state.answerer;
  $("hidden").hidden = !state.hidden;
  $("ask-person").hidden = state.answerer !== "assistant";
}

function notice(name) {
  $("notice").hidden = !name;
  $("notice").textContent = name ? say(name) : "";
}

function onLost() {
  isLost = true;
  notice("lost");
}

function onBack() {
  mailbox.hurry();
  if (!isLost) return;
  isLost = false;
  notice("regained");
  setTimeout(() => { if (!isLost) notice(null); }, 4000);
}

async function changeLanguage(locale) {
  await speak(locale);
  $("language").value = locale;
  proof.arrange();
  showState();
}

// While the first of several messages asks and the last does not, there is nothing left to prove.
function showProofForm() {
  if (proof.show(Boolean(log.latestFromUs?.asks_for_proof))) log.toEnd();
}

const connect = () => listen({
  onMessage: (message) => { log.add(message); showProofForm(); },
  onState: async (next) => {
    const turned = state.hidden !== null && state.hidden !== next.hidden;
    state = next;
    if (turned) {
      log.clear();
      stream.again();
    }
    if (next.locale !== root.dataset.locale) await changeLanguage(next.locale);
    showState();
  },
  onTyping: () => { if (state.answerer !== "queue") log.showTyping(state.agent); },
  onReady: ({ empty, more }) => { onBack(); $("earlier").hidden = !more; greetOnce(empty); },
  onLost,
});

// A link's token is proof: it leaves the address bar before anything else happens.
function takeLink() {
  const address = new URL(location.href);
  const link = address.searchParams.get("start");
  if (!link) return null;
  address.searchParams.delete("start");
  history.replaceState(null, "", address);
  return link;
}

let greeted = false;
function greetOnce(isEmpty) {
  if (greeted) return;
  greeted = true;
  if (link) mailbox.put("proof", stamped({ link }));
  else if (isEmpty) write({ command: "start" });
}

const text = $("text");

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
}

// Whoever writes back sees that something is coming; the assistant has no use for it.
let toldOfTyping = 0;
function tellOfTyping() {
  if (state.answerer !== "agent" || !text.value || Date.now() - toldOfTyping < 4000) return;
  toldOfTyping = Date.now();
  post("typing", {}).catch(() => {});
}

text.addEventListener("input", grow);
text.addEventListener("input", tellOfTyping);
text.addEventListener("keydown", (event) => {
  // While an input method composes Chinese, Enter picks a word.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  $("composer").requestSubmit();
});

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const said = text.value.trim();
  if (!said) return;
  text.value = "";
  grow();
  write({ text: said }, said);
  text.focus();
});

$("attach").addEventListener("click", () => $("file").click());

$("file").addEventListener("change", () => {
  const [file] = $("file").files;
  $("file").value = "";
  text.focus();
  if (!file) return;
  const limit = Number($("file").dataset.limit);
  const message = stamped({ file });
  log.expect(message.id, file.name);
  if (file.size <= limit) mailbox.put("files", message);
  else log.report(message.id, { arrived: false, code: "file_too_large", values: { limit: limit / 1e6 } });
});

let loading = false;
async function showEarlier() {
  if (loading || $("earlier").hidden) return;
  loading = true;
  try {
    const { messages, more } = await fetchEarlier(log.first);
    log.addEarlier(messages);
    $("earlier").hidden = !more;
  } catch {
    // The button stays, and with it another try.
  } finally {
    loading = false;
  }
}

$("earlier").addEventListener("click", showEarlier);
$("log").addEventListener("scroll", () => { if ($("log").scrollTop < 120) showEarlier(); });

$("ask-person").addEventListener("click", () => write({ command: "human", text: say("ask_person") }, say("ask_person")));

$("unhide").addEventListener("click", () => { if (proof.show(true)) log.toEnd(); });

$("language").addEventListener("change", async (event) => {
  const locale = event.target.value;
  $("more").open = false;
  await changeLanguage(locale);
  await post("language", { locale });
});

$("leave").addEventListener("click", () => $("leave-sure").showModal());

$("leave-sure").addEventListener("close", async (event) => {
  if (event.target.returnValue !== "leave") return;
  await post("leave", {});
  stream.stop();
  $("log").replaceChildren();
  $("composer").hidden = true;
  proof.show(false);
  $("more").open = false;
  notice("left");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if ($("more").open) {
    $("more").open = false;
    $("more").querySelector("summary").focus();
  } else if (parent !== window && !$("leave-sure").open) parent.postMessage("close-chat", "*");
});
addEventListener("online", () => mailbox.hurry());

const link = takeLink();
await speak(root.dataset.locale);
showState();
const stream = connect();
