#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server that accepts everything (RFC 5321) and saves each mail to a file. usage: mailbox.py PORT FOLDER"""
import email
import email.policy
import itertools
import os
import socketserver
import sys

FOLDER = sys.argv[2]
NUMBERS = itertools.count(1)
LIMIT_BYTES = 2_000_000


class Session(socketserver.StreamRequestHandler):
    timeout = 60

    def send(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.send("220 outside ESMTP")
        for raw in iter(self.rfile.readline, b""):
            verb = raw.split(b":")[0].split()[0].upper() if raw.split() else b""
            if verb in (b"EHLO", b"HELO"):
                self.send("250 outside")
            elif verb == b"DATA":
                self.send("354 end data with a single dot")
                self.save_mail()
                self.send("250 queued")
            elif verb == b"QUIT":
                self.send("221 bye")
                return
            else:
                self.send("250 ok")

    def save_mail(self):
        data = b""
        for line in iter(self.rfile.readline, b".\r\n"):
            if not line or len(data) > LIMIT_BYTES:
                return
            data += line[1:] if line.startswith(b"..") else line
        mail = email.message_from_bytes(data, policy=email.policy.default)
        name = os.path.join(FOLDER, "%03d.eml" % next(NUMBERS))
        with open(name + ".new", "w", encoding="utf-8") as out:
            # Decoded, for scripts to search.
            out.write("Subject: %s\n\n%s" % (mail["subject"], mail.get_body(("plain",)).get_content()))
        os.rename(name + ".new", name)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


with Server(("127.0.0.1", int(sys.argv[1])), Session) as server:
    server.serve_forever()
