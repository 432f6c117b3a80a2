"""The mirror is found in the machine's own apt sources, in either form."""

import pytest

from tooling.apt import Mirror, debian_mirror
from tooling.steps import Failure

DEB822 = """\
Types: deb
# http://snapshot.example/archive/debian/20250520T000000Z
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""
FOREIGN = """\
Types: deb
URIs: https://vendor.example/node
Suites: nodistro
Components: main
"""
SHORT = (
    "# deb http://old.example/debian bookworm main\n"
    "deb-src http://mirror.example/debian bookworm main\n"
    "deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian/ bookworm main\n"
)


@pytest.fixture
def etc(tmp_path):
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def test_deb822(etc):
    (etc / "sources.list.d" / "debian.sources").write_text(DEB822)
    (etc / "sources.list.d" / "a-vendor.sources").write_text(FOREIGN)
    assert debian_mirror(etc, "bookworm") == Mirror(
        "http://mirror.example/debian",
        "bookworm",
        "/usr/share/keyrings/debian-archive-keyring.gpg",
    )


def test_one_line(etc):
    (etc / "sources.list").write_text(SHORT)
    assert debian_mirror(etc, "bookworm") == Mirror(
        "http://mirror.example/debian/", "bookworm", "/k.gpg"
    )


def test_a_disabled_entry_does_not_count(etc):
    (etc / "sources.list.d" / "x.sources").write_text(
        "Enabled: no\n" + DEB822.split("\n\n")[0]
    )
    with pytest.raises(Failure, match="no Debian mirror"):
        debian_mirror(etc, "bookworm")


def test_only_foreign_sources(etc):
    (etc / "sources.list.d" / "x.sources").write_text(FOREIGN)
    with pytest.raises(Failure, match="no Debian mirror"):
        debian_mirror(etc, "bookworm")
