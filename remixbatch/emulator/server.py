"""The HTTP of the emulator: one thread a connection, connections that stay open, 127.0.0.1 and nothing else.

Werkzeug's own server ends every connection after one answer, so this is Python's, with werkzeug for requests
and answers.
"""

import errno
import json
import socketserver
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, ClassVar
from urllib.parse import unquote_to_bytes

from werkzeug import Response

from remixbatch.emulator.delivery import WAYS, Written, deliver, reset
from remixbatch.emulator.denied import DeniedError, Reason
from remixbatch.emulator.faults import Rule
from remixbatch.emulator.lifeline import die_with_parent
from remixbatch.emulator.openai import OPENAI
from remixbatch.emulator.options import EmulatorError, Options
from remixbatch.emulator.service import Service
from remixbatch.emulator.studio import Studio
from remixbatch.emulator.toapis import TOAPIS

HOST = "127.0.0.1"
BODY_MOST = 1_000_000
DIALECTS = {dialect.name: dialect for dialect in (OPENAI, TOAPIS)}


def serve(options: Options) -> None:
    """Serve until interrupted; print one JSON line on stdout as soon as there is somebody to answer.

    Raises EmulatorError where the port or the state cannot be had.
    """
    if options.die_with_parent:
        die_with_parent()
    with Server(options) as server:
        told = {"url": server.url, "dialect": options.dialect, "state": str(options.state)}
        try:
            print(json.dumps(told), flush=True)  # noqa: T201 - this is the answer of the program
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        except BrokenPipeError:
            pass  # whoever asked has left before we could say where we are


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, options: Options) -> None:
        dialect = DIALECTS[options.dialect]
        studio = Studio(options, dialect.refusal, time.time)
        try:
            super().__init__((HOST, options.port), Handler)
        except OSError as error:
            studio.books.close()
            raise _no_port(options.port, error) from None
        self.url = f"http://{HOST}:{self.server_address[1]}"
        self.service = Service(dialect, studio, self.url, options)
        self.verbose = options.verbose

    def server_bind(self) -> None:
        """Without the look-up of this machine's name, which can take seconds and serves nothing here."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def verify_request(self, request: Any, _client_address: Any) -> bool:
        """Whether anything is read of a connection; else it is closed."""
        rule = self.service.meets()
        if rule is not None and rule.fault == "reset":
            reset(request)
        return rule is None

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):  # else the client left: its right
            print(f"emulator: a fault of its own: {error!r}", file=sys.stderr)  # noqa: T201


def _no_port(port: int, error: OSError) -> EmulatorError:
    why = (
        "is taken by another program"
        if error.errno == errno.EADDRINUSE
        else f"cannot be used: {error.strerror}"
    )
    return EmulatorError(
        f"port {port} of {HOST} {why}",
        hint="Choose another with --port, or --port 0 for any free one.",
    )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together
    disable_nagle_algorithm = True
    timeout: ClassVar[float | None] = 600.0  # of a connection on which nothing is asked

    def version_string(self) -> str:
        return "remixbatch-emulator"

    @property
    def emulator(self) -> Server:
        assert isinstance(self.server, Server)
        return self.server

    def handle_method(self) -> None:
        """The effect first, then its answer: what is booked stays so if nobody is there to be told."""
        body = self._read()
        if body is None:
            return
        environ = self._environ(body)
        effect = self.emulator.service.act(environ)
        time.sleep(effect.delay)
        if effect.way is not None and effect.way.fault in WAYS:
            self._deliver(effect.answer, environ, effect.way)
        else:
            self._answer(effect.answer, environ)
            self.wfile.flush()
        self.emulator.service.told(effect)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_method  # noqa: N815

    def _deliver(self, answer: Response, environ: dict[str, Any], way: Rule) -> None:
        """Send an answer as a fault has it; then the connection is spent."""
        self.close_connection = True
        content, _, headers = answer.get_wsgi_response(environ)
        body = b"".join(content)
        deliver(
            self.connection,
            Written(status=answer.status_code, headers=list(headers), body=body),
            way,
        )

    def _read(self) -> bytes | None:
        """The whole body; None where there is none to act on. A body cut short is no submission."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers:
            self.send_error(411, "Send a Content-Length; chunked bodies are not read here")
        elif not (length.isascii() and length.isdecimal()):
            self.send_error(400, "Content-Length is not a number")
        elif len(length) > 9 or int(length) > BODY_MOST:
            self.send_error(413, f"A body has at most {BODY_MOST} bytes")
        else:
            body = self.rfile.read(int(length))
            if len(body) == int(length):
                return body
            self.close_connection = True
        return None

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": str(self.emulator.server_port),
            "SERVER_PROTOCOL": self.request_version,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
        }
        for name, value in self.headers.items():
            key = "HTTP_" + name.upper().replace("-", "_")
            if key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"):
                environ[key] = f"{environ[key]},{value}" if key in environ else value
        return environ

    def _answer(self, answer: Response, environ: dict[str, Any]) -> None:
        content, _, headers = answer.get_wsgi_response(environ)
        data = b"".join(content)
        self.send_response(answer.status_code)
        for name, value in headers:
            if name.lower() not in ("date", "connection"):
                self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def send_error(
        self, code: int, message: str | None = None, _explain: str | None = None
    ) -> None:
        """What is not even a request: answered in the dialect's form, and the connection ends."""
        denied = DeniedError(Reason.INVALID, message or f"HTTP {code}")
        answer = self.emulator.service.refusal(denied)
        answer.status_code = code
        self.close_connection = True
        self.request_version = self.protocol_version  # until it is read, the library says 0.9
        self._answer(answer, {"REQUEST_METHOD": self.command or "GET"})

    def log_message(self, format: str, *values: Any) -> None:  # noqa: A002 - the name is the library's
        if self.emulator.verbose:
            super().log_message(format, *values)
