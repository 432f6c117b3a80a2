"""How Odoo's own tests with the addon are compared with those without it."""

import re

import pytest

from tooling import native, native_plugin, testing
from tooling.steps import Failure

A = ("crm.test_a.TestA", "test_good")
B = ("crm.test_a.TestA", "test_bad")
C = ("project.test_c.TestC", "test_new")


def known(pattern):
    return native.Known(re.compile(pattern), "meant so")


def test_the_same_outcome_is_no_difference():
    outcomes = {A: "passed", B: "skipped"}
    found = native.compare(outcomes, dict(outcomes))
    assert (found.same, found.skipped, found.unexpected) == (2, 1, ())


def test_failing_both_times_is_equal_and_told():
    found = native.compare({B: "failed"}, {B: "failed"})
    assert found.unexpected == ()
    assert found.failing == ("crm.test_a.TestA.test_bad",)


@pytest.mark.parametrize(
    ("without", "with_addon"),
    [("passed", "failed"), ("failed", "passed"), ("passed", "skipped")],
)
def test_another_outcome_is_a_difference(without, with_addon):
    found = native.compare({A: without}, {A: with_addon})
    assert found.same == 0
    [difference] = found.unexpected
    assert str(difference) == (
        f"crm.test_a.TestA.test_good: {without} without the addon, {with_addon} with"
    )


def test_a_test_that_is_in_one_run_only_is_a_difference():
    found = native.compare({A: "passed"}, {A: "passed", C: "passed"})
    assert [it.without for it in found.unexpected] == ["missing"]
    found = native.compare({A: "passed", C: "passed"}, {A: "passed"})
    assert [it.with_addon for it in found.unexpected] == ["missing"]


def test_an_explained_difference_is_none_but_is_told():
    found = native.compare({A: "passed"}, {A: "failed"}, [known(r"test_a\.")])
    assert found.unexpected == ()
    assert "meant so" in str(found.explained[0])
    assert found.stale == ()


def test_an_explanation_of_nothing_is_stale():
    found = native.compare({A: "passed"}, {A: "passed"}, [known(r"test_a\.")])
    assert found.stale == (r"test_a\.",)


def test_modules_among_the_arguments():
    assert native.choose([]) == (native.MODULES, [])
    assert native.choose(["crm", "-k", "lead"]) == (("crm",), ["-k", "lead"])


def test_where_the_tests_are(tmp_path):
    tests = tmp_path / "odoo" / "addons" / "crm" / "tests"
    tests.mkdir(parents=True)
    assert native.folders(["crm"], tmp_path, []) == [str(tests)]
    with pytest.raises(Failure, match="no tests of project"):
        native.folders(["project"], tmp_path, [])


@pytest.mark.parametrize("outcomes", [{}, {("", "crm/tests/test_a.py"): "failed"}])
def test_tests_that_cannot_be_read_are_a_failure(outcomes):
    with pytest.raises(Failure, match="could not be collected"):
        native.require_collected(outcomes)


def test_every_explanation_has_a_reason():
    assert all(entry.reason.strip() for entry in native.known())


def test_it_runs_on_demand_only():
    assert "native" in testing.SUITES
    assert "native" not in testing.choose([])[0]
    assert testing.choose(["native", "crm"]) == (["native"], ["crm"])


def test_a_difference_fails_the_suite(monkeypatch, tmp_path):
    outcomes = {"without": ("passed", "passed"), "with": ("passed", "failed")}

    def run(name, _database, _arguments, **_options):
        cases = "".join(
            f'<testcase classname="a.A" name="{test}">'
            f"{'<failure/>' * (status == 'failed')}</testcase>"
            for test, status in zip(
                ("one", "two"), outcomes[name.split("-")[1]], strict=True
            )
        )
        testing.junit_file(name).write_text(f"<testsuite>{cases}</testsuite>")

    class Database:
        def __init__(self, name, **_options):
            self.name = name

        def __enter__(self):
            return self.name

        def __exit__(self, *_exception):
            return None

    monkeypatch.setattr(testing, "run_odoo_pytest", run)
    monkeypatch.setattr(testing.server, "fresh_database", Database)
    monkeypatch.setattr(testing.browser, "ensure", lambda: None)
    monkeypatch.setattr(testing.native, "folders", lambda names, *_: list(names))
    monkeypatch.setattr(testing.paths, "LOG", tmp_path)
    counts = testing.SUITES["native"].run(["crm", "project"])
    assert (counts.passed, counts.failed) == (2, 2)
    assert counts.notes == [
        f"{module}.a.A.two: passed without the addon, failed with"
        for module in ("crm", "project")
    ]


def test_one_error_of_the_console_is_not_the_tours():
    missing = [{"type": "string", "value": "No lib/selfie_segmentation/x.js"}]
    other = [{"type": "string", "value": "TypeError: x is undefined"}]
    assert native_plugin.is_known("error", missing)
    assert not native_plugin.is_known("error", other)
    # The signal that a tour has succeeded is a line of the console, too.
    assert not native_plugin.is_known("log", [{"value": "tour succeeded"}])
