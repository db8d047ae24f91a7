// To the server and back. What is written is posted until it arrives; its id keeps it from arriving twice.

const RETRY_MS = [1000, 2000, 4000, 8000, 15000];
const LASTING = new Set([400, 401, 403, 413, 415]);

// A file is the body itself; what is said of it stands in the address.
export async function post(path, data) {
  const { file, ...rest } = data;
  if (file) return fetch(`/chat/${path}?${new URLSearchParams({ ...rest, name: file.name })}`, { method: "POST", body: file });
  return fetch(`/chat/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
  });
}

// Strictly one after the other, so that sentences keep their order.
export class Mailbox {
  #queue = [];
  #busy = false;
  #wake = () => {};

  constructor(report) {
    this.report = report;
  }

  put(path, data) {
    this.#queue.push({ path, data });
    this.#work();
  }

  hurry() {
    this.#wake();
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    for (let tries = 0; this.#queue.length > 0; ) {
      const { path, data } = this.#queue[0];
      const outcome = await this.#attempt(path, data);
      this.report(data.id, outcome);
      if (outcome.wait === undefined) {
        this.#queue.shift();
        tries = 0;
      } else {
        await this.#pause(outcome.wait || RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
      }
    }
    this.#busy = false;
  }

  async #attempt(path, data) {
    try {
      const answer = await post(path, data);
      if (answer.ok) return { arrived: true };
      const code = (await answer.json().catch(() => ({}))).error;
      if (LASTING.has(answer.status)) return { arrived: false, code };
      return { arrived: false, code, wait: Number(answer.headers.get("Retry-After")) * 1000 };
    } catch {
      return { arrived: false, wait: 0 };
    }
  }

  #pause(ms) {
    return new Promise((resume) => {
      const timer = setTimeout(resume, ms);
      this.#wake = () => { clearTimeout(timer); resume(); };
    });
  }
}

export async function fetchEarlier(before) {
  const answer = await fetch(`/chat/history?before=${before}`);
  if (!answer.ok) throw new Error(`history: ${answer.status}`);
  return answer.json();
}

// The browser reconnects by itself and names the last message it saw; only a refusal ends it for good.
export function listen({ onMessage, onState, onTyping, onReady, onLost }) {
  let last = 0;
  let source;

  function connect() {
    source = new EventSource(`/chat/events?after=${last}`);
    const on = (name, react) => source.addEventListener(name, (event) => react(JSON.parse(event.data), event));
    on("message", (data, event) => { last = Math.max(last, Number(event.lastEventId)); onMessage(data); });
    on("state", onState);
    on("typing", onTyping);
    on("ready", onReady);
    source.addEventListener("error", () => {
      onLost();
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 5000);
    });
  }

  connect();
  return {
    stop: () => source.close(),
    again: () => { source.close(); last = 0; connect(); },
  };
}
