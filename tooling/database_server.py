"""How to reach a PostgreSQL server: the one this tool runs, or that of DATABASE_URL."""

import dataclasses
import socket
from urllib.parse import parse_qs, unquote, urlsplit

from .steps import Failure

REACH_SECONDS = 5.0


@dataclasses.dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server. `private` is the one that this tool runs."""

    host: str
    port: int
    user: str
    password: str = ""
    maintenance: str = "postgres"
    private: bool = True

    def environ(self) -> dict[str, str]:
        """For PostgreSQL's own programs and every other client of libpq."""
        env = {"PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user}
        if self.password:
            env["PGPASSWORD"] = self.password
        return env


def server_from_url(url: str) -> Server:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise Failure(
            f"DATABASE_URL has the scheme {parts.scheme!r}",
            "write it as postgresql://user:password@host:5432/postgres",
        )
    user = unquote(parts.username or "")
    if user in ("", "postgres"):
        raise Failure(
            f"DATABASE_URL names the database user {user!r}",
            "Odoo refuses to run as `postgres`: make a role with CREATEDB and use that",
        )
    # As libpq reads it: a socket's folder comes as ?host=/run/postgresql.
    [folder] = parse_qs(parts.query).get("host", [""])[-1:]
    return Server(
        host=folder or unquote(parts.hostname or "") or "localhost",
        port=parts.port or 5432,
        user=user,
        password=unquote(parts.password or ""),
        maintenance=parts.path.lstrip("/") or "postgres",
        private=False,
    )


def require_reachable(server: Server) -> None:
    """Say which server does not answer, before a client library says it in its own way."""
    try:
        if server.host.startswith("/"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
                probe.settimeout(REACH_SECONDS)
                probe.connect(f"{server.host}/.s.PGSQL.{server.port}")
        else:
            address = (server.host, server.port)
            socket.create_connection(address, timeout=REACH_SECONDS).close()
    except OSError as error:
        raise Failure(
            f"the server of DATABASE_URL ({server.host}, port {server.port}) does not "
            f"answer: {error}",
            "start it, correct DATABASE_URL, or unset it to use a private PostgreSQL",
        ) from error
