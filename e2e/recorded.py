#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the length in seconds of a Matroska recording in progress: the timestamp of its newest cluster (RFC 9559)."""
import re
import sys

with open(sys.argv[-1], "rb") as recording:
    data = recording.read()
newest = 0
for cluster in re.finditer(rb"\x1f\x43\xb6\x75", data):
    # The cluster's size, whose first byte encodes its own length; the checksum that ffmpeg writes; Timestamp with its size, in milliseconds.
    at = cluster.end()
    if at + 24 > len(data):
        break
    at += 9 - data[at].bit_length()
    if data[at:at + 2] == b"\xbf\x84":
        at += 6
    size = data[at + 1] & 0x7F
    if data[at] == 0xE7 and size <= 8:
        newest = max(newest, int.from_bytes(data[at + 2:at + 2 + size], "big"))
print(newest / 1000)
