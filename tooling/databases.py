"""Databases made from templates, so that a new one costs a fraction of a second.

Two levels: a *native* template holds every Odoo app that the addon depends on and takes
about two minutes, an *addon* template is a copy of it with the addon installed and takes
some ten seconds. Each is named after a hash of what it was made of; a change of the addon
costs only the second.
"""

import ast
import contextlib
import functools
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import odoo, paths
from .steps import Failure, fingerprint, locked, say, step

# Raised when the way a template is made changes: part of its key.
RECIPE = "2"
# The first one is what users and partners get by default.
LANGUAGES = "en_US,zh_CN"
# What the addon needs (its manifest says so, once there is one).
DEFAULT_DEPENDS = (
    "crm",
    "sale_crm",
    "sale_management",
    "sale_stock",
    "survey",
    "project",
    "portal",
    "partnership",
    "base_geolocalize",
    "spreadsheet_dashboard",
    "calendar",
)
DEMO = "fuel_demo"
# Files of the addon that no database is made of.
NOT_INSTALLED = ("tests", "static/tests", "static/description", "readme")

WARM_ASSETS = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


def prefix() -> str:
    """Before each template's name: on a shared server, whose template it is."""
    if odoo.setup().server.private:
        return "tpl_"
    return f"tpl_{hashlib.sha256(str(paths.ROOT).encode()).hexdigest()[:6]}_"


@contextlib.contextmanager
def cursor(database: str | None = None) -> Iterator[Any]:
    """A cursor in autocommit mode, on the maintenance database by default."""
    import psycopg2

    server = odoo.setup().server
    connection = psycopg2.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password or None,
        dbname=database or server.maintenance,
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cr:
            yield cr
    finally:
        connection.close()


def names() -> list[str]:
    with cursor() as cr:
        cr.execute("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1")
        return [row[0] for row in cr.fetchall()]


def exists(name: str) -> bool:
    return name in names()


def drop(name: str) -> None:
    """Drop a database and its filestore; sessions on it are ended."""
    from psycopg2.extensions import quote_ident

    with cursor() as cr:
        cr.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (name,),
        )
        cr.execute(f"DROP DATABASE IF EXISTS {quote_ident(name, cr)}")
    shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)


def clone(template: str, name: str) -> str:
    """Copy a database with its filestore. The copy must not exist yet."""
    from psycopg2.extensions import quote_ident

    with cursor() as cr:
        cr.execute(
            f"CREATE DATABASE {quote_ident(name, cr)} TEMPLATE {quote_ident(template, cr)}"
        )
    target = paths.FILESTORE / name
    shutil.rmtree(target, ignore_errors=True)
    source = paths.FILESTORE / template
    if source.is_dir():
        # Odoo never writes to a file of its filestore twice (the name is the content's
        # hash), so a second name for the same file is a copy.
        shutil.copytree(source, target, copy_function=os.link)
    with cursor(name) as cr:
        # Two databases with one identity would share sessions and bus channels.
        cr.execute(
            "UPDATE ir_config_parameter SET value = gen_random_uuid()::text "
            "WHERE key = 'database.uuid'"
        )
    return name


def rename(old: str, new: str) -> None:
    from psycopg2.extensions import quote_ident

    shutil.rmtree(paths.FILESTORE / new, ignore_errors=True)
    if (paths.FILESTORE / old).is_dir():
        (paths.FILESTORE / old).rename(paths.FILESTORE / new)
    with cursor() as cr:
        cr.execute(
            f"ALTER DATABASE {quote_ident(old, cr)} RENAME TO {quote_ident(new, cr)}"
        )


@functools.cache
def depends() -> tuple[str, ...]:
    if not paths.MANIFEST.is_file():
        return DEFAULT_DEPENDS
    return tuple(ast.literal_eval(paths.MANIFEST.read_text())["depends"])


