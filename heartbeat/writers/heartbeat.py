# SPDX-License-Identifier: Apache-2.0
"""A heartbeat for the watchdog of Peace of Mind: one file, no dependencies, Python 3.7 or later.

    from heartbeat import Heartbeat
    heartbeat = Heartbeat("/run/myapp/heartbeat.json")
    while True:
        work()
        heartbeat.beat(state="ready")

Call beat() from the main loop, about once a second, and from nowhere else: a thread of its own would beat for a program that hangs. It
never raises and never blocks; a thread writes the file, so that a disk that hangs costs beats and not the program.
"""

import json
import os
import threading
from datetime import datetime, timezone


class Heartbeat:
    """Writes the file by a rename, so that a reader never finds half of it.

    written, dropped: numbers of beats. last_error: why the last one was not written, or None.
    """

    def __init__(self, path):
        self.written = 0
        self.dropped = 0
        self.last_error = None
        self._path = os.path.abspath(os.fspath(path))
        self._sequence = 0
        self._pending = None
        self._wake = threading.Condition()
        self._pid = None

    def beat(self, state="ready", **members):
        """Queues a heartbeat; it replaces one that is still waiting. Further members must be JSON; the state error means: alive, and unable
        to work."""
        try:
            self._sequence += 1
            now = datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")
            beat = {"timestamp": now, "state": str(state), "pid": os.getpid(), "sequence": self._sequence}
            try:
                text = json.dumps(dict(beat, **members), default=str, allow_nan=False)
            except (TypeError, ValueError, RecursionError) as unusable:
                # The program is alive, whatever it wanted to say.
                text = json.dumps(dict(beat, members_error=str(unusable)))
            if self._pid != os.getpid():
                # At the first beat, and after a fork, which copies no thread and perhaps a lock that is held.
                self._wake = threading.Condition()
                self._pending = None
                threading.Thread(target=self._run, args=(self._wake,), name="heartbeat-writer", daemon=True).start()
                self._pid = os.getpid()
            with self._wake:
                if self._pending is not None:
                    self.dropped += 1
                self._pending = text
                self._wake.notify()
        except Exception as problem:  # A heartbeat must not end the program.
            self.dropped += 1
            self.last_error = str(problem)

    def _run(self, wake):
        while True:
            with wake:
                while self._pending is None:
                    wake.wait()
                text, self._pending = self._pending, None
            try:
                self._replace(text)
                self.written += 1
                self.last_error = None
            except Exception as problem:
                self.dropped += 1
                self.last_error = str(problem)

    def _replace(self, text):
        folder, name = os.path.split(self._path)
        os.makedirs(folder, exist_ok=True)
        temporary = os.path.join(folder, "." + name + ".tmp")
        try:
            # Without fsync: a heartbeat is worthless after a power cut, and syncing wears an SD card out.
            with open(temporary, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            os.replace(temporary, self._path)
        except Exception:
            try:
                os.unlink(temporary)
            except OSError:
                pass
            raise
