"""A mail server that keeps what it gets, or does what it is told to do wrong. See the script `smtp` beside it."""

import argparse
import asyncio
import hmac
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, auth_mechanism

LOGIN, PASSWORD = b"backup", b'pass "word" #1'

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("port", type=int)
parser.add_argument("--starttls", action="store_true")
parser.add_argument("--tls", action="store_true")
parser.add_argument("--auth")
# `451`, `550`: the answer to every mail; `451-once`: to the first; `hang`: no greeting, ever; `drop`: the connection ends
# when the mail was taken, so that its sender cannot know.
parser.add_argument("--fault", default="")
options = parser.parse_args()


class Sink:
    def __init__(self):
        self.count = 0
        self.refused = 0

    async def handle_DATA(self, server, session, envelope):
        if options.fault in ("451", "550") or (options.fault == "451-once" and self.refused == 0):
            self.refused += 1
            return f"{options.fault[:3]} not this one"
        self.count += 1
        facts = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "auth": getattr(session, "mechanism", None),
            "helo": session.host_name,
        }
        (options.folder / f"mails/{self.count}.eml").write_bytes(envelope.original_content)
        temporary = options.folder / f"mails/{self.count}.tmp"
        temporary.write_text(json.dumps(facts))
        temporary.rename(options.folder / f"mails/{self.count}.json")
        if options.fault == "drop":
            server.transport.abort()
        return "250 kept"

    @auth_mechanism("CRAM-MD5")
    async def auth_CRAM_MD5(self, server, args):
        challenge = b"<1.2@sink>"
        answer = await server.challenge_auth(challenge)
        login, _, digest = answer.rpartition(b" ")
        expected = hmac.new(PASSWORD, challenge, "md5").hexdigest().encode()
        server.session.mechanism = "CRAM-MD5"
        return AuthResult(success=login == LOGIN and digest == expected)

    @auth_mechanism("EXTERNAL")
    async def auth_EXTERNAL(self, server, args):
        if len(args) == 1:
            await server.challenge_auth(b"")
        server.session.mechanism = "EXTERNAL"
        return AuthResult(success=bool(server.transport.get_extra_info("peercert")))


def authenticator(server, session, envelope, mechanism, data):
    session.mechanism = mechanism
    return AuthResult(success=(data.login, data.password) == (LOGIN, PASSWORD), handled=False)


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.folder / "server.pem", options.folder / "server.key")
    if options.auth == "EXTERNAL":
        # Nobody is let in without a certificate of the same authority; the server's own is one.
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(options.folder / "authority.pem")
    sink = Sink()

    def protocol():
        known = ["PLAIN", "LOGIN", "CRAM-MD5", "EXTERNAL"]
        return SMTP(
            sink,
            tls_context=context if options.starttls else None,
            require_starttls=options.starttls,
            authenticator=authenticator,
            auth_required=bool(options.auth),
            auth_require_tls=options.starttls,
            auth_exclude_mechanism=[name for name in known if name != options.auth],
            enable_SMTPUTF8=False,
        )

    loop = asyncio.get_running_loop()
    if options.fault == "hang":
        server = await loop.create_server(asyncio.Protocol, "127.0.0.1", options.port)
    else:
        server = await loop.create_server(
            protocol, "127.0.0.1", options.port, ssl=context if options.tls else None)
    await server.serve_forever()


sys.exit(asyncio.run(main()))
