// SPDX-License-Identifier: Apache-2.0
// Live logs: follow, pause, search; errors in red and with a symbol.
import { element } from "./format.js";

const names = ["service", "watchdog", "system"];
const maxLines = 1000;
const byId = id => document.getElementById(id);
let chosen = names[0], paused = false, heldBack = [];

export function chosenLog() { return chosen; }

export function initLogs(reopen) {
  byId("log-names").append(...names.map(name => element("button", {
    type: "button", ariaPressed: String(name === chosen), onclick: () => choose(name, reopen)
  }, name)));
  byId("log-search").addEventListener("input", filterAll);
  byId("log-errors").addEventListener("change", filterAll);
  byId("log-pause").addEventListener("click", () => pause(!paused));
  byId("log").addEventListener("scroll", event => {
    const box = event.target;
    if (box.scrollHeight - box.scrollTop - box.clientHeight > 60) pause(true);
  }, { passive: true });
}

/** The log of another program than the packaged recorder is called by its name. */
export function nameService(program) {
  const label = program.packaged_recorder ? names[0] : program.name;
  const button = byId("log-names").firstChild;
  if (button.textContent !== label) button.textContent = label;
}

function choose(name, reopen) {
  chosen = name;
  [...byId("log-names").children].forEach((button, i) => { button.ariaPressed = String(names[i] === name); });
  reopen();
}

/** Clears the view, because each stream starts with the last lines of the log. */
export function restart() {
  byId("log").replaceChildren();
  heldBack = [];
  note("");
}

function pause(on) {
  if (paused === on) return;
  paused = on;
  byId("log-pause").ariaPressed = String(on);
  byId("log-pause").textContent = on ? "Follow" : "Pause";
  if (!on) { const lines = heldBack; heldBack = []; add(lines); }
  note("");
}

function note(text) { byId("log-note").textContent = text; }

export function receive({ log, lines, problem }) {
  if (log !== chosen) return;
  if (problem) { note(problem); return; }
  if (paused) {
    heldBack = [...heldBack, ...lines].slice(-maxLines);
    note(`${heldBack.length} new lines`);
  } else {
    note("");
    add(lines);
  }
}

function isShown(line) {
  const search = byId("log-search").value.toLowerCase();
  return (!search || line.textContent.toLowerCase().includes(search)) && (!byId("log-errors").checked || line.className !== "info");
}

function add(lines) {
  const box = byId("log");
  const made = lines.map(line => {
    const p = element("p", { class: line.level }, line.text);
    p.hidden = !isShown(p);
    return p;
  });
  box.append(...made);
  while (box.children.length > maxLines) box.firstChild.remove();
  box.scrollTop = box.scrollHeight;
}

function filterAll() {
  let shown = 0;
  for (const line of byId("log").children) { line.hidden = !isShown(line); if (!line.hidden) shown++; }
  note(byId("log-search").value || byId("log-errors").checked ? `${shown} lines match` : "");
  byId("log").scrollTop = byId("log").scrollHeight;
}
