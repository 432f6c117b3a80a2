"""Issuing a task to a thousand people with twenty customers each.

Called by bench_home.py. What it costs for 1,000 people is compared with what it costs
for 250: four times as much at most, and the same number of queries, save those that
Odoo sends in slices of a thousand rows.
"""

import time
import tracemalloc
from datetime import datetime, timedelta
from typing import Any

from odoo.fields import Command

from bench.harness import Bench, Case
from tooling.steps import Failure

FEW, MANY = 250, 1_000
CUSTOMERS = 20
# Slack for a small machine on "four times the people, four times the seconds".
SLACK = 1.3
RUNS = 3


def run_tasks(bench: Bench) -> None:
    with bench.database() as database, bench.environment(database) as env:
        people = make_people(env)
        env.cr.commit()
        measured = {
            number: measure(bench, env, people[:number]) for number in (FEW, MANY)
        }
    factor = MANY // FEW
    for name, unit in (("seconds", "s"), ("memory", "MB, no seconds")):
        bench.record(
            Case(
                f"issue a task to {MANY:,} people × {CUSTOMERS} customers ({unit})",
                measured[MANY][name],
                f"{factor} times that of {FEW} people",
                measured[FEW][name] * factor,
                at_most=SLACK,
            )
        )
    bench.record(
        Case(
            f"queries (a number, no seconds): issue a task to {MANY:,} people",
            measured[MANY]["queries"],
            f"{factor} times that of {FEW} people",
            measured[FEW]["queries"] * factor,
            at_most=0.5,
        )
    )


def make_people(env: Any) -> Any:
    """Account managers, and twenty customers of each."""
    group = env.ref("crm_fuel.group_fuel_user")
    people = (
        env["res.users"]
        .with_context(no_reset_password=True, tracking_disable=True)
        .create(
            [
                {
                    "name": f"Account manager {number:04d}",
                    "login": f"tasks_{number:04d}",
                    "email": f"tasks_{number:04d}@fuel.example",
                    "notification_type": "inbox",
                    "group_ids": [Command.set(group.ids)],
                }
                for number in range(MANY)
            ]
        )
    )
    env["res.partner"].with_context(tracking_disable=True).create(
        [
            {
                "name": f"Customer {user.login} {number:02d}",
                "is_company": True,
                "fuel_customer": True,
                "user_id": user.id,
            }
            for user in people
            for number in range(CUSTOMERS)
        ]
    )
    env.flush_all()
    return people


def measure(bench: Bench, env: Any, people: Any) -> dict[str, float]:
    """Seconds, queries and megabytes of issuing once to these people."""
    runs = [issue(env, people) for _ in range(RUNS)]
    found = {
        "seconds": sorted(seconds for seconds, _queries in runs)[RUNS // 2],
        "queries": runs[-1][1],
    }
    tracemalloc.start()
    issue(env, people)
    found["memory"] = tracemalloc.get_traced_memory()[1] / 1024**2
    tracemalloc.stop()
    bench.say(
        f"  {len(people):,} people: {found['seconds']:.2f} s,"
        f" {found['queries']} queries, {found['memory']:.0f} MB"
    )
    return found


def issue(env: Any, people: Any) -> tuple[float, int]:
    """Issue a marketing activity, look at what came of it, and take it back."""
    savepoint = env.cr.savepoint(flush=False)
    env.invalidate_all()
    task = env["fuel.task"].create(
        {
            "name": "Present the new fuel",
            "kind": "marketing",
            "deadline": datetime.now() + timedelta(days=30),
            "audience_user_ids": [Command.set(people.ids)],
            "customer_source": "domain",
            "customer_domain": f"[('user_id', 'in', {people.ids})]",
            "need_visit": True,
        }
    )
    env.flush_all()
    queries, started = env.cr.sql_log_count, time.perf_counter()
    task.action_issue()
    env.flush_all()
    outcome = time.perf_counter() - started, env.cr.sql_log_count - queries
    rows = env["fuel.task.assignment.customer"].search_count(
        [("assignment_id.task_id", "=", task.id)]
    )
    # sudo: to-dos of all people are counted
    todos = (
        env["mail.activity"]
        .sudo()
        .search_count(
            [
                ("res_model", "=", "fuel.task.assignment"),
                ("res_id", "in", task.assignment_ids.ids),
            ]
        )
    )
    if (rows, todos) != (len(people) * CUSTOMERS, len(people)):
        raise Failure(f"{rows} customers and {todos} to-dos of {len(people)} people")
    savepoint.close(rollback=True)
    env.invalidate_all()
    # What was to be sent to browsers goes nowhere.
    env.cr.precommit.clear()
    env.cr.postcommit.clear()
    return outcome
