#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Accepts logs as Loki does (POST /loki/api/v1/push, JSON, optionally gzipped) and appends each line to a file. usage: loki.py PORT FILE"""
import gzip
import http.server
import json
import sys


class Push(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        streams = json.loads(body)["streams"]
        with open(sys.argv[2], "a", encoding="utf-8") as out:
            for stream in streams:
                for _, line in stream["values"]:
                    out.write(line + "\n")
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Push).serve_forever()
