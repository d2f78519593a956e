"""What can keep the embedded server from running: somebody else runs it, or the machine does not allow it."""

from __future__ import annotations

from darcha.law.errors import ConfigurationError


class ServerBusy(ConfigurationError):
    """Another process holds the data folder; ``pid`` is that process."""

    code = "server.busy"
    status = 503
    text = "The database in {folder} is already in use by process {pid}."
    cure = "Use the running one, or stop process {pid} first."


class ServerFailed(ConfigurationError):
    """The server cannot be made or started; ``why`` says what is in the way and ``cure`` what to do about it."""

    code = "server.failed"
    status = 503
    text = "{why}"
    cure = "{cure}"
