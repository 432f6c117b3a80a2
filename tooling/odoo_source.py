"""Odoo 19.0: the user's own copy, Debian's package, or upstream's repository."""

import dataclasses
import os
import re
import shutil
from pathlib import Path

from . import paths
from .apt import PrivateApt
from .steps import Failure, fresh_folder, have, locked, run, say, step

SERIES = "19.0"
UPSTREAM = "https://github.com/odoo/odoo"
PACKAGE = "odoo-19"
# What the package links to by relative paths. The web client was tried with the versions
# of Debian 12: newer Font Awesome releases draw other pictures under the same codes.
LINKED = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
)
# Not in Debian 12.
LINKED_NEWER = ("fonts-montserrat",)


@dataclasses.dataclass(frozen=True)
class OdooSource:
    """An Odoo source tree.

    `python_path` is the folder to import `odoo` from, `addons` are its addons folders
    besides odoo/addons, `script` is its start script where it has one, and `version`
    tells one state of it from another.
    """

    python_path: Path
    addons: tuple[Path, ...]
    script: Path
    version: str


def describe(home: Path) -> OdooSource:
    """Read what an Odoo tree is: a git checkout, or a package's root or dist-packages."""
    home = home.expanduser().resolve()
    for base in (home, home / "usr/lib/python3/dist-packages", home.parent):
        release = base / "odoo" / "release.py"
        if release.is_file():
            break
    else:
        raise Failure(
            f"no Odoo found at {home}",
            "ODOO_HOME is a git checkout of Odoo 19.0, or the root or the dist-packages "
            "folder of an installed package",
        )
    found = re.search(r"version_info = \((\d+), (\d+), (\d+)", release.read_text())
    series = f"{found[1]}.{found[2]}" if found else "unknown"
    if series != SERIES:
        raise Failure(f"{base} is Odoo {series}", f"this addon needs Odoo {SERIES}")
    # In a package, dist-packages/addons repeats odoo/addons: only a checkout has addons
    # of its own beside its odoo-bin.
    addons = (base / "addons",) if (base / "odoo-bin").is_file() else ()
    script = base / "odoo-bin"
    if not script.is_file():
        script = paths.RUN / "odoo"
    return OdooSource(base, addons, script, _version(base))


def _version(base: Path) -> str:
    if base.is_relative_to(paths.ODOO):
        return (paths.ODOO / "VERSION").read_text().strip()
    if (base / ".git").exists() and have("git"):
        return run(["git", "-C", base, "rev-parse", "HEAD"]).strip()
    newest = max(
        (base / "odoo" / part).stat().st_mtime_ns
        for part in ("release.py", "addons", "orm")
    )
    return f"{base}@{newest}"


def find() -> OdooSource:
    """The Odoo to use; fetches it on the first call."""
    own = os.environ.get("ODOO_HOME")
    if own:
        source = describe(Path(own))
    else:
        if not (paths.ODOO / "VERSION").is_file():
            with locked(paths.SETUP_LOCK, "the set-up"):
                if not (paths.ODOO / "VERSION").is_file():
                    _fetch()
        source = describe(paths.ODOO)
    if source.script == paths.RUN / "odoo":
        _write_script(source)
    return source


def _write_script(source: OdooSource) -> None:
    """The package's start script, for the interpreter of the virtual environment.

    A script, not `python -m odoo`: with several workers Odoo starts its gevent process
    by running its own argv[0] again.
    """
    text = (
        "import sys\n"
        f"sys.path.insert(0, {str(source.python_path)!r})\n"
        "import odoo.cli\n"
        "if __name__ == '__main__':\n"
        "    odoo.cli.main()\n"
    )
    if not source.script.is_file() or source.script.read_text() != text:
        source.script.parent.mkdir(parents=True, exist_ok=True)
        source.script.write_text(text)


def _fetch() -> None:
    try:
        _fetch_package()
    except Failure as failure:
        say(f"Debian's package {PACKAGE} is not to be had: {failure.what}")
        _clone(failure)


def _fetch_package() -> None:
    if not (have("apt-get") and have("dpkg")):
        raise Failure("this machine has no apt-get")
    apt = PrivateApt()
    shutil.rmtree(paths.DOWNLOADS, ignore_errors=True)
    with step("fetching the package lists (20 MB, private to this checkout)"):
        apt.update()
    with step(f"downloading Odoo {SERIES} (Debian package {PACKAGE}, 122 MB)"):
        wanted = [f"{PACKAGE}/sid"]
        wanted += [f"{name}/{apt.codename}" for name in LINKED]
        wanted += [f"{name}/sid" for name in LINKED_NEWER]
        files = apt.fetch(wanted, paths.DOWNLOADS)
    version = next(file.name for file in files if file.name.startswith(f"{PACKAGE}_"))
    with step("unpacking Odoo"), fresh_folder(paths.ODOO) as folder:
        for file in files:
            run(["dpkg", "-x", file, folder])
        (folder / "VERSION").write_text(version + "\n")
    shutil.rmtree(paths.DOWNLOADS)
    apt.forget()


def _clone(reason: Failure) -> None:
    todo = (
        f"give ./fuel an Odoo {SERIES} with ODOO_HOME=/path/to/odoo "
        "(a git checkout or an installed package)"
    )
    with (
        step(f"cloning Odoo's branch {SERIES} instead (about 300 MB)"),
        fresh_folder(paths.ODOO) as folder,
    ):
        try:
            run(
                [
                    "git",
                    "clone",
                    "-q",
                    "--depth=1",
                    f"--branch={SERIES}",
                    UPSTREAM,
                    folder,
                ]
            )
        except Failure as failure:
            raise Failure(
                f"no Odoo to be had: {reason.what}\n{failure.what}", todo
            ) from failure
        head = run(["git", "-C", folder, "rev-parse", "HEAD"])
        (folder / "VERSION").write_text(head)
