// SPDX-License-Identifier: Apache-2.0
/*
 * A heartbeat for the watchdog of Peace of Mind: one file, no dependencies, Node 12 or later.
 *
 *     const { Heartbeat } = require("./heartbeat.js");
 *     const heartbeat = new Heartbeat("/run/myapp/heartbeat.json");
 *     setInterval(() => heartbeat.beat({ state: "ready" }), 1000);
 *
 * Call beat() from the event loop, about once a second: a loop that hangs beats no more. It never throws and never blocks; a beat that comes
 * while the one before is still being written is dropped.
 */
"use strict";

const fs = require("fs");
const path = require("path");

class Heartbeat {
  /** written, dropped: numbers of beats. lastError: why the last one was not written, or null. */
  constructor(file) {
    this.file = path.resolve(file);
    this.temporary = path.join(path.dirname(this.file), "." + path.basename(this.file) + ".tmp");
    this.written = 0;
    this.dropped = 0;
    this.lastError = null;
    this.sequence = 0;
    this.writing = false;
  }

  /** Further members must be JSON; the state "error" means: alive, and unable to work. */
  beat(members = {}) {
    try {
      this.sequence++;
      if (this.writing) {
        this.dropped++;
        return;
      }
      const beat = { timestamp: new Date().toISOString(), state: "ready", pid: process.pid, sequence: this.sequence };
      let text;
      try {
        text = JSON.stringify({ ...beat, ...members }) + "\n";
      } catch (unusable) {
        // The program is alive, whatever it wanted to say.
        text = JSON.stringify({ ...beat, members_error: String(unusable.message) }) + "\n";
      }
      this.writing = true;
      // Without fsync: a heartbeat is worthless after a power cut, and syncing wears an SD card out.
      fs.mkdir(path.dirname(this.file), { recursive: true }, (noFolder) => {
        if (noFolder) {
          this._finish(noFolder);
          return;
        }
        fs.writeFile(this.temporary, text, (failure) => {
          if (failure) {
            fs.unlink(this.temporary, () => this._finish(failure));
          } else {
            // A reader finds the old file or the new one, never half of it.
            fs.rename(this.temporary, this.file, (refused) => this._finish(refused));
          }
        });
      });
    } catch (problem) {
      this._finish(problem);
    }
  }

  _finish(problem) {
    this.writing = false;
    this.lastError = problem ? String(problem.message || problem) : null;
    if (problem) {
      this.dropped++;
    } else {
      this.written++;
    }
  }
}

module.exports = { Heartbeat };
