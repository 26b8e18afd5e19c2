#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a heartbeat as the existing Python recorder does: local time without a zone, a temporary file, a rename.

usage: heartbeat.py FILE [--ignore-sigterm | --fail-on-sigterm]
--fail-on-sigterm exits with code 1 on SIGTERM. SIGUSR1 hangs the main loop, SIGUSR2 exits with code 0.
"""
import json
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path

heartbeat_file = Path(sys.argv[1])
started = time.time()
hung = False


def hang(*_):
    global hung
    hung = True


signal.signal(signal.SIGUSR1, hang)
if "--ignore-sigterm" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "--fail-on-sigterm" in sys.argv:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
signal.signal(signal.SIGUSR2, lambda *_: sys.exit(0))
while True:
    if not hung:
        beat = {
            "timestamp": datetime.now().isoformat(),
            "uptime_seconds": time.time() - started,
            "state": "ready",
            "recording_active": False,
            "upload_queue_size": 0,
            "currently_uploading": None,
            "pid": os.getpid(),
        }
        temporary = heartbeat_file.with_suffix(".tmp")
        temporary.write_text(json.dumps(beat, indent=2))
        temporary.rename(heartbeat_file)
    time.sleep(1)
