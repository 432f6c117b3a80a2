"""An announcement to 5,000 people, and to a quarter of them: no faster than linearly.

Part of `./fuel bench home`. What a supervisor waits for is "publish" (receipts and live
messages, until they are committed); mails and to-dos follow in the job, 200 people at a
time, which "deliver" measures. "correct" is a new version for the same readers.
"""

import tracemalloc
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from odoo.fields import Command
from odoo.tools import SQL

from bench.harness import Bench, Case
from tooling.steps import Failure

MANY = 5_000
FEW = MANY // 4
# Four times as many readers, and half as much again for what a small machine adds.
LINEAR = 4 * 1.5
# Seconds that somebody who has pressed a button may wait for 5,000 readers.
PATIENCE = {"publish": 6.0, "correct": 12.0, "home page": 0.1}
# More queries of Odoo's own for the readers that are more.
PER_THOUSAND = 8 * (MANY - FEW) // 1_000


def run_news(bench: Bench) -> None:
    with bench.database() as database, bench.environment(database) as env:
        readers = env["res.users"]

        def make() -> None:
            nonlocal readers
            readers = make_readers(env, MANY)
            env.cr.commit()

        bench.say(f"  {MANY:,} readers made in {bench.timed(make):.0f} s")
        # The first of all pays for filling Odoo's caches.
        measure(env, readers[:300])
        few, many = measure(env, readers[:FEW]), measure(env, readers)
        # Once more for the memory: to trace it takes as long again.
        for some, found in ((readers[:FEW], few), (readers, many)):
            for what, (_seconds, _queries, memory) in measure(env, some, True).items():
                found[what] = (*found[what][:2], memory)
        for what, (seconds, queries, memory) in many.items():
            less = few[what]
            bench.say(
                f"  {what}: {seconds:.2f} s, {queries} queries, {memory / 1e6:.0f} MB"
                f" at {MANY:,}; {less[0]:.2f} s, {less[1]} queries,"
                f" {less[2] / 1e6:.0f} MB at {FEW:,}"
            )
            bench.record(
                Case(
                    f"announcement, {what}: {MANY:,} readers",
                    seconds,
                    f"{FEW:,} readers",
                    less[0],
                    at_most=LINEAR,
                )
            )
            bench.record(
                Case(
                    f"memory in MB (no seconds), announcement, {what}",
                    memory / 1e6,
                    f"{FEW:,} readers",
                    less[2] / 1e6 + 1,
                    at_most=LINEAR,
                )
            )
            bench.record(
                Case(
                    f"queries (a number, no seconds), announcement, {what}",
                    queries,
                    f"{FEW:,} readers",
                    # The job works in batches. Whatever somebody waits for does not, but
                    # for Odoo, which reads and deletes a thousand rows at a time.
                    less[1] * 4 if what == "deliver" else less[1] + PER_THOUSAND,
                    at_most=1.0,
                )
            )
        for what, limit in PATIENCE.items():
            bench.record(
                Case(
                    f"announcement, {what}: {MANY:,} readers",
                    many[what][0],
                    "what somebody may wait",
                    limit,
                    at_most=1.0,
                )
            )


def make_readers(env: Any, number: int) -> Any:
    """Users of Fuel CRM: one as Odoo makes it, the others as its copies, by SQL.

    Odoo takes four minutes for so many, most of it for their pictures.
    """
    first = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Reader 0",
                "login": "bench_reader_0",
                "email": "reader_0@fuel.example",
                "group_ids": [Command.set(env.ref("crm_fuel.group_fuel_user").ids)],
            }
        )
    )
    env.flush_all()
    partners = copies(
        env, "res_partner", first.partner_id.id, number - 1,
        name="'Reader ' || n", email="'reader_' || n || '@fuel.example'",
        email_normalized="'reader_' || n || '@fuel.example'",
        complete_name="'Reader ' || n",
    )  # fmt: skip
    users = copies(
        env, "res_users", first.id, number - 1,
        login="'bench_reader_' || n", partner_id=f"{min(partners) - 1} + n",
    )  # fmt: skip
    for table, column, other in (
        ("res_groups_users_rel", "uid", "gid"),
        ("res_company_users_rel", "user_id", "cid"),
    ):
        env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(column)s, %(other)s)"
                " SELECT id, %(other)s FROM %(table)s, unnest(%(users)s) id"
                " WHERE %(column)s = %(first)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                other=SQL.identifier(other),
                users=users,
                first=first.id,
            )
        )
    env.cr.execute("ANALYZE res_users, res_partner, res_groups_users_rel")
    env.invalidate_all()
    return first + env["res.users"].browse(users)


def copies(env: Any, table: str, row: int, number: int, **others: str) -> list[int]:
    """Copy a row so many times; `others` are SQL of the number n, by column."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name != 'id'",
        [table],
    )
    names = [name for (name,) in env.cr.fetchall()]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(1, %s) n"
            " WHERE id = %s ORDER BY n RETURNING id",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(
                SQL(others[name]) if name in others else SQL.identifier(name)
                for name in names
            ),
            SQL.identifier(table),
            number,
            row,
        )
    )
    return sorted(number for (number,) in env.cr.fetchall())


def measure(
    env: Any, readers: Any, trace: bool = False
) -> dict[str, tuple[float, int, int]]:
    """Seconds, queries and the peak of memory of each step, by its name."""
    announcement = env["fuel.announcement"].create(
        {
            "name": "New density table",
            "body": "<p>From Monday on.</p>",
            "audience_user_ids": [Command.set(readers.ids)],
            "must_acknowledge": True,
        }
    )
    env.cr.commit()
    reader = env(user=readers[0])
    steps = {
        "publish": announcement.action_publish,
        "deliver": lambda: deliver(env),
        "home page": lambda: (
            reader["fuel.announcement"]._fuel_current(5),
            reader["fuel.announcement.receipt"]._fuel_todos(20),
        ),
        "correct": lambda: announcement.write({"body": "<p>From Tuesday on.</p>"}),
    }
    found = {name: step(env, action, trace) for name, action in steps.items()}
    if announcement.reader_count != len(readers) or announcement.version != 2:
        raise Failure("not everybody got it", str(announcement.reader_count))
    announcement.action_withdraw()
    env.cr.commit()
    return found


def step(env: Any, action: Callable[[], Any], trace: bool) -> tuple[float, int, int]:
    """Run an action to its commit."""
    env.cr.commit()
    env.invalidate_all()
    before = env.cr.sql_log_count
    if trace:
        tracemalloc.start()
    seconds = Bench.timed(action)
    env.flush_all()
    queries = env.cr.sql_log_count - before
    seconds += Bench.timed(env.cr.commit)
    memory = 0
    if trace:
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return seconds, queries, memory


def deliver(env: Any) -> None:
    """The job, which commits after each batch."""
    with patch.object(
        type(env["ir.cron"]), "_commit_progress", lambda cron, *a, **k: commit(cron)
    ):
        env["fuel.announcement"].sudo()._deliver_pending()  # sudo: as the job runs
    # sudo: receipts of all readers are counted
    if env["fuel.announcement.receipt"].sudo()._count_pending():
        raise Failure("somebody was forgotten")


def commit(cron: Any) -> float:
    cron.env.cr.commit()
    return 60.0
