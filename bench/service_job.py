"""The job after deliveries: 10,000 orders, each of another contact, delivered yesterday.

One order is made and delivered as people do it; the others are copies of its rows. What
is measured is the whole job: finding the orders, making out invitations, rendering and
queueing a letter each. It may grow no faster than the orders.
"""

import resource
import time
from datetime import timedelta
from typing import Any

from odoo import fields
from odoo.fields import Command

from bench.harness import Bench, Case
from bench.home_news import copies
from tooling import databases
from tooling.steps import Failure

FEW, MANY = 2_500, 10_000
# What a small machine needs for some hundred orders is not worth a complaint.
SLACK = 1.25


def run(bench: Bench) -> None:
    seconds, queries = {}, {}
    for number in (FEW, MANY):
        with bench.database() as database, bench.environment(database) as env:
            make(env, number)
            env.cr.commit()
            with databases.cursor(database) as cr:
                cr.execute("VACUUM ANALYZE")
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            count = env.cr.sql_log_count
            start = time.monotonic()
            # su: as the job runs.
            env(su=True)["sale.order"]._fuel_ask_after_deliveries()
            seconds[number] = time.monotonic() - start
            queries[number] = env.cr.sql_log_count - count
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            check(env, number)
            bench.say(
                f"  {number:,} orders: {seconds[number]:.1f} s, {queries[number]:,} "
                f"queries, memory grew by {(after - before) / 1024:.0f} MB"
            )
    factor = MANY / FEW
    for name, found in (("time", seconds), ("queries", queries)):
        bench.record(
            Case(
                f"job after deliveries, {MANY:,} orders: {name}",
                found[MANY],
                f"{factor:g} times that of {FEW:,} orders",
                found[FEW] * factor,
                at_most=SLACK,
            )
        )


def check(env: Any, number: int) -> None:
    """Refuse to measure a job that did not do its work."""
    # sudo: all of them are counted, whoever may read them.
    invitations = env["survey.user_input"].sudo()
    made = invitations.search_count(
        [("fuel_automatic", "=", True), ("fuel_mail_state", "=", "queued")]
    )
    # sudo: the same of their letters.
    mails = env["mail.mail"].sudo().search_count([("fuel_invitation_id", "!=", False)])
    if not made == mails == number:
        raise Failure(f"{number} orders gave {made} invitations and {mails} letters")


def make(env: Any, number: int) -> None:
    """Make delivered orders by the thousand out of one."""
    env = env(context={**env.context, "tracking_disable": True})
    env.company.partner_id.email = "service@bench.example"
    env.company.fuel_survey_automatic = True
    product = env["product.product"].create(
        {
            "name": "Fuel oil",
            "type": "consu",
            "is_storable": True,
            "uom_id": env.ref("uom.product_uom_ton").id,
            "taxes_id": [Command.clear()],
            "fuel_grade_id": env.ref("crm_fuel.grade_vlsfo_rmg380").id,
        }
    )
    contact = env["res.partner"].create(
        {"name": "Contact", "email": "contact@bench.example"}
    )
    order = env["sale.order"].create(
        {
            "partner_id": contact.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 500})
            ],
        }
    )
    order.action_confirm()
    order.picking_ids.move_ids.write({"quantity": 500, "picked": True})
    order.picking_ids._action_done()
    order.picking_ids.date_done = fields.Datetime.now() - timedelta(days=2)
    env.company.fuel_survey_since = fields.Datetime.now() - timedelta(days=3)
    env.flush_all()
    more = number - 1
    people = copies(
        env,
        "res_partner",
        contact.id,
        more,
        name="'Contact ' || n",
        complete_name="'Contact ' || n",
        email="'contact' || n || '@bench.example'",
        email_normalized="'contact' || n || '@bench.example'",
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [people]
    )
    orders = copies(
        env,
        "sale_order",
        order.id,
        more,
        name="'SB' || n",
        access_token="NULL",
        partner_id=f"{people[0]} + n - 1",
    )
    first = orders[0]
    lines = copies(
        env,
        "sale_order_line",
        order.order_line.id,
        more,
        order_id=f"{first} + n - 1",
    )
    copies(
        env,
        "fuel_volume",
        env["fuel.volume"].search([("order_id", "=", order.id)]).id,
        more,
        line_id=f"{lines[0]} + n - 1",
        order_id=f"{first} + n - 1",
    )
    copies(
        env,
        "stock_picking",
        order.picking_ids.id,
        more,
        name="'OUT' || n",
        sale_id=f"{first} + n - 1",
    )
    env.invalidate_all()
