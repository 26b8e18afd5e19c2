// SPDX-License-Identifier: Apache-2.0
// Login, and the actions, each with a confirmation.
import { element } from "./format.js";

const byId = id => document.getElementById(id);
let csrf = null, mayRead = false, passwordSet = true, device = "", program = {}, services = [], changed = () => {}, hideTimer = null;

export function isReader() { return mayRead; }
export function isLoggedIn() { return Boolean(csrf); }

export async function loadSession() {
  const response = await fetch("api/v1/session", { cache: "no-store", signal: AbortSignal.timeout(10000) });
  const session = await response.json();
  if (!response.ok) throw new Error(session.error);
  return applySession(session);
}

export function applySession(session) {
  csrf = session.csrf;
  mayRead = session.may_read;
  passwordSet = session.password_set;
  const button = byId("login");
  button.hidden = false;
  button.textContent = csrf ? "Log out" : "Log in";
  return mayRead;
}

export async function post(path, body) {
  const response = await fetch("api/v1/" + path, {
    method: "POST", headers: { "Content-Type": "application/json", ...(csrf ? { "X-Peace-Token": csrf } : {}) }, body: JSON.stringify(body)
  });
  const result = await response.json().catch(() => ({ error: "The device sent an unreadable response." }));
  if (!response.ok) throw Object.assign(new Error(result.error), { status: response.status });
  return result;
}

/** Opens a dialog; resolves with the result of `run` for the entered values, or null. An error of `run` is shown in the dialog. */
export function openDialog(title, text, fields, label, run, danger) {
  return new Promise(resolve => {
    const dialog = byId("dialog");
    const errorText = element("p", { class: "wrong", role: "alert" });
    const submit = element("button", { type: "submit", class: danger ? "danger" : "main" }, label);
    const form = element("form", { method: "dialog" },
      element("h2", { id: "dialog-title" }, title), element("p", {}, text),
      ...fields.map(field => element("label", {}, field.label, element("input", { name: field.name, required: true, ...field.attributes }))),
      errorText, element("div", { class: "buttons" }, submit, element("button", { type: "button", onclick: () => dialog.close() }, "Cancel")));
    form.addEventListener("submit", async event => {
      event.preventDefault();
      submit.disabled = true;
      errorText.textContent = "";
      try {
        const result = await run(Object.fromEntries(new FormData(form)));
        dialog.dataset.done = "1";
        dialog.close();
        resolve(result);
      } catch (error) {
        errorText.textContent = error.message || "The device can't be reached.";
        if (error.status === 401 && csrf) { csrf = null; loadSession(); }
      }
      submit.disabled = false;
    });
    dialog.onclose = () => { dialog.replaceChildren(); resolve(null); };
    dialog.replaceChildren(form);
    dialog.showModal();
  });
}

export async function logIn() {
  const done = await openDialog("Log in", passwordSet ? "Enter the password of this device." : "No password is set on this device: run 'sudo peace dashboard password' on it.",
    [{ label: "Password", name: "password", attributes: { type: "password", autocomplete: "current-password" } }], "Log in",
    values => post("login", values));
  if (done) { await loadSession(); changed(); }
  return Boolean(csrf);
}

function showResult(text, bad) {
  const result = byId("action-result");
  result.textContent = text[0].toUpperCase() + text.slice(1);
  result.className = "result" + (bad ? " bad" : "");
  result.hidden = false;
  clearTimeout(hideTimer);
  hideTimer = setTimeout(() => { result.hidden = true; }, 60000);
}

const recordings = () => [
  { label: "Start recording", title: "Start a recording?", text: "It starts immediately.",
    fields: [{ label: "Minutes", name: "minutes", attributes: { type: "number", min: 1, max: 240, value: 10 } }], body: v => ({ action: "start_recording", minutes: Number(v.minutes) }) },
  { label: "Stop recording", title: "Stop the recording?", text: "The video is finished and queued for upload.", body: () => ({ action: "stop_recording" }) },
  { label: "Extend recording", title: "Extend the recording?", text: "By recorder.extension, up to recorder.longest: 5 and 20 minutes unless configured.",
    body: () => ({ action: "extend_recording" }) }
];

const restart = name => ({
  label: "Restart " + name, title: `Restart ${name}?`, body: () => ({ action: "restart", service: name }),
  text: program.packaged_recorder && name === program.name
    ? "A running recording is finished first. This takes less than a minute." : "The watchdog stops it and starts it again."
});

const all = () => [
  ...(program.recorder_watched ? recordings() : []), ...services.map(restart),
  { label: "Hold", title: "Put the watchdog on hold?", text: "Nothing is restarted or rebooted until the hold expires.",
    fields: [{ label: "Minutes", name: "minutes", attributes: { type: "number", min: 1, max: 1440, value: 30 } },
      { label: "Why", name: "why", attributes: { maxLength: 120, required: false } }], body: v => ({ action: "hold", minutes: Number(v.minutes), why: v.why }) },
  { label: "End hold", title: "End every hold?", text: "The watchdog resumes immediately.", body: () => ({ action: "release" }) },
  { label: "Reboot", danger: true, title: `Reboot ${device}?`, text: `${program.recorder_watched ? "Nothing is recorded" : "Nothing runs on it"} for a few minutes. Type the device's name to confirm: ${device}`,
    fields: [{ label: "Name of the device", name: "confirm", attributes: { autocomplete: "off", autocapitalize: "off" } }], body: v => ({ action: "reboot", confirm: v.confirm }) }
];

async function runAction(action) {
  if (!csrf && !await logIn()) return;
  const result = await openDialog(action.title, action.text, action.fields || [], action.label, values => post("actions", action.body(values)), action.danger);
  if (result) showResult(result.message);
}

/** Draws the buttons, and again when the device's name or what is watched changes. Only the packaged recorder records on request. */
export function show(deviceName, watched, names) {
  // While the watchdog does not respond, they stay.
  const known = names.length ? names : services.length ? services : [watched.name];
  if (JSON.stringify([deviceName, watched, known]) === JSON.stringify([device, program, services])) return;
  [device, program, services] = [deviceName, watched, known];
  byId("actions").replaceChildren(...all().map(action =>
    element("button", { type: "button", class: action.danger ? "danger" : "", onclick: () => runAction(action) }, action.label)));
}

export function initLogin(onChange) {
  changed = onChange;
  byId("login").addEventListener("click", async () => {
    if (!csrf) { await logIn(); return; }
    try { await post("logout", {}); } catch (error) { showResult(error.message, true); }
    await loadSession();
    changed();
  });
}
