#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sets the virtual camera to 320x180 at 5 frames per second (linux/videodev2.h: VIDIOC_S_FMT, VIDIOC_S_PARM)."""
import fcntl
import struct

CAPTURE = 1
YUYV = 0x56595559
with open("/dev/video0", "rb+", buffering=0) as camera:
    pixels = struct.pack("IIIII", 320, 180, YUYV, 1, 0)
    fcntl.ioctl(camera, 0xC0D05605, bytearray(struct.pack("I4x", CAPTURE) + pixels.ljust(200, b"\0")))
    rate = struct.pack("IIII", 0, 0, 1, 5)
    fcntl.ioctl(camera, 0xC0CC5616, bytearray(struct.pack("I", CAPTURE) + rate.ljust(200, b"\0")))
