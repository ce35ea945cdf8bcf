"""An FTP server for tests: ftp_server.py FOLDER PORT QUOTA [CERTIFICATE].

User `lifeboat`, password `it's a secret`. With a certificate (and its key, in one file) it demands TLS for both of its
connections. With a quota, in bytes, an upload that would exceed it is refused as a full disk is.
"""

import os
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer

folder, port, quota = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
certificate = sys.argv[4] if len(sys.argv) > 4 else None

base = TLS_FTPHandler if certificate else FTPHandler


class Handler(base):
    """Knows the user, and how much fits."""

    authorizer = DummyAuthorizer()
    timeout = 60

    def ftp_STOR(self, file, mode="w"):
        """Answers 552 once the folder holds more than the quota."""
        used = sum(os.path.getsize(os.path.join(root, name)) for root, _, names in os.walk(folder) for name in names)
        if quota and used > quota:
            self.respond("552 Requested file action aborted: exceeded storage allocation.")
            return None
        return super().ftp_STOR(file, mode)


Handler.authorizer.add_user("lifeboat", "it's a secret", folder, perm="elradfmwMT")
Handler.authorizer.add_user("reader", "it's a secret", folder, perm="elr")
if certificate:
    Handler.certfile = certificate
    Handler.tls_control_required = True
    Handler.tls_data_required = True
FTPServer(("127.0.0.1", port), Handler).serve_forever()
