#!/usr/bin/python3
"""Prints how many seconds a running Matroska recording has reached: the time stamp of its newest cluster (RFC 9559)."""
import re
import sys

with open(sys.argv[-1], "rb") as recording:
    data = recording.read()
newest = 0
for cluster in re.finditer(rb"\x1f\x43\xb6\x75", data):
    # Its size, whose first byte says how long it is; a checksum, as ffmpeg writes it; Timestamp with its size, in milliseconds.
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
