# SPDX-License-Identifier: Apache-2.0
"""Types answers into a program on a terminal of its own, then sends it a signal.

usage: interrupt.py SIGNAL WHEN SOCKET ANSWERS COMMAND...
  SIGNAL   ^C, TERM, HUP, or none
  WHEN     number of questions that are answered before it
  SOCKET   of an agent that accepts and never responds; with all questions answered, the signal comes when it is asked
  ANSWERS  file with an answer in each line

Prints exit code, whether the terminal echoed at the last question and does at the end, and then all that was shown.
"""
import fcntl
import os
import pty
import re
import select
import signal
import socket
import sys
import termios
import time

kind, count, path, answers_file, command = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:]
with open(answers_file, encoding="utf-8") as lines:
    answers = lines.read().split("\n")
agent = socket.socket(socket.AF_UNIX)
agent.bind(path)
agent.listen()
deadline = time.monotonic() + 120
# The program's side stays open here, so that the terminal's settings outlive the program.
terminal, other_side = pty.openpty()
child = os.fork()
if child == 0:
    os.setsid()
    # Whoever runs the tests in the background ignores them, and so would the program.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    fcntl.ioctl(other_side, termios.TIOCSCTTY, 0)
    for standard in range(3):
        os.dup2(other_side, standard)
    os.execvp(command[0], command)
shown = b""


def echoes():
    return int(bool(termios.tcgetattr(other_side)[3] & termios.ECHO))


def fail(reason):
    sys.stdout.write(reason + "\n" + shown.decode(errors="replace"))
    if reason == "timeout":
        os.kill(child, signal.SIGKILL)
    sys.exit(1)


def read():
    global shown
    if select.select([terminal], [], [], 0.05)[0]:
        shown += os.read(terminal, 65536)


def wait(condition):
    """Reads what is shown until the condition holds, while the program runs."""
    while not condition():
        if time.monotonic() > deadline:
            fail("timeout")
        if ended():
            fail("ended early")
        read()


def question(seen):
    def is_asked():
        text = shown[seen:]
        return re.search(rb"[\])]: $", text) is not None

    return is_asked


def ended():
    pid, status = os.waitpid(child, os.WNOHANG)
    return [os.waitstatus_to_exitcode(status)] if pid else None


at = 0
for answer in answers[:count]:
    wait(question(at))
    at = len(shown)
    os.write(terminal, answer.encode() + b"\n")
at_signal = -1
if count < len(answers):
    wait(question(at))
    at_signal = echoes()
elif kind != "none":
    wait(lambda: select.select([agent], [], [], 0)[0])
else:
    agent.close()
if kind == "^C":
    os.write(terminal, b"\x03")
elif kind != "none":
    os.kill(child, getattr(signal, "SIG" + kind))
exit_code = None
while exit_code is None:
    if time.monotonic() > deadline:
        fail("timeout")
    read()
    exit_code = (ended() or [None])[0]
while select.select([terminal], [], [], 0)[0]:
    shown += os.read(terminal, 65536)
print(f"exit={exit_code} echo={at_signal} echo_at_end={echoes()}")
print(shown.decode(errors="replace"))
