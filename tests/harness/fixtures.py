"""Fixtures for tests that are clients of a running Odoo.

    server          session: OdooServer on a fresh database with the addon, no demo data
    demo_server     session: the same with the addon's demo data
    rpc             session: Rpc, XML-RPC as the administrator of `server`
    json2           session: JsonTwo, JSON-2 as the administrator of `server`
    new_database    function -> name: new_database(addon=True, demo=False), dropped at the
                    end of the session
    new_server      function -> OdooServer: new_server(database, arguments=()), stopped at
                    the end of the session
    expect_log      function: expect_log(pattern) says that this test makes Odoo log a
                    warning or error that matches; it fails when none does
    shared_data     Path of the real data of tutorials and tests; see its docstring

An OdooServer has url, database, port, login, password, log, api_key(login).

Every test fails that makes a server log a WARNING or worse which is neither expected by
it nor in tooling/known_log_lines.toml.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.rpc import JsonTwo, Rpc
from tooling import databases, logcheck, paths
from tooling.server import OdooServer, fresh_database


class Servers:
    """The servers of this test session, and how far each one's log has been read."""

    def __init__(self) -> None:
        self.running: list[OdooServer] = []
        self._read: dict[OdooServer, int] = {}

    def start(self, database: str, arguments: tuple[str, ...] = ()) -> OdooServer:
        server = OdooServer(database, arguments=arguments)
        server.start()
        self.running.append(server)
        self._read[server] = 0
        return server

    def stop(self) -> None:
        for server in self.running:
            server.stop()

    def new_lines(self) -> str:
        text = ""
        for server in self.running:
            offset = self._read[server]
            self._read[server] = server.log_size()
            text += server.log_since(offset)
        return text


class ExpectedLog:
    """The patterns of log records that a test expects.

    With `by_chance` it depends on who comes first whether there is such a record.
    """

    def __init__(self) -> None:
        self.patterns: list[str] = []
        self.by_chance: list[str] = []

    def __call__(self, pattern: str, *, by_chance: bool = False) -> None:
        (self.by_chance if by_chance else self.patterns).append(pattern)


@pytest.fixture(scope="session")
def _servers() -> Iterator[Servers]:
    servers = Servers()
    yield servers
    servers.stop()
    # What they log while they stop counts as well.
    bad = logcheck.bad_records(servers.new_lines())
    assert not bad, "\n".join(map(str, bad))


@pytest.fixture(scope="session")
def _assets(pytestconfig: pytest.Config) -> bool:
    """Whether databases come with the web client's bundles: where browsers are used."""
    return pytestconfig.pluginmanager.has_plugin("harness.pages")


@pytest.fixture(scope="session")
def server(_servers: Servers, _assets: bool) -> Iterator[OdooServer]:
    with fresh_database("test_server", assets=_assets) as name:
        running = _servers.start(name)
        yield running
        running.stop()


@pytest.fixture(scope="session")
def demo_server(_servers: Servers, _assets: bool) -> Iterator[OdooServer]:
    with fresh_database("test_demo", demo=True, assets=_assets) as name:
        running = _servers.start(name)
        yield running
        running.stop()


@pytest.fixture(scope="session")
def rpc(server: OdooServer) -> Rpc:
    return Rpc(server.url, server.database, server.login, server.password)


@pytest.fixture(scope="session")
def json2(server: OdooServer) -> JsonTwo:
    return JsonTwo(server.url, server.database, server.api_key())


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[..., str]]:
    made: list[str] = []

    def make(*, addon: bool = True, demo: bool = False, assets: bool = False) -> str:
        name = f"test_new{len(made)}_{os.getpid()}_1"
        databases.drop(name)
        databases.new(name, addon=addon, demo=demo, assets=assets)
        made.append(name)
        return name

    yield make
    for name in made:
        databases.drop(name)


@pytest.fixture(scope="session")
def new_server(
    _servers: Servers, new_database: Callable[..., str]
) -> Callable[..., OdooServer]:
    # new_database is asked for so that its databases outlive the servers on them.
    return _servers.start


@pytest.fixture
def expect_log() -> ExpectedLog:
    return ExpectedLog()


@pytest.fixture(autouse=True)
def _clean_log(_servers: Servers, expect_log: ExpectedLog) -> Iterator[None]:
    yield
    bad = logcheck.bad_records(_servers.new_lines())
    unseen = [
        pattern
        for pattern in expect_log.patterns
        if not any(re.search(pattern, str(record)) for record in bad)
    ]
    assert not unseen, f"expected in Odoo's log, but not there: {unseen}"
    bad = [
        record
        for record in bad
        if not any(
            re.search(pattern, str(record))
            for pattern in expect_log.patterns + expect_log.by_chance
        )
    ]
    assert not bad, "unexpected in Odoo's log:\n" + "\n".join(map(str, bad))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data: FUEL_SHARED_DATA, or ../shared/data beside the checkout.

    The files may not be published, so a public clone has none: the tests that need them
    are then skipped, with the reason in the summary. Where the variable is set or CI
    runs, they have to be there, for a test that did not run proves nothing.
    """
    given = os.environ.get("FUEL_SHARED_DATA")
    folder = Path(given or paths.ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        reason = f"the real data is not here: no folder {folder} (FUEL_SHARED_DATA)"
        if given or os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
