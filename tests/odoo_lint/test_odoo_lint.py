"""Odoo's own lint tests, from its addon test_lint, pointed at our addon alone.

They run in a database where the addon is installed. What they look at is narrowed to
crm_fuel: the addons of Odoo are not ours to put right, and there are 600 of them.
"""

import ast
import contextlib
import os
import subprocess
import unittest.mock

import pytest

from odoo import http
from odoo.modules import Manifest
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

import odoo.addons
from odoo.addons.test_lint.tests import (
    test_docstring,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_markers,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_pylint,
    test_routes,
    test_test_holes,
)

ADDON = "crm_fuel"


@pytest.fixture(autouse=True)
def our_addon_only(monkeypatch):
    """Narrow every way in which the tests find addons."""
    manifest = Manifest.for_addon(ADDON)
    assert manifest, f"{ADDON} is not in the addons path"
    monkeypatch.setattr(
        Manifest, "all_addon_manifests", staticmethod(lambda: [manifest])
    )
    monkeypatch.setattr(test_pofile, "get_modules", lambda: [ADDON])
    monkeypatch.setattr(odoo.addons, "__path__", [manifest.path])


def our_models():
    """The classes of the registry that our addon makes or extends, by model."""
    registry = Registry(get_db_name())
    ours = {
        name: model
        for name, model in registry.items()
        if any(_is_ours(base) for base in model.mro())
    }
    assert ours, f"no model of the registry comes from {ADDON}: is it installed?"
    return ours


def _is_ours(base):
    return base.__module__.startswith(f"odoo.addons.{ADDON}.")


class TestIndex(test_index.TestIndex):
    """The whole registry: an index may be missing for a native one2many too."""


class TestManifest(test_manifests.ManifestLinter):
    """As it is."""


class TestRoutes(test_routes.RoutesLinter):
    """As it is; it tells by a warning in the log, which fails the run as well."""

    def test_routes_definition(self):
        with self.assertNoLogs(test_routes._logger, "WARNING"):
            super().test_routes_definition()
        assert http  # the module it patches


class TestDunderinit(test_dunderinit.TestDunderinit):
    """As it is."""


class TestOrmImport(test_orm_import.TestDunderinit):
    """As it is."""


class TestI18n(test_i18n.TestI18n):
    """As it is."""


class TestJsTranslations(test_jstranslate.TestJsTranslations):
    """As it is."""


class TestOnchangeDomains(test_onchange_domains.TestOnchangeDomains):
    """As it is."""


class TestPo(test_pofile.PotLinter):
    """As it is."""


class TestTestHoles(test_test_holes.TestTestHoles):
    """As it is."""


class TestConflictMarkers(test_markers.TestConflictMarkers):
    """Ours only; Odoo's own files are left out with odoo.__path__."""

    def test_conflict_markers(self):
        with unittest.mock.patch.object(odoo, "__path__", []):
            super().test_conflict_markers()


class TestNaming(test_naming.TestNaming):
    """The models that our addon makes or extends."""

    def test_parameter_rpc_compatible(self):
        with unittest.mock.patch.object(
            test_naming, "Registry", lambda _name: our_models()
        ):
            super().test_parameter_rpc_compatible()


class TestDocstring(test_docstring.TestDocstring):
    """The models that our addon makes, all their methods."""

    def test_docstring(self):
        ours = {
            name: model
            for name, model in our_models().items()
            if model._original_module == ADDON
        }
        with (
            unittest.mock.patch.object(test_docstring, "Registry", lambda _name: ours),
            unittest.mock.patch.object(test_docstring, "MODULES_TO_LINT", (ADDON,)),
        ):
            super().test_docstring()


class TestOverrideSignatures(test_override_signatures.TestLintOverrideSignatures):
    """Overrides made by our addon, whatever they override."""

    @contextlib.contextmanager
    def subTest(self, *arguments, **parameters):
        if parameters.get("module") == ADDON:
            with super().subTest(*arguments, **parameters):
                yield
        else:
            # Odoo's own overrides of each other.
            with contextlib.suppress(TypeError):
                yield

    def test_lint_override_signature(self):
        with unittest.mock.patch.object(
            test_override_signatures, "Registry", lambda _name: our_models()
        ):
            super().test_lint_override_signature()


class TestPyLint(test_pylint.TestPyLint):
    """Odoo's pylint plugins: SQL by string formatting, translations, unlink."""

    def test_pylint(self):
        addon = Manifest.for_addon(ADDON).path
        run = subprocess.run

        def run_on_ours(command, **options):
            # It takes Odoo's whole tree first: the paths follow the options.
            words = [word for word in command if word.startswith("-")]
            assert len(words) < len(command), "pylint was called in another way"
            return run([command[0], *words, addon], **options)

        path = f"{os.path.dirname(os.sys.executable)}{os.pathsep}{os.environ['PATH']}"
        with (
            unittest.mock.patch.object(test_pylint.subprocess, "run", run_on_ours),
            unittest.mock.patch.object(
                test_pylint,
                "which",
                lambda name: os.path.join(os.path.dirname(os.sys.executable), name),
            ),
            unittest.mock.patch.dict(os.environ, {"PATH": path}),
        ):
            super().test_pylint()


def test_every_python_file_parses():
    """The checks above read the sources as text: a file that is none must not pass."""
    files = list(_python_files(Manifest.for_addon(ADDON).path))
    assert files
    for file in files:
        with open(file, "rb") as handle:
            ast.parse(handle.read(), file)


def _python_files(folder):
    for root, _folders, names in os.walk(folder):
        yield from (os.path.join(root, name) for name in names if name.endswith(".py"))
