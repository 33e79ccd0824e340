"""A client for language servers that speaks JSON-RPC and hides nothing."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import IO

Message = dict[str, Any]

SETTINGS: Message = {
    "pylsp": {
        "plugins": {
            "flake8": {"enabled": True},
            "mccabe": {"enabled": False},
            "pycodestyle": {"enabled": False},
            "pyflakes": {"enabled": False},
        }
    }
}
"""What python-lsp-server must be told to leave linting to flake8."""

PATIENCE = 120.0
"""Seconds to wait for an answer, also where the machine is busy."""


class Closed(Exception):
    """The server has gone away."""


def _messages(stream: IO[bytes]) -> list[Message] | None:
    """Return the next message as a list of one, or None at the end."""
    length = 0
    for line in iter(stream.readline, b""):
        if not line.strip():
            return [json.loads(stream.read(length))]
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return None


class Client:
    """A server that was started in *root*; use it as a context manager."""

    def __init__(
        self, command: list[str], root: Path, log: Path, env: Mapping[str, str]
    ) -> None:
        self._root = root
        self._log = log.open("wb")
        self._server = subprocess.Popen(
            command,
            cwd=root,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._inbox: queue.Queue[Message | None] = queue.Queue()
        self._asked = 0
        self._version = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Client:
        self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": self._root.as_uri(),
                "capabilities": {"textDocument": {"publishDiagnostics": {}}},
            },
        )
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": SETTINGS})
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self._server.wait(10)
        except (Closed, OSError, queue.Empty, subprocess.TimeoutExpired):
            self._server.kill()
        finally:
            # Also closes the pipes.
            self._server.__exit__(None, None, None)
            self._reader.join(10)
            self._log.close()

    def _read(self) -> None:
        assert self._server.stdout is not None
        while True:
            messages = _messages(self._server.stdout)
            if messages is None:
                self._inbox.put(None)
                return
            for message in messages:
                self._inbox.put(message)

    def _send(self, message: Message) -> None:
        assert self._server.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._server.stdin.flush()

    def _wait(self, wanted: Callable[[Message], bool]) -> Message:
        end = time.monotonic() + PATIENCE
        while True:
            message = self._inbox.get(timeout=max(0.01, end - time.monotonic()))
            if message is None:
                raise Closed
            if wanted(message):
                return message
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})

    def notify(self, method: str, parameters: Any) -> None:
        """Tell the server something."""
        self._send({"method": method, "params": parameters})

    def request(self, method: str, parameters: Any) -> Any:
        """Ask the server something; return its answer."""
        self._asked += 1
        number = self._asked
        self._send({"id": number, "method": method, "params": parameters})
        answer = self._wait(lambda m: m.get("id") == number and "method" not in m)
        return answer["result"]

    def show(self, path: Path, text: str) -> list[Message]:
        """Have *text* in the editor as the content of *path*; return what is marked.

        The first time it is opened, then it is edited without being saved.
        """
        self._version += 1
        document = {"uri": path.as_uri(), "version": self._version}
        if self._version == 1:
            opened = {**document, "languageId": "python", "text": text}
            self.notify("textDocument/didOpen", {"textDocument": opened})
        else:
            changes = {"textDocument": document, "contentChanges": [{"text": text}]}
            self.notify("textDocument/didChange", changes)
        published = self._wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and m["params"]["uri"] == path.as_uri()
                and m["params"].get("version", self._version) == self._version
            )
        )
        found: list[Message] = published["params"]["diagnostics"]
        return found
