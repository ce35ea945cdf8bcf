"""A proxy that injects faults into HTTP.

The file rules.json is a list of rules; each is used as often as `times` says (once, when it does not), in their order:

    {"method": "PUT", "contains": "partNumber=2", "payload": "UNSIGNED-PAYLOAD", "times": 3, "do": …}

`do` is one of

    {"answer": 503, "headers": {…}, "body": "…"}    answers by itself
    {"reset": 100000}       takes so many bytes of the body, then resets the connection
    {"lose": true}          lets the request through, and resets the connection instead of answering
    {"truncate": 1000}      answers, and resets the connection after so many bytes of the body
    {"stall": true}         never answers
    {"choke": 1000}         takes so many bytes of the body, then neither takes nor answers anything
    {"pass": true}          lets the request through as it is, so that a later rule meets the next one
    {"damage": 1000}        lets the request through with the byte at this place of its body changed

A request that no rule is for goes to the server, or is answered with 404 when there is none. As S3 does, and the servers
behind do not, a body is refused that does not have the CRC-32 of its header `x-amz-checksum-crc32`.
"""

import argparse
import base64
import http.client
import http.server
import json
import pathlib
import socket
import ssl
import struct
import threading
import zlib

options = argparse.ArgumentParser()
options.add_argument("folder", type=pathlib.Path)
options.add_argument("port", type=int)
options.add_argument("--server", type=int)
options.add_argument("--tls", action="store_true")
options = options.parse_args()

lock = threading.Lock()
used = {}
#: Never set: what waits for it waits until the end.
released = threading.Event()


def rule_for(request):
    """The first rule that this request meets and that is not used up."""
    path = options.folder / "rules.json"
    with lock:
        rules = json.loads(path.read_text()) if path.exists() else []
        for rule in rules:
            name = json.dumps(rule, sort_keys=True)
            if rule.get("method", request.command) != request.command:
                continue
            if rule.get("contains", "") not in request.path:
                continue
            if rule.get("payload", request.payload()) != request.payload():
                continue
            if used.get(name, 0) >= rule.get("times", 1):
                continue
            used[name] = used.get(name, 0) + 1
            return rule["do"]
    return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self, limit=None):
        """The request's body, in chunks or not, or as much of it."""
        limit = float("inf") if limit is None else limit
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(min(int(self.headers.get("content-length", 0)), limit))
        body = b""
        while len(body) < limit:
            size = int(self.rfile.readline().split(b";")[0] or b"0", 16)
            body += self.rfile.read(min(size, limit - len(body)))
            if len(body) < limit:
                self.rfile.readline()
            if size == 0:
                break
        return body

    def payload(self):
        """What the signature of S3 says of the body."""
        return self.headers.get("x-amz-content-sha256", "-")

    def is_whole(self, body):
        checksum = self.headers.get("x-amz-checksum-crc32")
        return checksum is None or base64.b64decode(checksum) == zlib.crc32(body).to_bytes(4, "big")

    def handle_any(self):
        with lock, (options.folder / "requests.log").open("a") as log:
            authorization = self.headers.get("authorization", "-").replace(" ", "_")
            log.write(f"{self.command} {self.path} {authorization} {self.payload()}\n")
        rule = rule_for(self)
        if rule and "reset" in rule:
            self.body(rule["reset"])
            return self.reset()
        if rule and "choke" in rule:
            self.body(rule["choke"])
            released.wait()
            return self.reset()
        body = self.body()
        if rule and "stall" in rule:
            self.connection.recv(1)
            return self.reset()
        if rule and "damage" in rule:
            place = rule["damage"]
            body = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        if rule and "answer" in rule:
            return self.answer(rule["answer"], rule.get("headers", {}).items(), rule.get("body", "").encode())
        if not self.is_whole(body):
            return self.answer(400, [], b"<Error><Code>BadDigest</Code></Error>")
        if options.server is None:
            return self.answer(404, [], b"")
        connection = http.client.HTTPConnection("127.0.0.1", options.server, timeout=60)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ("content-length", "transfer-encoding"):
                    connection.putheader(name, value)
            if body or self.command in ("PUT", "POST"):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            data = response.read()
        except OSError:
            return self.reset()
        if rule and "lose" in rule:
            return self.reset()
        headers = [(n, v) for n, v in response.getheaders() if n.lower() not in ("connection", "transfer-encoding")]
        self.answer(response.status, headers, data, rule.get("truncate") if rule else None)

    def do_CONNECT(self):
        """As a proxy does, but what comes through is answered here."""
        with lock, (options.folder / "requests.log").open("a") as log:
            authorization = self.headers.get("proxy-authorization", "-").replace(" ", "_")
            log.write(f"CONNECT {self.path} {authorization} -\n")
        self.send_response_only(200)
        self.end_headers()

    def answer(self, status, headers, body, truncate=None):
        self.send_response_only(status)
        headers = list(headers)
        names = [name.lower() for name, _ in headers]
        if "content-length" not in names and status not in (204, 304):
            headers.append(("Content-Length", str(len(body))))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body[:truncate])
        if truncate is not None:
            self.wfile.flush()
            self.reset()

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any
    do_PROPFIND = do_MKCOL = do_MOVE = handle_any

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass


server = Server(("127.0.0.1", options.port), Handler)
if options.tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.folder / "server.pem", options.folder / "server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
