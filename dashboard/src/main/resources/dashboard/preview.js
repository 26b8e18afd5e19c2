// SPDX-License-Identifier: Apache-2.0
// The pictures that are being recorded, if that is configured: only after a click, and only while the page is visible.
import * as actions from "./actions.js";
import { element } from "./format.js";

const byId = id => document.getElementById(id);
const every = 3000;
/** The parts of each camera by its name; the only camera has an empty one. */
const views = new Map();
let shown = false, timer = null, count = 0, round = 0;

export async function initPreview() {
  const response = await fetch("api/v1/session", { cache: "no-store", signal: AbortSignal.timeout(10000) });
  byId("preview").hidden = !(await response.json()).preview;
  byId("preview-button").addEventListener("click", toggle);
  document.addEventListener("visibilitychange", () => { if (shown && !document.hidden) refreshAll(); });
}

/** A picture for each of several cameras, or one for the only one. */
export function showCameras(cameras) {
  const names = Array.isArray(cameras) && cameras.length ? cameras.map(camera => camera.name) : [""];
  if (names.length === views.size && names.every(name => views.has(name))) return;
  views.clear();
  for (const name of names) views.set(name, newView(name));
  byId("preview-title").textContent = names.length > 1 ? "Pictures" : "Picture";
  byId("previews").classList.toggle("several", names.length > 1);
  byId("previews").replaceChildren(...[...views.values()].map(view => view.figure));
  if (shown) refreshAll();
}

function newView(name) {
  const picture = element("img", { alt: "The picture that is being recorded" + (name ? " by the camera " + name : ""), hidden: true });
  const note = element("span", { class: "none", role: "status" });
  return { name, picture, note,
    figure: element("figure", {}, element("figcaption", {}, name ? element("strong", {}, name) : "", note), picture) };
}

async function toggle() {
  if (!shown && !actions.isLoggedIn() && !await actions.logIn()) return;
  shown = !shown;
  byId("preview-button").textContent = shown ? "Hide" : "Show";
  byId("preview-button").ariaPressed = String(shown);
  if (!views.size) showCameras(null);
  for (const view of views.values()) {
    view.picture.hidden = true;
    showNote(view, shown ? "Asking the recorder …" : "");
  }
  if (shown) refreshAll();
}

/** One camera after the other: the recorder decodes one picture at a time. */
async function refreshAll() {
  clearTimeout(timer);
  const started = ++round;
  for (const view of [...views.values()]) {
    const loaded = await load(view);
    if (started !== round || !shown) return;
    view.picture.hidden = !loaded;
    if (loaded) showNote(view, "");
    else if (!await explain(view)) return;
  }
  if (started === round && shown && !document.hidden) timer = setTimeout(refreshAll, every);
}

const addressOf = view => "api/v1/preview?n=" + ++count + (view.name ? "&camera=" + encodeURIComponent(view.name) : "");

function load(view) {
  return new Promise(done => {
    view.picture.onload = () => done(true);
    view.picture.onerror = () => done(false);
    view.picture.src = addressOf(view);
  });
}

/** An image's error says nothing: the response does. Returns false when somebody has to log in again. */
async function explain(view) {
  try {
    const response = await fetch(addressOf(view), { cache: "no-store", signal: AbortSignal.timeout(15000) });
    if (response.status === 401) { toggle(); return false; }
    showNote(view, response.ok ? "" : (await response.json()).error);
  } catch {
    showNote(view, "The device can't be reached.");
  }
  return true;
}

function showNote(view, text) {
  view.note.textContent = text ? text[0].toUpperCase() + text.slice(1) : "";
}
