// SPDX-License-Identifier: Apache-2.0
// The lights in front of the recorder, as the recorder says that they are; nothing is concluded here.
import { element } from "./format.js";

const names = { G: "green", O: "orange", R: "red", W: "white", B: "blue" };
const labels = { booting: "starting", ready: "ready", recording: "recording", ends_in_120: "recording, ends within 2 minutes",
  ends_in_60: "recording, ends within a minute", ends_in_30: "recording, ends within 30 seconds", processing: "making the video", error: "error" };
const tickMillis = 50;
let shown = null, since = 0, timer = null;

/** The letters of the lights that are on at that time of a pattern: after its last step everything is dark for the pause. */
function lit({ pattern, step_seconds: step, pause_seconds: pause, white, blue }, seconds) {
  const steps = pattern.split("-"), length = step * steps.length;
  const position = steps.length === 1 ? 0 : seconds % (length + pause);
  const letters = position < length ? steps[Math.min(steps.length - 1, Math.floor(position / step))] : "x";
  return letters + (white ? "W" : "") + (blue ? "B" : "");
}

function draw() {
  const on = lit(shown, (performance.now() - since) / 1000);
  for (const item of document.getElementById("lights").children) item.classList.toggle("on", on.includes(item.dataset.letter));
}

/** In a word for each light, for those who do not see colours or blinking. */
function describe({ pattern, white, blue }) {
  const steps = pattern.split("-");
  return Object.keys(names).map(letter => {
    const always = letter === "W" && white || letter === "B" && blue || steps.every(step => step.includes(letter));
    return always ? names[letter] : steps.some(step => step.includes(letter)) ? names[letter] + " blinking" : null;
  }).filter(Boolean).join(", ") || "all off";
}

/** Another program's heartbeat can contain anything. */
const isPanel = given => given != null && typeof given.pattern === "string" && given.pattern.length < 100
  && given.step_seconds > 0 && given.pause_seconds >= 0;

/** Hidden without lights. A recorder that does not respond has lights that nobody knows: none is shown as on. */
export function lights(recorder) {
  const panel = isPanel(recorder.lights) ? recorder.lights : null;
  document.getElementById("lights-section").hidden = !panel;
  clearInterval(timer);
  const list = document.getElementById("lights");
  if (panel && !list.children.length) {
    list.replaceChildren(...Object.entries(names).map(([letter, name]) => {
      const item = element("li", { class: name, "aria-hidden": "true" });
      item.dataset.letter = letter;
      return item;
    }));
  }
  const known = panel && recorder.reachable;
  const note = !panel ? "" : !known ? "unknown: the recorder does not respond"
    : `${labels[panel.state] || panel.state}: ${describe(panel)}`
      + (recorder.panel_problem ? `. ▲ They do not work: ${recorder.panel_problem}` : "");
  const line = document.getElementById("lights-note");
  if (line.textContent !== note) line.textContent = note;
  if (!known) {
    shown = null;
    for (const item of list.children) item.classList.remove("on");
    return;
  }
  if (!shown || shown.state !== panel.state) since = performance.now();
  shown = panel;
  draw();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (shown.pattern.includes("-") && !calm) timer = setInterval(draw, tickMillis);
}
