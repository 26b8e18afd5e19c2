// SPDX-License-Identifier: Apache-2.0
// The videos of the recorder, newest first: play, download, keep, upload again, delete.
import * as actions from "./actions.js";
import { bytes, clock, duration, element, setZone, unknown } from "./format.js";

const byId = id => document.getElementById(id);
const pageSize = 50, refreshEvery = 20000;
const states = {
  completed: ["good", "✔ uploaded"], pending: ["info", "waiting for its upload"], in_progress: ["info", "being uploaded"],
  failed: ["bad", "✖ upload failed"], corrupted: ["warn", "▲ can't be played"]
};
const rows = new Map();
let offset = 0, total = 0, timer = null, loading = 0;

const contentUrl = file => "api/v1/videos/content?file=" + encodeURIComponent(file);

function showNote(text) { byId("note").textContent = text; }

function showResult(text, bad) {
  const result = byId("action-result");
  result.textContent = text ? text[0].toUpperCase() + text.slice(1) : "";
  result.className = "result" + (bad ? " bad" : "");
  result.hidden = !text;
}

async function load() {
  clearTimeout(timer);
  if (!actions.isLoggedIn()) {
    rows.clear();
    byId("list").replaceChildren();
    for (const id of ["newer", "older"]) byId(id).hidden = true;
    byId("range").textContent = "";
    showNote("Log in to see the videos.");
    return;
  }
  const number = ++loading;
  const status = byId("status").value;
  try {
    const response = await fetch(`api/v1/videos?offset=${offset}&limit=${pageSize}` + (status ? "&status=" + status : ""),
      { cache: "no-store", signal: AbortSignal.timeout(20000) });
    const result = await response.json();
    if (number !== loading) return;
    if (response.status === 401) { await actions.loadSession(); return load(); }
    if (!response.ok) throw new Error(result.error);
    show(result);
  } catch (error) {
    if (number === loading) showNote(error.name === "TimeoutError" || error instanceof TypeError ? "The device can't be reached." : error.message);
  }
  timer = setTimeout(() => { if (!document.hidden) load(); }, refreshEvery);
}

function show(result) {
  total = result.total;
  // The last page can be empty when videos were removed meanwhile.
  if (!result.videos.length && offset > 0) { offset = Math.max(0, offset - pageSize); load(); return; }
  setZone(result.zone);
  showNote(total ? "" : byId("status").value ? "No such videos." : "No videos on the device yet.");
  byId("range").textContent = total ? `${offset + 1} to ${offset + result.videos.length} of ${total}` : "";
  byId("newer").hidden = offset === 0;
  byId("older").hidden = offset + result.videos.length >= total;
  const shown = new Set(result.videos.map(video => video.file));
  for (const file of [...rows.keys()]) if (!shown.has(file)) { rows.get(file).item.remove(); rows.delete(file); }
  result.videos.forEach((video, index) => {
    const row = rows.get(video.file) || newRow(video.file);
    update(row, video);
    // A video that is playing would stop if it were moved.
    if (byId("list").children[index] !== row.item) byId("list").insertBefore(row.item, byId("list").children[index] || null);
  });
}

function newRow(file) {
  const row = { item: element("li", {}), text: element("div", {}), player: element("div", {}), buttons: element("div", { class: "buttons" }), key: "" };
  row.item.append(row.text, row.player, row.buttons);
  rows.set(file, row);
  return row;
}

/** Draws only what has changed: the player and the focus stay. */
function update(row, video) {
  const key = JSON.stringify(video);
  if (row.key === key) return;
  row.key = key;
  const state = !video.missing ? states[video.status] || ["info", video.status]
    : video.status === "completed" ? ["good", "✔ uploaded, removed here"] : ["bad", "✖ file is missing"];
  const facts = [video.camera ? "camera " + video.camera : null, video.file, video.duration_seconds == null ? null : duration(video.duration_seconds),
    bytes(video.bytes ?? video.bytes_recorded), video.kept ? "★ kept for ever" : null];
  const showError = video.error && (video.status === "failed" || video.status === "corrupted" || video.upload_attempts > 0);
  row.text.replaceChildren(
    element("div", { class: "head" },
      element("strong", {}, video.created_at ? clock(video.created_at, true) : unknown),
      element("span", { class: "mark " + state[0] }, state[1])),
    element("p", { class: "facts-line" }, facts.filter(Boolean).join(" · ")),
    showError ? element("p", { class: "error" }, video.error) : "");
  if (video.missing) row.player.replaceChildren();
  const button = (label, run, danger) => element("button", { type: "button", class: danger ? "danger" : "", onclick: run }, label);
  row.buttons.replaceChildren(...[
    video.missing ? null : button(row.player.firstChild ? "Close" : "Play", event => play(row, video.file, event.target)),
    video.missing ? null : element("a", { href: contentUrl(video.file) + "&download=1", download: video.file }, "Download"),
    video.url ? element("a", { href: video.url, target: "_blank", rel: "noopener noreferrer" }, "Watch online") : null,
    video.actions.includes("keep") ? button("Keep", () => act("keep", video.file)) : null,
    video.actions.includes("release") ? button("Release", () => act("release", video.file)) : null,
    video.actions.includes("upload") ? button("Upload again", () => act("upload", video.file)) : null,
    video.actions.includes("delete") ? button(video.missing ? "Remove" : "Delete", () => confirmDelete(video), true) : null
  ].filter(Boolean));
}

function play(row, file, button) {
  if (row.player.firstChild) {
    row.player.replaceChildren();
    button.textContent = "Play";
    return;
  }
  const video = element("video", { controls: true, autoplay: true, preload: "metadata", src: contentUrl(file) });
  video.setAttribute("playsinline", "");
  video.addEventListener("error", async () => {
    const reason = await fetch(contentUrl(file), { method: "HEAD", cache: "no-store" }).then(response => response.status, () => 0);
    row.player.replaceChildren(element("p", { class: "error" }, reason === 200 ? "This browser can't play this video: download it."
      : reason === 404 ? "This video has been removed meanwhile." : "The video can't be read from the device."));
    button.textContent = "Close";
  });
  row.player.replaceChildren(video);
  button.textContent = "Close";
}

async function act(command, file) {
  if (!actions.isLoggedIn() && !await actions.logIn()) return;
  try {
    showResult((await actions.post("actions", { action: command + "_video", file })).message, false);
  } catch (error) {
    showResult(error.message || "The device can't be reached.", true);
  }
  load();
}

async function confirmDelete(video) {
  const [title, text, label] = video.missing
    ? ["Remove it from the list?", `The file of ${video.file} is not on this device any more. Only its entry is removed.`, "Remove"]
    : ["Delete this video?", `${video.file} has been uploaded. Its file is removed from this device; nothing can bring it back here.`, "Delete"];
  const result = await actions.openDialog(title, text, [], label,
    () => actions.post("actions", { action: "delete_video", file: video.file }), true);
  if (result) { showResult(result.message, false); load(); }
}

function changePage(pages) {
  offset = Math.max(0, offset + pages * pageSize);
  load();
  byId("list").focus();
  window.scrollTo(0, 0);
}

async function start() {
  byId("newer").addEventListener("click", () => changePage(-1));
  byId("older").addEventListener("click", () => changePage(1));
  byId("status").addEventListener("change", () => { offset = 0; load(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) load(); });
  actions.initLogin(load);
  try {
    await actions.loadSession();
  } catch {
    showNote("The device can't be reached.");
    setTimeout(() => location.reload(), 5000);
    return;
  }
  await load();
  if (!actions.isLoggedIn()) actions.logIn();
}

start();