def addon_hash(folder: Path | None = None) -> str:
    """A hash of the files that an installation of the addon is made of."""
    folder = folder or paths.ADDON_DIR
    if not paths.MANIFEST.is_file():
        raise Failure(
            f"there is no addon yet: {paths.MANIFEST.relative_to(paths.ROOT)} is missing",
            "only commands that need Odoo alone work now, such as ./fuel odoo",
        )
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder)
        skipped = any(inside.is_relative_to(folder) for folder in NOT_INSTALLED)
        if skipped or "__pycache__" in inside.parts or not file.is_file():
            continue
        total.update(str(inside).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()[:12]


def _native_key() -> str:
    ready = odoo.setup()
    return fingerprint(
        RECIPE,
        ready.source.version,
        " ".join(sorted(depends())),
        LANGUAGES,
        paths.REQUIREMENTS.read_text(),
    )


def native_template(*, assets: bool = False) -> str:
    """A database with the addon's dependencies installed and Chinese active.

    With `assets` the web client's bundles are built in it.
    """
    name = f"{prefix()}native_{_native_key()}"

    def build(building: str) -> None:
        modules = ",".join(sorted(depends()))
        with step(
            "installing the native apps into a template database (2 minutes, once)"
        ):
            odoo.batch(
                ["-d", building, "-i", modules, f"--load-language={LANGUAGES}"]
                + ["--stop-after-init", "--no-http"],
                log=paths.LOG / "template-native.log",
            )

    def warm(building: str) -> None:
        clone(plain, building)
        _build_assets(building, "native")

    plain = _template(name, f"{prefix()}native_", build)
    if not assets:
        return plain
    family = f"{prefix()}native_web_"
    return _template(f"{family}{_native_key()}", family, warm)


def addon_template(*, demo: bool = False, assets: bool = False) -> str:
    """A database with the addon installed on the native template.

    With `demo` it has the addon's demo data, and no other module's: those would bury a
    believable Chinese fuel company under furniture. With `assets` the web client's
    bundles are built in it, which the first page load in a browser otherwise waits for.
    """
    for _attempt in range(3):
        try:
            return _addon_template(addon_hash(), demo=demo, assets=assets)
        except ChangedMeanwhile:
            say(f"the files of {paths.ADDON} changed meanwhile: once more")
    raise Failure(
        f"the files of {paths.ADDON} keep changing while they are being copied",
        "wait until nobody edits them",
    )


class ChangedMeanwhile(Exception):
    """The addon was edited while it was copied: the copy is neither state."""


@contextlib.contextmanager
def _snapshot(addon: str, kind: str) -> Iterator[Path]:
    """A copy of the addon's files to install from, as an addons folder.

    Whoever edits the addon during those seconds would otherwise get a template that is
    half of the one state and half of the other, under the name of the first.
    """
    folder = paths.LOCAL / "snapshot" / kind
    shutil.rmtree(folder, ignore_errors=True)
    copy = folder / paths.ADDON
    try:
        # Compiled files stay behind: those of the same file elsewhere would not fit.
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(paths.ADDON_DIR, copy, ignore=ignore)
    except shutil.Error as error:
        raise ChangedMeanwhile from error
    if addon_hash(copy) != addon:
        raise ChangedMeanwhile
    yield folder
    shutil.rmtree(folder)


def _addon_template(addon: str, *, demo: bool, assets: bool) -> str:
    def name_of(kind: str) -> str:
        return f"{prefix()}{kind}_{fingerprint(_native_key(), addon)}"

    kind = "demo" if demo else "addon"
    log = paths.LOG / f"template-{kind}.log"

    def install(building: str) -> None:
        clone(native_template(), building)
        if demo:
            with cursor(building) as cr:
                # Odoo loads a module's demo data where all it depends on have theirs.
                cr.execute(
                    "UPDATE ir_module_module SET demo = true WHERE state = 'installed'"
                )
        with (
            step(f"installing {paths.ADDON}{' with demo data' if demo else ''}"),
            _snapshot(addon, kind) as folder,
        ):
            addons = [*odoo.setup().source.addons, folder]
            odoo.batch(
                ["-d", building, "-i", paths.ADDON, "--stop-after-init", "--no-http"]
                + [f"--addons-path={','.join(map(str, addons))}"]
                + (["--with-demo"] if demo else []),
                log=log,
            )
        _require_installed(building)

    def warm(building: str) -> None:
        clone(plain, building)
        other = name_of("addon_web" if demo else "demo_web")
        if exists(other):
            # Built of the same files, they are the same: no need to build them twice.
            _copy_assets(other, building)
        _build_assets(building, kind)

    plain = _template(name_of(kind), f"{prefix()}{kind}_", install)
    if not assets:
        return plain
    return _template(name_of(f"{kind}_web"), f"{prefix()}{kind}_web_", warm)


def _build_assets(database: str, kind: str) -> None:
    with step("building the web client's assets"):
        odoo.batch(
            ["shell", "-d", database, "--no-http"],
            log=paths.LOG / f"template-{kind}-web.log",
            script=WARM_ASSETS,
        )


def _copy_assets(source: str, target: str) -> None:
    """Copy the built bundles of one database to another of the same addon state."""
    where = (
        "url LIKE '/web/assets/%%' AND res_model = 'ir.ui.view' AND store_fname <> ''"
    )
    with cursor(source) as origin, cursor(target) as cr:
        origin.execute(
            "SELECT name, url, type, res_model, res_id, public, mimetype, store_fname, "
            f"checksum, file_size FROM ir_attachment WHERE {where}"
        )
        for row in origin.fetchall():
            file = paths.FILESTORE / target / row[7]
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                os.link(paths.FILESTORE / source / row[7], file)
            cr.execute(
                "INSERT INTO ir_attachment (name, url, type, res_model, res_id, public, "
                "mimetype, store_fname, checksum, file_size, create_uid, write_uid, "
                "create_date, write_date) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, 1, now(), now())",
                row,
            )


def _require_installed(database: str) -> None:
    with cursor(database) as cr:
        cr.execute("SELECT state FROM ir_module_module WHERE name = %s", (paths.ADDON,))
        row = cr.fetchone()
    if row is None or row[0] != "installed":
        raise Failure(
            f"{paths.ADDON} is not installed in {database}: its state is {row and row[0]}",
            "its log is in .local/log",
        )


def _template(name: str, family: str, build: Any) -> str:
    """The template `name`, built under another name first: it is there complete or not."""
    if exists(name):
        return name
    with locked(paths.LOCAL / f"{family}.lock", "a template database"):
        if exists(name):
            return name
        building = f"{family}building"
        drop(building)
        build(building)
        rename(building, name)
        for other in names():
            # The kind is followed by the hash alone: "demo_" is not "demo_web_".
            if (
                other != name
                and other.startswith(family)
                and _is_hash(other[len(family) :])
            ):
                _drop_idle(other)
    return name


def _is_hash(text: str) -> bool:
    return len(text) == 12 and all(letter in "0123456789abcdef" for letter in text)


def _drop_idle(name: str) -> None:
    import psycopg2
    from psycopg2.extensions import quote_ident

    try:
        with cursor() as cr:
            cr.execute(f"DROP DATABASE IF EXISTS {quote_ident(name, cr)}")
    except psycopg2.errors.ObjectInUse:
        say(f"an old template is in use and stays for now: {name}")
        return
    shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)


def new(
    name: str, *, demo: bool = False, addon: bool = True, assets: bool = False
) -> str:
    """A fresh database from a template; with or without the addon."""
    if exists(name):
        raise Failure(f"there is a database {name} already", f"./fuel db drop {name}")
    if addon:
        return clone(addon_template(demo=demo, assets=assets), name)
    return clone(native_template(assets=assets), name)


def remembered_hash(database: str) -> str | None:
    """The addon's hash that a database was last brought to, as kept by `remember`."""
    note = paths.FILESTORE / database / ".crm_fuel_hash"
    return note.read_text() if note.is_file() else None


def remember(database: str, addon: str | None = None) -> None:
    """Note that a database is made of the addon's files with this hash (the present)."""
    note: Path = paths.FILESTORE / database / ".crm_fuel_hash"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.unlink(missing_ok=True)
    note.write_text(addon or addon_hash())
