"""How ./fuel test chooses, counts and sums."""

import os
import sys
from types import SimpleNamespace

import pytest

from tooling import hoot, paths, testing
from tooling.pytest_run import Counts, junit_counts
from tooling.steps import Failure

JUNIT = """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="1" failures="2" skipped="1" tests="10">
  <testcase classname="a.A" name="test_good" />
  <testcase classname="a.A" name="test_twice" />
  <testcase classname="a.A" name="test_twice"><error message="teardown" /></testcase>
  <testcase classname="a.A" name="test_bad"><failure message="no" /></testcase>
  <testcase classname="b.B" name="test_bad"><skipped message="not here" /></testcase>
</testsuite></testsuites>
"""


def test_no_argument_is_every_suite():
    suites, words = testing.choose([])
    assert (set(testing.SUITES) - set(suites), words) == ({"native"}, [])


def test_names_of_suites():
    assert testing.choose(["js", "odoo"]) == (["js", "odoo"], [])


def test_the_rest_goes_to_pytest():
    assert testing.choose(["odoo", "-k", "vessel"]) == (["odoo"], ["-k", "vessel"])


def test_pytest_arguments_alone_mean_odoo():
    assert testing.choose(["-k", "vessel", "-x"]) == (["odoo"], ["-k", "vessel", "-x"])


def test_a_path_chooses_its_suite():
    suites, words = testing.choose(
        ["tests/tooling/test_testing.py::test_names_of_suites"]
    )
    assert suites == ["tooling"]
    assert words == [
        f"{paths.ROOT}/tests/tooling/test_testing.py::test_names_of_suites"
    ]


def test_a_path_of_no_suite():
    with pytest.raises(Failure, match="belongs to no suite"):
        testing.choose(["pyproject.toml"])


def test_arguments_for_several_suites():
    with pytest.raises(Failure, match="several suites"):
        testing.choose(["js", "odoo", "-x"])


def test_counts_of_a_junit_file(tmp_path):
    file = tmp_path / "junit.xml"
    file.write_text(JUNIT)
    counts = junit_counts(file)
    assert (counts.passed, counts.failed, counts.skipped) == (1, 2, 1)


def test_the_last_line_sums_up():
    results = {"lint": Counts(7, 0, 0), "odoo": Counts(100, 2, 0)}
    assert testing.summary(results).splitlines()[-1] == "107 passed, 2 failed"


def test_the_last_line_tells_of_skipped_tests():
    assert testing.summary({"odoo": Counts(1, 0, 3)}).endswith(
        "1 passed, 0 failed, 3 skipped\n"
    )


def test_a_failing_suite_fails_the_run_and_the_others_still_run(monkeypatch):
    ran = []

    def broken(_arguments):
        ran.append("broken")
        raise Failure("it broke", "mend it")

    def good(_arguments):
        ran.append("good")
        return Counts(passed=1)

    suites = {
        "broken": testing.Suite("broken", "", paths.ROOT, broken),
        "good": testing.Suite("good", "", paths.ROOT, good),
    }
    monkeypatch.setattr(testing, "SUITES", suites)
    monkeypatch.setattr(testing, "drop_orphans", lambda: None)
    assert testing.run(["broken", "good"]) == 1
    assert testing.run(["good"]) == 0
    assert ran == ["broken", "good", "good"]


@pytest.fixture
def lanes(monkeypatch):
    """Suites that write down who ran in which process, through a function to run them."""
    parent = os.getpid()

    def suite(name):
        def run(_arguments):
            where = "here" if os.getpid() == parent else "aside"
            sys.stdout.write(f"{name} {where}\n")
            if name == "blackbox" and lanes.broken:
                os._exit(3)
            return Counts(passed=1)

        return testing.Suite(name, "", paths.ROOT, run)

    names = ("lint", "tooling", "odoo", "js", "blackbox", "browser")
    monkeypatch.setattr(testing, "SUITES", {name: suite(name) for name in names})
    monkeypatch.setattr(testing, "drop_orphans", lambda: None)
    monkeypatch.setattr(testing.odoo, "setup", lambda: None)
    lanes = SimpleNamespace(broken=False)
    return lanes


def said(capfd):
    return [
        line
        for line in capfd.readouterr().out.splitlines()
        if line.endswith((" here", " aside"))
    ]


def test_black_box_tests_run_beside_those_inside_odoo(lanes, capfd):
    assert testing.run([]) == 0
    # In the order shown: what ran aside is shown once it has ended.
    assert said(capfd) == [
        "lint here",
        "odoo here",
        "tooling aside",
        "blackbox aside",
        "js here",
        "browser here",
    ]


def test_alone_a_suite_runs_where_one_sees_it(lanes, capfd):
    assert testing.run(["tooling", "blackbox"]) == 0
    assert said(capfd) == ["tooling here", "blackbox here"]


def test_a_suite_that_dies_aside_has_failed(lanes, capfd):
    lanes.broken = True
    assert testing.run([]) == 1
    shown = capfd.readouterr()
    assert "blackbox: its process ended before its time" in shown.err
    assert shown.out.splitlines()[-1] == "5 passed, 1 failed"


@pytest.mark.parametrize(
    ("said", "passed", "failed", "finished"),
    [
        ("[HOOT] Passed 12 tests (30 assertions, total time: 1s)", 12, 0, True),
        ("[HOOT] Failed 2 tests (10 passed, total time: 1s)", 10, 2, True),
        ("[HOOT] no tests to run", 0, 0, True),
        ("something else", 0, 0, False),
    ],
)
def test_what_hoot_says(said, passed, failed, finished):
    outcome = hoot.Outcome()
    outcome.read(said)
    assert (outcome.passed, outcome.failed, outcome.finished) == (
        passed,
        failed,
        finished,
    )


def test_hoot_identifiers():
    # The numbers are those of Odoo's own test of its own function.
    assert hoot.job_id("@web/core") == "e39ce9ba"
    assert hoot.job_id("@web/core/autocomplete") == "69a6561d"
