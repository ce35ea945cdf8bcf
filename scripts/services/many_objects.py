"""Lists a bucket that holds many backups: see the script many-objects."""

import datetime
import http.server
import pathlib
import sys
import urllib.parse

folder, port, total = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
PAGE = 1000
NEWEST = datetime.datetime(2026, 1, 1)


def contents(number):
    started = NEWEST - datetime.timedelta(minutes=number // 2)
    name = "receipt.json" if number % 2 else "target.sql.zst"
    key = f"job/target/{started:%Y%m%dT%H%M%SZ}-{number // 2 % 65536:04x}/{name}"
    return f"<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>1000</Size></Contents>"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        query = dict(urllib.parse.parse_qsl(self.path.partition("?")[2]))
        with (folder / "requests.log").open("a") as log:
            log.write(self.path + "\n")
        start = int(query.get("continuation-token", 0))
        end = min(start + PAGE, total)
        more = f"<NextContinuationToken>{end}</NextContinuationToken>" if end < total else ""
        body = (
            f"<ListBucketResult><IsTruncated>{'true' if more else 'false'}</IsTruncated>{more}"
            + "".join(contents(number) for number in range(start, end))
            + "</ListBucketResult>"
        ).encode()
        self.send_response_only(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
