// SPDX-License-Identifier: Apache-2.0
// How the recording proceeds, and what is in it.
import { bytes, duration } from "./format.js";

/** Shorter faults are a picture or two. */
const minFaultSeconds = 60;

const fixed = (value, digits) => value.toLocaleString(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });

function faultText(recorder) {
  const faults = [["picture_black_seconds", "black"], ["picture_frozen_seconds", "standing still"]]
    .filter(([member]) => recorder[member] >= minFaultSeconds)
    .map(([member, name]) => `${name} for ${duration(recorder[member])}`);
  return faults.length ? "▲ " + faults.join(", ") : null;
}

const cameraStates = { booting: "starting", ready: "nothing", processing: "finishing a video", error: "▲ cannot be recorded" };

function recordingText(recorder) {
  return recorder.file ? `${recorder.file}, ${bytes(recorder.recording_bytes)}, ${duration(recorder.left_seconds)} left` : null;
}

/** What is recorded: a row for each of several cameras, with its pictures and sound, or one for the only camera. */
export function recordingFacts(recorder) {
  const cameras = Array.isArray(recorder.cameras) ? recorder.cameras : [];
  if (!recorder.reachable || !cameras.length) {
    return [["Recording", recorder.reachable ? recordingText(recorder) || "nothing" : "unknown: the recorder does not respond"],
      ...pictureFacts(recorder)];
  }
  return cameras.map(camera => ["Camera " + camera.name, cameraText(camera)]);
}

/** Without its file's name: on a phone several of them would fill the screen. */
function cameraText(camera) {
  if (!camera.file) return (cameraStates[camera.state] || camera.state) + (camera.error ? ": " + camera.error : "");
  const figures = pictureFacts(camera).filter(Boolean).map(([name, text]) => name.toLowerCase() + " " + text);
  return [`recording, ${duration(camera.left_seconds)} left`, bytes(camera.recording_bytes), ...figures].join(", ");
}

/** Rows of the panel "Now"; none for what is unknown. */
function pictureFacts(recorder) {
  const rate = recorder.frame_rate == null ? null : fixed(recorder.frame_rate, 1) + " per second";
  const slow = recorder.encoder_speed != null && recorder.encoder_speed < 0.95
    ? `▲ the encoder can't keep up (${fixed(recorder.encoder_speed, 2)}×)` : null;
  const dropped = recorder.file && recorder.frames_dropped ? recorder.frames_dropped + " dropped" : null;
  const picture = [faultText(recorder), rate, slow, dropped].filter(Boolean).join(", ");
  const silent = recorder.audio_silent_seconds >= minFaultSeconds ? "▲ silent for " + duration(recorder.audio_silent_seconds) : null;
  const level = recorder.audio_level_dbfs == null ? null : Math.round(recorder.audio_level_dbfs) + " dB";
  const sound = [silent, level].filter(Boolean).join(", ");
  return [picture ? ["Pictures", picture] : null, sound ? ["Sound", sound] : null];
}
