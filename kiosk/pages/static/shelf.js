// Scans at the shelf: each is sent behind the last, answered by a word and one of two tones.

let sound = null;
function play(tone) {
  sound ??= new AudioContext();
  const wave = sound.createOscillator();
  const volume = sound.createGain();
  const [pitch, seconds] = tone === "right" ? [880, 0.09] : [220, 0.4];
  wave.type = tone === "right" ? "sine" : "square";
  wave.frequency.value = pitch;
  volume.gain.value = 0.2;
  wave.connect(volume).connect(sound.destination);
  wave.start();
  wave.stop(sound.currentTime + seconds);
}

function show(id, part) {
  const place = document.getElementById(id);
  if (place && part !== null) place.innerHTML = part;
}

// One after the other: the order in which books stand is the order of the scans.
let line = Promise.resolve();
let waiting = 0;
function send(form, body) {
  clearTimeout(waiting);
  line = line.then(async () => {
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": form.dataset.heard } });
      if (new URL(answer.url).pathname === "/login") location.assign("/login");
      if (!answer.ok) throw new Error(String(answer.status));
      show(form.dataset.heard, await answer.text());
      const tone = document.querySelector("[data-tone]")?.dataset.tone;
      if (tone) play(tone);
    } catch {
      form.elements.code.value = body.get("code"); // not taken in: to be sent once more
      play("wrong");
    }
  });
  waiting = setTimeout(() => line.then(() => refresh(form)), 700);
}
async function refresh(form) {
  const answer = await fetch(location.href, { headers: { "X-Part": form.dataset.then }, cache: "no-store" });
  if (answer.ok) show(form.dataset.then, await answer.text());
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.heard) return;
  event.preventDefault();
  if (form.elements.code.value.trim()) send(form, new URLSearchParams(new FormData(form)));
  form.elements.code.value = "";
  form.elements.code.focus();
});

// One key settles the last book, where nothing is being keyed.
document.addEventListener("keydown", (event) => {
  const field = document.activeElement;
  const isFree = !field?.matches("input, select, textarea") || (field.matches("[data-scan-here]") && !field.value);
  const button = event.key === "+" && isFree ? document.querySelector('[data-key="+"]') : null;
  const undo = event.key === "-" && isFree ? document.querySelector(".message form button") : null;
  const chosen = button ?? undo;
  if (!chosen) return;
  event.preventDefault();
  chosen.click();
});
