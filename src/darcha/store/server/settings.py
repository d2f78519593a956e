"""What the server is told at its start: two files, written anew each time, so that they always fit this release.

Own settings go into ``settings/local.conf``, which is read last and never written here.
"""

from __future__ import annotations

import os

from darcha.store.server.errors import ServerFailed
from darcha.store.server.folder import Layout
from darcha.store.server.keys import Role

SOCKET_PORT = 5432
"""The number in the socket's name. Without DARCHA_SERVER_PORT no network port is opened."""

_SETTINGS = """\
# Written at each start. Put your own settings into local.conf beside this file.
listen_addresses = '{listen}'
port = {port}
unix_socket_directories = '"{socket}"'   # quoted twice: it is a list
unix_socket_permissions = 0777       # the folder is the fence, the password the gate
max_connections = 60
password_encryption = scram-sha-256
allow_alter_system = off             # settings come from files that the server's account cannot write

fsync = {durable}
full_page_writes = {durable}
synchronous_commit = on              # an answer means it is on the disk
wal_compression = off                # the binaries have no lz4, and pglz costs more processor than it saves in disk
max_wal_size = 2GB
min_wal_size = 128MB

shared_buffers = 256MB               # a machine shared with others: the cache of the kernel does the rest
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off                            # many small statements

idle_in_transaction_session_timeout = 60s
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'

logging_collector = on
log_directory = '{log}'
log_filename = 'postgres-%a.log'     # a week of them
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_file_mode = 0600
log_line_prefix = '%m [%p] %q%u@%d %a '
log_min_duration_statement = 1s
log_parameter_max_length = 0         # values are people's data and stay out of the log
log_parameter_max_length_on_error = 0
log_lock_waits = on
log_startup_progress_interval = 2s

include_if_exists = 'local.conf'
"""

_ACCESS = """\
# Written at each start: nobody is trusted, every role shows its password.
local  all          all                scram-sha-256
local  replication  {superuser}           scram-sha-256
"""

_ACCESS_PORT = """\
host   all          all  127.0.0.1/32  scram-sha-256
host   all          all  ::1/128       scram-sha-256
"""


def network_port() -> int | None:
    """The port of this machine that ``DARCHA_SERVER_PORT`` opens for people who want to look, or none."""
    named = os.environ.get("DARCHA_SERVER_PORT")
    if not named:
        return None
    if not (named.isascii() and named.isdigit() and 1024 <= int(named) <= 65535):
        raise ServerFailed(
            why=f"DARCHA_SERVER_PORT is {named!r}, which is not a port.",
            cure="Set it to a number from 1024 to 65535, or leave it out: the socket needs no port.",
        )
    return int(named)


def write_settings(place: Layout, *, durable: bool) -> tuple[str, ...]:
    """Write both files and return the arguments by which the server finds them.

    ``durable=False`` leaves out waiting for the disk: for tests, whose data nobody misses.
    """
    port = network_port()
    text = _SETTINGS.format(
        listen="localhost" if port else "",
        port=port or SOCKET_PORT,
        socket=_quoted(place.socket).replace('"', '""'),
        log=_quoted(place.log),
        durable="on" if durable else "off",
    )
    access = _ACCESS.format(superuser=Role.SUPERUSER.login) + (_ACCESS_PORT if port else "")
    settings, rules = place.settings / "postgresql.conf", place.settings / "pg_hba.conf"
    for path, content in ((settings, text), (rules, access)):
        path.write_text(content)
        path.chmod(0o644)
    return ("-D", str(place.cluster), "-c", f"config_file={settings}", "-c", f"hba_file={rules}")


def _quoted(value: object) -> str:
    """A value for between the quotes of a settings file."""
    return str(value).replace("\\", "\\\\").replace("'", "''")
