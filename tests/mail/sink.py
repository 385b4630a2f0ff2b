#!/usr/bin/env python3
"""A mail server for tests: takes what comes and appends it to a file, a JSON object a line.

    sink.py PORT_FILE MAIL_FILE [--tls CERT KEY] [--user NAME PASSWORD] [--port PORT]

The port is free, and written to PORT_FILE once it listens. What it answers depends on the recipient: later@ 451,
never@ 550, textlater@ 451 and textnever@ 554 after the text, slow@ after ten seconds, die@ takes the mail and then
closes the connection without an answer; on the sender: stranger@ 550.
"""
import argparse
import asyncio
import base64
import json
import os
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Sink:
    def __init__(self, path):
        self.path = path

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("stranger@"):
            return "550 we do not know you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("later@"):
            return "451 come again"
        if address.startswith("never@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        if to.startswith("slow@"):
            await asyncio.sleep(10)
        if to.startswith("textlater@"):
            return "451 queue is full"
        if to.startswith("textnever@"):
            return "554 we do not like it"
        with open(self.path, "a", encoding="utf-8") as f:
            f.write(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
                                "user": session.auth_data.login.decode() if session.authenticated else None,
                                "raw": base64.b64encode(envelope.original_content).decode()}) + "\n")
            f.flush()
            os.fsync(f.fileno())
        if to.startswith("die@"):
            server.transport.abort()
        return "250 taken"


def main():
    args = argparse.ArgumentParser()
    args.add_argument("port_file")
    args.add_argument("mail_file")
    args.add_argument("--tls", nargs=2)
    args.add_argument("--user", nargs=2)
    args.add_argument("--port", type=int, default=0)
    args = args.parse_args()
    how = {"enable_SMTPUTF8": False, "hostname": "sink.test"}
    if args.tls:
        how["tls_context"] = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        how["tls_context"].load_cert_chain(*args.tls)
        how["require_starttls"] = bool(args.user)
    if args.user:
        want = args.user

        def authenticate(server, session, envelope, mechanism, data):
            good = [data.login.decode(), data.password.decode()] == want
            return AuthResult(success=good, handled=good or False, auth_data=data if good else None)

        how.update(authenticator=authenticate, auth_required=True)

    async def serve():
        loop = asyncio.get_running_loop()
        sink = Sink(args.mail_file)
        server = await loop.create_server(lambda: SMTP(sink, loop=loop, **how), "127.0.0.1", args.port)
        with open(args.port_file + ".new", "w", encoding="ascii") as f:
            f.write(str(server.sockets[0].getsockname()[1]))
        os.rename(args.port_file + ".new", args.port_file)
        await server.serve_forever()

    asyncio.run(serve())


main()
