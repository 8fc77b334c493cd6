"use strict";
// The desk in the window over the kiosk: codes from the kiosk's own scanner, and no way out but back to the kiosk.

const UNUSED = 120; // seconds without a sign of anybody after which the window is closed
const WARNING = 20; // the last of them, counted down
const RELOADING = 1000; // milliseconds until this page has made way for the one that a code leads to

let lastSign = Date.now();
const USES = ["keydown", "pointerdown", "pointermove", "wheel", "input"];
for (const kind of USES) {
  addEventListener(kind, () => { lastSign = Date.now(); }, { capture: true, passive: true });
}
const unused = () => Math.floor((Date.now() - lastSign) / 1000);

// Keys that write, move, print and close stay; those that open another window, a file or a list of the browser's do not.
const KEPT = /^(?:Key[ACFPVWXYZ]|Digit0|Numpad(?:0|Add|Subtract|Enter)|Minus|Equal|Backspace|Delete|Home|End|Enter|Arrow.*)$/;
addEventListener("keydown", (event) => {
  const isCommand = event.ctrlKey || event.metaKey;
  if ((isCommand && !KEPT.test(event.code)) || /^F(?:1|6|7|10|11|12)$/.test(event.code)) event.preventDefault();
}, true);

const closes = document.getElementById("closes");
const words = closes.textContent;
setInterval(() => {
  const left = UNUSED - unused();
  closes.hidden = left > WARNING;
  if (!closes.hidden) closes.textContent = words.replace("{n}", Math.max(0, left));
}, 500);

function hear(code) {
  const field = document.activeElement;
  if (!field?.matches("[data-code]")) return goOnWith(code, field);
  field.value = code;
  const next = document.getElementById(field.dataset.next);
  if (next && !next.value) next.focus();
  else field.form.requestSubmit();
}

const used = () => new Promise((resolve) => {
  for (const kind of ["focus", ...USES]) addEventListener(kind, resolve, { capture: true, once: true });
});
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
async function listen() {
  for (;;) {
    try {
      const after = sessionStorage.getItem("heard") ?? 0;
      const asked = new URLSearchParams({ after, unused: unused() });
      const answer = await fetch(`/window/code?${asked}`, { cache: "no-store" });
      if (answer.status === 200) {
        const [number, code] = await answer.json();
        lastSign = Date.now();
        sessionStorage.setItem("heard", number);
        hear(code);
      }
      if (answer.status === 409) await used(); // another page gets the codes, until somebody is at this one again
      else if (answer.status !== 204) await pause(RELOADING);
    } catch {
      await pause(RELOADING);
    }
  }
}
listen();
