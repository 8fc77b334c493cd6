"use strict";
// What makes the desk quicker; every page works without it.

const LONGEST_GAP = 60; // milliseconds between two keys of a scanner
const SHORTEST_CODE = 5;
const PAUSE = 120; // milliseconds without a key before the search looks

async function fetchPart(address, part, signal) {
  const answer = await fetch(address, { headers: { "X-Part": part }, signal, cache: "no-store" });
  if (answer.status === 401) location.assign("/login");
  return answer.ok ? answer.text() : null;
}

// Searching while somebody types, also while an input method is still composing.
let waiting = 0;
let running = null;
function searchLive(form, isComposing) {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    running?.abort();
    running = new AbortController();
    const typed = form.elements.q.value.trim();
    const words = isComposing ? typed.replaceAll("'", "") : typed; // pinyin that is being composed: hong'lou
    const address = `${form.getAttribute("action")}?${new URLSearchParams({ q: words })}`;
    try {
      const part = await fetchPart(address, form.dataset.live, running.signal);
      const place = document.getElementById(form.dataset.live);
      if (part !== null && place) place.innerHTML = words ? part : "";
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }, PAUSE);
}
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-live]");
  if (form) searchLive(form, event.isComposing);
  event.target.closest("form")?.classList.add("is-changed");
});
for (const form of document.querySelectorAll("form[data-live]")) { // typed before this was loaded
  if (form.elements.q.value !== form.elements.q.defaultValue) searchLive(form, false);
}

// A scan on any page, by the physical key: an input method that swallows the digits changes nothing.
let typed = "";
let whole = ""; // what was typed since the field was entered, also by a scanner that stops for a moment
let isCode = true;
let last = 0;
const SIGNS = { Minus: "-", NumpadSubtract: "-", Period: ".", NumpadDecimal: ".", Slash: "/", NumpadDivide: "/" };
function signOf(event) {
  const found = /^(?:Digit|Numpad|Key)([0-9A-Z])$/.exec(event.code);
  if (found) return event.shiftKey && event.code.startsWith("Digit") ? "" : found[1];
  return event.shiftKey ? "" : SIGNS[event.code] ?? "";
}
function takeScan(event, code, all) {
  const field = document.activeElement;
  if (field?.matches("[data-code]")) {
    if (field.value.toUpperCase() !== all) field.value = code; // as the keys say, whatever became of them
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  goOnWith(code, field);
}
function goOnWith(code, field) {
  const here = document.querySelector("[data-scan-here]");
  if (here) { // a page that wants every code: also when a name is being typed elsewhere on it
    if (field?.value?.toUpperCase().endsWith(code)) field.value = field.value.slice(0, -code.length);
    here.value = code;
    here.form.requestSubmit();
    return;
  }
  const form = field?.closest?.("form");
  const isSearch = form?.matches("[data-live]");
  if (form?.classList.contains("is-changed") && !isSearch && !confirm(document.body.dataset.leave)) return;
  location.assign(`/search?${new URLSearchParams({ scan: "1", q: code })}`);
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || /^(Shift|CapsLock)/.test(event.code)) return;
  if (event.timeStamp - last > LONGEST_GAP) {
    typed = "";
    isCode = true;
  }
  last = event.timeStamp;
  if (event.code === "Enter" || event.code === "NumpadEnter") {
    const [code, all] = [isCode ? typed : "", whole];
    typed = whole = "";
    if (code.length >= SHORTEST_CODE && /[0-9]/.test(code)) takeScan(event, code, all);
    return;
  }
  typed += signOf(event);
  whole += signOf(event);
  isCode = isCode && signOf(event) !== ""; // a sign that we cannot tell from its key: no guess
}, true);
document.addEventListener("focusin", () => { whole = ""; });

// Enter in the field of the card goes on to the PIN.
document.addEventListener("keydown", (event) => {
  const next = event.target.dataset?.next;
  if (event.key !== "Enter" || !next || !event.target.value) return;
  const field = document.getElementById(next);
  if (field && !field.value) {
    event.preventDefault();
    field.focus();
  }
});

// What takes away asks first.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.ask || event.target.dataset.ask;
  if (question && !confirm(question)) event.preventDefault();
});

// How far long work is, soon and then once a second; when it is done, on to what came of it.
let untilNext = 200;
async function watchJob() {
  const job = document.querySelector("[data-job]");
  if (job) try {
    const part = await fetchPart(location.pathname, job.dataset.job);
    if (part !== null) job.outerHTML = part;
  } catch {
    // the desk does not answer just now: look again
  }
  const on = document.querySelector("[data-go]");
  untilNext = Math.min(2 * untilNext, 1000);
  if (document.querySelector("[data-job]")) setTimeout(watchJob, untilNext);
  else if (on) location.replace(on.href); // so that Back leads to what was asked for, not to the work
}
setTimeout(watchJob, untilNext);
