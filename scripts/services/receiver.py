"""Takes messages by HTTP and writes them down, one JSON object a line, in FOLDER/requests.jsonl. See the script `receiver`."""

import http.server
import json
import pathlib
import ssl
import sys
import threading

folder, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
lock = threading.Lock()
counts = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def take(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        word = self.path.split("?")[0].split("/")[1]
        with lock:
            counts[word] = counts.get(word, 0) + 1
            with open(folder / "requests.jsonl", "a") as file:
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = {"method": self.command, "path": self.path, "headers": headers, "body": body.decode()}
                file.write(json.dumps(request) + "\n")
        if word == "hang":
            # Until the client has had enough.
            self.rfile.read(1)
            self.close_connection = True
        elif word == "drip":
            # An answer that never ends.
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 1024)
            except OSError:
                self.close_connection = True
        elif word == "cut":
            # It promises more than it says.
            self.send_response(200)
            self.send_header("content-length", "1000")
            self.end_headers()
            self.wfile.write(b"short")
            self.close_connection = True
        elif word == "garbage":
            self.wfile.write(b"220 this is no HTTP\r\n\r\n")
            self.close_connection = True
        elif word == "redirect":
            self.answer(302, b"", location=f"http://127.0.0.1:{port}/ok")
        elif word == "flaky" and counts[word] == 1:
            self.answer(503, b"busy")
        elif word.isdigit():
            # Says back what it was asked, as some do.
            self.answer(int(word), f"refused {self.path} {self.headers.get('authorization')}".encode())
        elif word == "botTOKEN1234":
            self.answer(200, b'{"ok":true}')
        elif word == "botWRONG1234":
            self.answer(200, b'{"ok":false,"description":"Unauthorized"}')
        elif word == "portal":
            self.answer(200, b"<html>Please log in</html>")
        else:
            self.answer(200, b"ok")

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_GET = do_PROPFIND = do_MKCOL = do_DELETE = take


server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
server.daemon_threads = True
if (folder / "server.pem").exists():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
