// The conversation on the page. Everything said is put in as text, never as markup.

import { say } from "./words.js";

const LINK = /https?:\/\/[^\s<>"'，。；！？、（）「」]+/g;

const TOO_LARGE = new Set(["too_large", "file_too_large"]);

export class Log {
  #known = new Map();
  #pending = new Map();
  #typingTimer;

  constructor(element, newer, { onChoice }) {
    this.element = element;
    this.newer = newer;
    this.onChoice = onChoice;
    this.typing = make("p", "typing", { role: "status" });
    newer.addEventListener("click", () => this.toEnd());
    element.addEventListener("scroll", () => { if (this.#atEnd()) newer.hidden = true; });
  }

  // Written here, not yet confirmed by the server.
  expect(id, text) {
    const item = this.#item({ author: "borrower", text, at: new Date().toISOString() });
    item.classList.add("pending");
    this.#note(item, say("sending"));
    this.#pending.set(id, item);
    this.element.append(item);
    this.toEnd();
  }

  // What waits to be sent stays: it is this reader's own.
  clear() {
    for (const { item } of this.#known.values()) item.remove();
    this.#known.clear();
  }

  report(id, { arrived, code, wait, values = {} }) {
    const item = this.#pending.get(id);
    if (!item || arrived) return;
    if (wait !== undefined) return this.#note(item, say(code === "too_many" ? code : "not_sent"));
    this.#pending.delete(id);
    item.classList.replace("pending", "refused");
    this.#note(item, say(TOO_LARGE.has(code) ? code : "refused", values));
  }

  add(message) {
    if (this.#known.has(message.id)) return;
    const stays = this.#atEnd();
    this.stopTyping();
    this.#pending.get(message.key)?.remove();
    this.#pending.delete(message.key);
    const item = this.#item(message);
    this.#known.set(message.id, { message, item });
    if (message.kind === "button") this.#showChosen(message);
    if (isSilent(message)) return;
    this.#place(item, message.id);
    if (stays || message.author === "borrower") this.toEnd();
    else this.newer.hidden = false;
  }

  // What is read stays where it is, and a screen reader is not told all of it as news.
  addEarlier(messages) {
    const below = this.element.scrollHeight - this.element.scrollTop;
    this.element.setAttribute("aria-live", "off");
    for (const message of messages) {
      if (this.#known.has(message.id)) continue;
      const item = this.#item(message);
      this.#known.set(message.id, { message, item });
      if (!isSilent(message)) this.#place(item, message.id);
    }
    this.element.scrollTop = this.element.scrollHeight - below;
    setTimeout(() => this.element.setAttribute("aria-live", "polite"), 500);
  }

  get first() {
    return Math.min(...this.#known.keys());
  }

  showTyping(agent) {
    this.typing.textContent = agent ? say("agent_typing", { name: agent }) : say("typing");
    const stays = this.#atEnd();
    this.element.append(this.typing);
    if (stays) this.toEnd();
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.stopTyping(), 8000);
  }

  stopTyping() {
    this.typing.remove();
  }

  get latestFromUs() {
    const ids = [...this.#known.keys()].sort((a, b) => b - a);
    return ids.map((id) => this.#known.get(id).message).find((message) => message.author !== "borrower" || message.kind === "proof");
  }

  #item(message) {
    const item = make("article", `said by-${message.author}`);
    item.append(make("p", "by", {}, this.#by(message)));
    const bubble = make("div", "bubble");
    if (message.kind === "proof") bubble.append(make("p", "private", {}, say("proof_sent")));
    else bubble.append(linked(message.text, message.author !== "borrower"));
    const files = message.files ?? [];
    const pictures = files.filter(isPicture);
    item.append(...pictures.map((file) => this.#picture(file)));
    if (message.text || message.kind === "proof") item.append(bubble);
    if (pictures.length < files.length) item.append(documents(files.filter((file) => !isPicture(file))));
    if (message.buttons?.length) item.append(this.#choices(message.buttons));
    item.append(clockTime(message.at));
    return item;
  }

  // Its height is known only when it has come: a reader at the end stays there.
  #picture({ id, alt, name }) {
    const link = make("a", "picture", { href: address(id), target: "_blank", rel: "noopener" });
    const image = make("img", "", { src: address(id), alt: alt || name || say("photo"), loading: "eager" });
    const stays = this.#atEnd();
    image.addEventListener("load", () => { if (stays) this.toEnd(); });
    link.append(image);
    return link;
  }

  #by({ author, name }) {
    if (author === "agent") return `${name ?? ""} · ${say("person")}`;
    return say(author === "borrower" ? "you" : "assistant");
  }

  #choices(buttons) {
    const group = make("div", "choices", { role: "group", "aria-label": say("choices") });
    for (const { token, title, open } of buttons) {
      const button = make("button", "choice", { type: "button" }, title);
      button.disabled = !open;
      button.addEventListener("click", () => {
        for (const other of group.children) other.disabled = true;
        this.onChoice(token, title);
      });
      group.append(button);
    }
    return group;
  }

  // The borrower's message names the button's title; it belongs to the nearest earlier message that has it.
  #showChosen({ id, text }) {
    const earlier = [...this.#known.keys()].filter((known) => known < id).sort((a, b) => b - a);
    for (const known of earlier) {
      const choices = [...this.#known.get(known).item.querySelectorAll(".choice")];
      const chosen = choices.find((choice) => choice.dataset.title === text || choice.textContent === text);
      if (!chosen) continue;
      for (const choice of choices) choice.disabled = true;
      if (!chosen.classList.contains("chosen")) {
        chosen.dataset.title = text;
        chosen.classList.add("chosen");
        chosen.append(make("span", "unseen", {}, ` (${say("chosen")})`));
      }
      return;
    }
  }

  #place(item, id) {
    const later = [...this.#known.entries()].filter(([known, { item: other }]) => known > id && other.isConnected);
    later.sort(([a], [b]) => a - b);
    const next = later[0]?.[1].item ?? [...this.#pending.values()][0];
    if (next) next.before(item);
    else this.element.append(item);
  }

  #note(item, text) {
    const note = item.querySelector(".note") ?? item.appendChild(make("p", "note", { role: "status" }));
    note.textContent = text;
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.newer.hidden = true;
  }
}

function make(tag, className, attributes = {}, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

const isPicture = ({ kind, kept }) => kept && kind === "picture";
const isSilent = ({ author, text, kind, files }) => author === "borrower" && !text && kind !== "proof" && !files?.length;
const address = (id) => `/chat/files/${id}`;

function documents(files) {
  const list = make("ul", "files", { "aria-label": say("files") });
  for (const { id, kind, name, size, kept } of files) {
    const entry = list.appendChild(make("li", ""));
    const title = name || say(kind === "voice" ? "voice" : "file");
    if (!kept) {
      entry.append(make("span", "file lost", {}, title));
      continue;
    }
    const link = entry.appendChild(make("a", "file", { href: address(id), download: title }, title));
    link.append(make("span", "size", {}, ` ${Math.max(1, Math.round(size / 1024))} KB`));
  }
  return list;
}

function clockTime(at) {
  const time = make("time", "at", { datetime: at });
  time.textContent = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  return time;
}

function linked(text, mayLink) {
  const paragraph = make("p", "words");
  let end = 0;
  for (const match of mayLink ? text.matchAll(LINK) : []) {
    paragraph.append(text.slice(end, match.index));
    paragraph.append(make("a", "", { href: match[0], target: "_blank", rel: "noopener noreferrer" }, match[0]));
    end = match.index + match[0].length;
  }
  paragraph.append(text.slice(end));
  return paragraph;
}
