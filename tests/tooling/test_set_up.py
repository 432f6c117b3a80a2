"""Set-up: stamps, locks, folders, addresses of databases, Odoo trees."""

import multiprocessing
import re
import time

import pytest

from tooling import cli, databases, odoo_source, paths, postgres, steps
from tooling.steps import Failure

RELEASE = "version_info = (19, 0, 0, FINAL, 0, '')\n"


def _tree(base, *, checkout, release=RELEASE):
    (base / "odoo" / "addons").mkdir(parents=True)
    (base / "odoo" / "orm").mkdir()
    (base / "odoo" / "release.py").write_text(release)
    if checkout:
        (base / "odoo-bin").touch()
        (base / "addons").mkdir()


def test_an_odoo_checkout(tmp_path):
    _tree(tmp_path, checkout=True)
    source = odoo_source.describe(tmp_path)
    assert source.python_path == tmp_path
    assert source.addons == (tmp_path / "addons",)
    assert source.script == tmp_path / "odoo-bin"


@pytest.mark.parametrize("below", ["", "usr/lib/python3/dist-packages"])
def test_an_odoo_package(tmp_path, below):
    _tree(tmp_path / "usr/lib/python3/dist-packages", checkout=False)
    source = odoo_source.describe(tmp_path / below)
    assert source.python_path == tmp_path / "usr/lib/python3/dist-packages"
    assert source.addons == ()


def test_another_odoo_is_refused(tmp_path):
    _tree(tmp_path, checkout=True, release=RELEASE.replace("19", "18"))
    with pytest.raises(Failure, match=re.escape("Odoo 18.0")):
        odoo_source.describe(tmp_path)


def test_no_odoo(tmp_path):
    with pytest.raises(Failure, match="no Odoo found"):
        odoo_source.describe(tmp_path)


def test_database_url():
    server = postgres.server_from_url("postgresql://odoo:p%40ss@db.example:5433/main")
    assert (server.host, server.port, server.user) == ("db.example", 5433, "odoo")
    assert (server.password, server.maintenance) == ("p@ss", "main")
    assert not server.private


def test_a_database_url_with_the_folder_of_a_socket():
    url = "postgresql://odoo@/main?host=/run/postgresql"
    server = postgres.server_from_url(url)
    assert (server.host, server.port) == ("/run/postgresql", 5432)
    assert server.maintenance == "main"


@pytest.mark.parametrize("host", ["127.0.0.1:1/x", "/x?host=/nowhere"])
def test_a_database_url_nobody_answers_at(monkeypatch, host):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://odoo@{host}")
    with pytest.raises(Failure, match="does not answer") as caught:
        postgres.ensure()
    assert "unset it" in caught.value.todo


@pytest.mark.parametrize("url", ["mysql://odoo@h/x", "postgresql://postgres@h/x"])
def test_a_database_url_that_odoo_could_not_use(url):
    with pytest.raises(Failure) as caught:
        postgres.server_from_url(url)
    assert caught.value.todo


def test_a_folder_is_there_whole_or_not_at_all(tmp_path):
    target = tmp_path / "target"
    with pytest.raises(RuntimeError), steps.fresh_folder(target) as folder:
        (folder / "half").touch()
        raise RuntimeError
    assert not target.exists()
    with steps.fresh_folder(target) as folder:
        (folder / "whole").touch()
    assert [file.name for file in target.iterdir()] == ["whole"]


def _hold(path, entered, seconds):
    with steps.locked(path, "a test"):
        entered.set()
        time.sleep(seconds)


def test_a_second_set_up_waits_for_the_first(tmp_path):
    path = tmp_path / "lock"
    entered = multiprocessing.Event()
    other = multiprocessing.Process(target=_hold, args=(path, entered, 0.5))
    other.start()
    assert entered.wait(10)
    started = time.monotonic()
    with steps.locked(path, "a test"):
        waited = time.monotonic() - started
    other.join()
    assert waited > 0.2


def test_a_killed_holder_leaves_no_lock(tmp_path):
    path = tmp_path / "lock"
    entered = multiprocessing.Event()
    other = multiprocessing.Process(target=_hold, args=(path, entered, 60))
    other.start()
    assert entered.wait(10)
    other.kill()
    other.join()
    with steps.locked(path, "a test"):
        pass


def test_a_failed_program_shows_its_last_words():
    with pytest.raises(Failure, match="no such thing") as caught:
        steps.run(["sh", "-c", "echo no such thing; exit 3"], todo="do this")
    assert caught.value.todo == "do this"


def test_a_program_that_is_not_there():
    with pytest.raises(Failure, match="not installed"):
        steps.run(["surely-no-such-program"])


@pytest.fixture
def addon(tmp_path, monkeypatch):
    folder = tmp_path / "addon"
    (folder / "tests").mkdir(parents=True)
    (folder / "__manifest__.py").write_text("{'depends': ['base']}")
    (folder / "model.py").write_text("a = 1")
    monkeypatch.setattr(paths, "ADDON_DIR", folder)
    monkeypatch.setattr(paths, "MANIFEST", folder / "__manifest__.py")
    return folder


def test_a_template_is_keyed_by_what_is_installed(addon):
    before = databases.addon_hash()
    (addon / "tests" / "test_x.py").write_text("pass")
    (addon / "__pycache__").mkdir()
    (addon / "__pycache__" / "model.pyc").write_bytes(b"x")
    assert databases.addon_hash() == before
    (addon / "model.py").write_text("a = 2")
    changed = databases.addon_hash()
    assert changed != before
    (addon / "model.py").rename(addon / "other.py")
    assert databases.addon_hash() not in (before, changed)


@pytest.mark.parametrize(
    "command",
    ["demo", "test", "lint", "bench", "odoo", "shell", "db", "update", "stop", "clean"],
)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main([command, "--help"])
    assert caught.value.code == 0
    assert len(capsys.readouterr().out) > 100


def test_arguments_for_others_stay_as_they_are():
    parser = cli._parser()
    for words in (["-k", "x"], ["--", "-k", "x"]):
        assert cli._parse(parser, ["test", *words]).arguments == ["-k", "x"]
    assert cli._parse(parser, ["odoo", "--", "--help"]).arguments == ["--help"]
