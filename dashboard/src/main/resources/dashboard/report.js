// SPDX-License-Identifier: Apache-2.0
// A month in figures, as the device has calculated and worded it: the same as in the mail and in "peace report".
import * as actions from "./actions.js";
import { element } from "./format.js";

const byId = id => document.getElementById(id);
const headline = "Availability";
let loading = 0;

/** From the address, so that a month can be bookmarked; none: this one. */
function chosenMonth() { return new URLSearchParams(location.search).get("month") || ""; }

function showNote(text) { byId("note").textContent = text; }

function clear() {
  byId("report").replaceChildren();
  for (const id of ["previous", "next"]) byId(id).hidden = true;
}

async function load() {
  if (!actions.isLoggedIn()) {
    clear();
    showNote("Log in to see the report.");
    return;
  }
  const number = ++loading;
  const month = chosenMonth();
  showNote("Asking the device …");
  try {
    const response = await fetch("api/v1/report" + (month ? "?month=" + encodeURIComponent(month) : ""),
      { cache: "no-store", signal: AbortSignal.timeout(20000) });
    const result = await response.json();
    if (number !== loading) return;
    if (response.status === 401) { await actions.loadSession(); return load(); }
    if (!response.ok) throw new Error(result.error);
    show(result);
  } catch (error) {
    if (number !== loading) return;
    clear();
    const text = error.name === "TimeoutError" || error instanceof TypeError ? "The device can't be reached" : error.message;
    showNote(text[0].toUpperCase() + text.slice(1) + ".");
  }
}

function show(result) {
  showNote("");
  byId("title").textContent = result.title;
  document.title = result.title + " - Peace of Mind";
  byId("previous").hidden = false;
  byId("previous").onclick = () => go(result.previous);
  byId("next").hidden = !result.next;
  byId("next").onclick = () => go(result.next);
  byId("footer").textContent = (result.next ? "" : "Until now. ") + "Times are in the device's time zone: " + result.zone + ".";
  byId("report").replaceChildren(...result.sections.map(card));
}

function card(section, index) {
  const figure = section.rows.find(row => row[0] === headline);
  const rows = section.rows.filter(row => row !== figure);
  const wide = section.lines.length > 0 && section.rows.length === 0;
  const id = "section-" + index;
  const kind = [wide ? "wide" : "", section.title === "Will need a visit" ? "visit" : ""].join(" ").trim();
  const made = element("section", { class: kind }, element("h2", { id }, section.title));
  made.setAttribute("aria-labelledby", id);
  if (figure) made.append(element("p", { class: "headline" }, figure[1], element("small", {}, figure[0] + ", of the time in which it was watched")));
  if (rows.length) {
    made.append(element("dl", { class: "facts" },
      ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])));
  }
  if (section.lines.length) made.append(element("ul", {}, ...section.lines.map(line => element("li", {}, line))));
  return made;
}

function go(month) {
  history.pushState(null, "", "?month=" + encodeURIComponent(month));
  load();
  window.scrollTo(0, 0);
}

async function start() {
  window.addEventListener("popstate", load);
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
