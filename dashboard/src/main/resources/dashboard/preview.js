// SPDX-License-Identifier: Apache-2.0
// The picture that is being recorded, if that is configured: only after a click, and only while the page is visible.
import * as actions from "./actions.js";

const byId = id => document.getElementById(id);
const every = 3000;
let shown = false, timer = null, count = 0;

export async function initPreview() {
  const response = await fetch("api/v1/session", { cache: "no-store", signal: AbortSignal.timeout(10000) });
  byId("preview").hidden = !(await response.json()).preview;
  byId("preview-button").addEventListener("click", toggle);
  byId("preview-picture").addEventListener("load", () => {
    byId("preview-picture").hidden = !shown;
    note("");
    again();
  });
  byId("preview-picture").addEventListener("error", explain);
  document.addEventListener("visibilitychange", () => { if (shown && !document.hidden) request(); });
}

async function toggle() {
  if (!shown && !actions.isLoggedIn() && !await actions.logIn()) return;
  shown = !shown;
  byId("preview-button").textContent = shown ? "Hide" : "Show";
  byId("preview-button").ariaPressed = String(shown);
  byId("preview-picture").hidden = true;
  note(shown ? "Asking the recorder …" : "");
  if (shown) request();
}

function request() {
  clearTimeout(timer);
  byId("preview-picture").src = "api/v1/preview?n=" + ++count;
}

function again() {
  clearTimeout(timer);
  if (shown && !document.hidden) timer = setTimeout(request, every);
}

/** An image's error says nothing: the response does. */
async function explain() {
  if (!shown) return;
  byId("preview-picture").hidden = true;
  try {
    const response = await fetch("api/v1/preview", { cache: "no-store", signal: AbortSignal.timeout(15000) });
    if (!response.ok) note((await response.json()).error);
    if (response.status === 401) { shown = true; toggle(); return; }
  } catch {
    note("The device can't be reached.");
  }
  again();
}

function note(text) {
  byId("preview-note").textContent = text ? text[0].toUpperCase() + text.slice(1) : "";
}
