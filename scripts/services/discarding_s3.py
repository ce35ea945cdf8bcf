"""As much of S3 as uploads need, and nothing is kept but names and sizes: see the script discarding-s3."""

import http.server
import pathlib
import ssl
import sys
import threading
import urllib.parse

DATE = "Thu, 01 Jan 2026 00:00:00 GMT"
lock = threading.Lock()
sizes: dict[str, int] = {}
uploads: dict[str, dict[int, int]] = {}
memory = threading.local()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def discard(self) -> int:
        """Reads the body, and says how many bytes the client means by it."""
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            while size := int(self.rfile.readline(), 16):
                self.skip(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            self.skip(int(self.headers.get("content-length", 0)))
        return int(self.headers.get("x-amz-decoded-content-length", self.headers.get("content-length", 0)))

    def skip(self, left: int):
        if not hasattr(memory, "buffer"):
            memory.buffer = memoryview(bytearray(1 << 20))
        while left > 0:
            count = self.rfile.readinto(memory.buffer[: min(left, 1 << 20)])
            if not count:
                break
            left -= count

    def target(self) -> tuple[str, dict[str, str]]:
        path, _, query = self.path.partition("?")
        return urllib.parse.unquote(path), dict(urllib.parse.parse_qsl(query, keep_blank_values=True))

    def do_PUT(self):
        key, query = self.target()
        size = self.discard()
        with lock:
            if "partNumber" in query:
                uploads[query["uploadId"]][int(query["partNumber"])] = size
            else:
                sizes[key] = size
        # As Amazon's does, which compares it as well.
        checksums = {name: value for name, value in self.headers.items() if name.lower() == "x-amz-checksum-crc32"}
        self.answer(200, headers={"ETag": '"00000000000000000000000000000000-1"', **checksums})

    def do_POST(self):
        key, query = self.target()
        self.discard()
        with lock:
            if "uploads" in query:
                upload = f"upload-{len(uploads)}"
                uploads[upload] = {}
                body = f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
            else:
                sizes[key] = sum(uploads.get(query["uploadId"], {}).values())
                body = '<CompleteMultipartUploadResult><ETag>"0-1"</ETag></CompleteMultipartUploadResult>'
        self.answer(200, body)

    def do_HEAD(self):
        key, _ = self.target()
        with lock:
            size = sizes.get(key)
        if size is None:
            return self.answer(404)
        self.answer(200, headers={"Content-Length": str(size), "ETag": '"0-1"', "Last-Modified": DATE})

    def do_GET(self):
        _, query = self.target()
        name = "ListMultipartUploadsResult" if "uploads" in query else "ListBucketResult"
        self.answer(200, f"<{name}><IsTruncated>false</IsTruncated></{name}>")

    def do_DELETE(self):
        key, _ = self.target()
        with lock:
            sizes.pop(key, None)
        self.answer(204)

    def answer(self, status, body="", headers=None):
        self.send_response_only(status)
        headers = {"Content-Length": str(len(body)), **(headers or {})}
        if status == 204:
            del headers["Content-Length"]
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


port, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
server = Server(("127.0.0.1", port), Handler)
if "--tls" in sys.argv[3:]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
