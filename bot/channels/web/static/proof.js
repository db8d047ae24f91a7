// Identity is shown in a form of its own: what is typed here never becomes a message.

import { say } from "./words.js";

const PHONE = /^[0-9+() .\-]{5,30}$/;
const PARTS = ["year", "month", "day"];

export class ProofForm {
  constructor(form, { onProof }) {
    this.form = form;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const proof = this.#read();
      if (!proof) return;
      this.form.reset();
      this.show(false);
      onProof(proof);
    });
  }

  // Whether it has just appeared.
  show(wanted) {
    if (this.form.hidden !== wanted) return false;
    this.form.hidden = !wanted;
    if (wanted) this.#field("phone").focus({ preventScroll: true });
    return wanted;
  }

  // Chinese writes the year first; the order of the fields is the reading and the tab order.
  arrange() {
    const parts = this.form.querySelector("#birth-date");
    for (const part of say("date_order").split(" ")) parts.append(this.#field(`birth-${part}`).parentElement);
  }

  #read() {
    const phone = this.#field("phone").value.trim();
    const birthDate = realDate(...PARTS.map((part) => this.#field(`birth-${part}`).value.trim()));
    const phoneOk = this.#judge("phone-error", PHONE.test(phone) && /\d{5}/.test(phone.replace(/\D/g, "")), ["phone"]);
    const dateOk = this.#judge("date-error", birthDate !== null, PARTS.map((part) => `birth-${part}`));
    if (!phoneOk || !dateOk) {
      this.form.querySelector("[aria-invalid=true]").focus();
      return null;
    }
    return { phone, birth_date: birthDate };
  }

  #judge(errorId, isOk, fields) {
    this.#field(errorId).hidden = isOk;
    for (const field of fields) this.#field(field).setAttribute("aria-invalid", String(!isOk));
    return isOk;
  }

  #field(id) {
    return this.form.querySelector(`#${id}`);
  }
}

function realDate(year, month, day) {
  if (![year, month, day].every((part) => /^\d+$/.test(part)) || year.length !== 4) return null;
  const [y, m, d] = [year, month, day].map(Number);
  const date = new Date(Date.UTC(y, m - 1, d));
  const isReal = date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
  return isReal ? date.toISOString().slice(0, 10) : null;
}
