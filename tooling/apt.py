"""Fetching Debian packages without installing them.

A private apt configuration, with its own lists and cache, so that it needs no root and
leaves the machine's own apt alone. The mirror and its key come from the machine's own
apt sources; apt checks the signatures as it always does.
"""

import dataclasses
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from . import paths
from .steps import Failure, child_env, run

APT_ETC = Path("/etc/apt")
DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


@dataclasses.dataclass(frozen=True)
class Mirror:
    """A Debian mirror as the machine knows it."""

    uri: str
    suite: str
    signed_by: str


def _deb822_entries(text: str) -> Iterable[Mirror]:
    for stanza in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in stanza.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if line[0].isspace() and name:
                fields[name] += " " + line.strip()
                continue
            name, _colon, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
        if fields.get("enabled", "yes").lower() == "no":
            continue
        if "deb" not in fields.get("types", "").split():
            continue
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                yield Mirror(uri, suite, fields.get("signed-by", ""))


def _one_line_entries(text: str) -> Iterable[Mirror]:
    pattern = re.compile(
        r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)"
    )
    for line in text.splitlines():
        match = pattern.match(line.strip())
        if match:
            signed = re.search(r"signed-by=(\S+)", match["options"] or "")
            yield Mirror(match["uri"], match["suite"], signed[1] if signed else "")


def release_codename(os_release: Path = Path("/etc/os-release")) -> str:
    match = re.search(
        r'^VERSION_CODENAME="?(\w+)', os_release.read_text(), re.MULTILINE
    )
    return match[1] if match else ""


def debian_mirror(etc: Path = APT_ETC, codename: str | None = None) -> Mirror:
    """The entry of the machine's apt sources that serves its own Debian release.

    Other vendors' sources, and Debian's -security and -updates, are not it: their suite
    is not the release's name, or their address does not end in /debian.
    """
    codename = codename or release_codename()
    entries: list[Mirror] = []
    for file in sorted((etc / "sources.list.d").glob("*.sources")):
        entries += _deb822_entries(file.read_text())
    one_line = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*.list"))]
    for file in one_line:
        if file.is_file():
            entries += _one_line_entries(file.read_text())
    for entry in entries:
        if entry.suite in (codename, "stable") and entry.uri.rstrip("/").endswith(
            "debian"
        ):
            return entry
    raise Failure(
        "no Debian mirror found in this machine's apt sources",
        "point ODOO_HOME at an Odoo 19.0 source tree instead",
    )


class PrivateApt:
    """apt-get with lists and cache of our own, for Debian unstable and the own release."""

    def __init__(self, home: Path = paths.LOCAL / "apt") -> None:
        self.home = home
        self.codename = release_codename()

    def update(self) -> None:
        mirror = debian_mirror(codename=self.codename)
        keyring = mirror.signed_by
        if not keyring.startswith("/"):
            keyring = str(DEBIAN_KEYRING)
        for folder in ("lists/partial", "cache/archives/partial", "parts"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "sources.list").write_text(
            "".join(
                f"deb [signed-by={keyring}] {mirror.uri} {suite} main\n"
                for suite in ("sid", self.codename)
            )
        )
        (self.home / "apt.conf").write_text(
            f'Dir::Etc::sourcelist "{self.home}/sources.list";\n'
            'Dir::Etc::sourceparts "-";\n'
            # Preferences of the machine may pin what we ask for away.
            'Dir::Etc::preferences "-";\n'
            'Dir::Etc::preferencesparts "-";\n'
            f'Dir::State::lists "{self.home}/lists";\n'
            f'Dir::Cache "{self.home}/cache";\n'
            'Acquire::Languages "none";\n'
            'Acquire::Retries "3";\n'
            # apt drops root for _apt when it fetches, and _apt may not enter the checkout.
            f'APT::Sandbox::User "{"root" if os.geteuid() == 0 else ""}";\n'
        )
        run(["apt-get", "-q", "update", "--error-on=any"], env=self._env())

    def fetch(self, packages: Iterable[str], folder: Path) -> list[Path]:
        """Download packages, each written as `name` or `name/suite`, into the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        before = set(folder.glob("*.deb"))
        run(["apt-get", "-q", "download", *packages], cwd=folder, env=self._env())
        return sorted(set(folder.glob("*.deb")) - before)

    def forget(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)

    def _env(self) -> dict[str, str]:
        return child_env({"APT_CONFIG": str(self.home / "apt.conf"), "LC_ALL": "C"})
