from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .res_partner_survey import LEFT_OUT

# Nobody remembers a delivery for longer.
MOST_DAYS = 30


class SaleOrder(models.Model):
    """Once an order has been delivered, its contact is asked how it went."""

    _inherit = "sale.order"

    # === FIELDS === #

    fuel_survey_outcome = fields.Selection(
        selection=[("asked", "Asked"), *LEFT_OUT],
        string="Asked after delivery",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Whether the order's contact was asked automatically, or why not. Empty: "
        "it is not time yet, or nobody is asked automatically.",
    )

    # === ACTIONS === #

    def action_fuel_send_survey(self):
        """Open the dialogue that sends a survey about an order.

        :return: window action on ``fuel.survey.send``
        :rtype: dict
        """
        self.ensure_one()
        return self.env["fuel.survey.send"]._open(
            contact_ids=self.partner_id.ids, order_id=self.id
        )

    # === JOB === #

    @api.model
    def _fuel_ask_after_deliveries(self):
        inputs = self.env["survey.user_input"]
        return inputs._fuel_in_batches(
            self._fuel_orders_to_ask_about(), self._fuel_ask_batch
        )

    @api.model
    def _fuel_orders_to_ask_about(self):
        """Return the ids of orders whose last delivery was long enough ago.

        An order is asked about once all of it has left. Deliveries from before the
        company switched it on, or from more than a month ago, are left alone.
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                WITH delivered AS (
                    SELECT picking.sale_id AS id, max(picking.date_done) AS last
                      FROM stock_picking picking
                      JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
                     WHERE picking.state = 'done'
                       AND picking.sale_id IS NOT NULL
                       AND picking.date_done >= %(oldest)s
                       AND kind.code = 'outgoing'
                  GROUP BY picking.sale_id
                )
                SELECT sale.id
                  FROM delivered
                  JOIN sale_order sale ON sale.id = delivered.id
                  JOIN res_company company ON company.id = sale.company_id
                 WHERE company.fuel_survey_automatic
                   AND sale.state = 'sale'
                   AND sale.fuel_survey_outcome IS NULL
                   AND delivered.last >= company.fuel_survey_since
                   AND delivered.last
                       <= %(now)s - company.fuel_survey_hours * interval '1 hour'
                   AND EXISTS (
                           SELECT 1 FROM fuel_volume WHERE order_id = sale.id
                       )
                   AND NOT EXISTS (
                           SELECT 1
                             FROM stock_picking picking
                             JOIN stock_picking_type kind
                               ON kind.id = picking.picking_type_id
                            WHERE picking.sale_id = sale.id
                              AND picking.state NOT IN ('done', 'cancel')
                              AND kind.code = 'outgoing'
                       )
              ORDER BY sale.id
                """,
                oldest=now - timedelta(days=MOST_DAYS),
                now=now,
            )
        )
        return [order for (order,) in rows]

    @api.model
    def _fuel_ask_batch(self, ids):
        """Ask about some orders: invitations and marks are one transaction."""
        # sudo: the job's own, for all companies.
        held = self.sudo().browse(ids).try_lock_for_update(allow_referencing=True)
        orders = held.filtered(
            lambda it: not it.fuel_survey_outcome and it.state == "sale"
        )
        # sudo: invitations are written by the job alone.
        inputs = self.env["survey.user_input"].sudo()
        for company, those in orders.grouped("company_id").items():
            survey = company._fuel_delivery_survey()
            if not survey:
                continue  # they are asked about when there is one again
            # A mark that was lost must not stop all others.
            done = inputs.search(
                [
                    ("fuel_order_id", "in", those.ids),
                    ("survey_id", "=", survey.id),
                    ("fuel_automatic", "=", True),
                ]
            ).fuel_order_id
            done.fuel_survey_outcome = "asked"
            those = those.with_company(company) - done
            requests = those._fuel_survey_requests()
            outcomes, invitations = inputs._fuel_invite(survey, company, requests)
            those._fuel_mark_outcomes(outcomes)
            invitations._fuel_queue_mails()

    def _fuel_mark_outcomes(self, outcomes):
        ids = {}
        for order, outcome in zip(self, outcomes, strict=True):
            ids.setdefault(outcome, []).append(order.id)
        # They are looked at again when nobody holds their contact any more.
        ids.pop("busy", None)
        for outcome, those in ids.items():
            self.browse(those).fuel_survey_outcome = outcome

    def _fuel_survey_requests(self, contacts=None):
        """Return what invitations about these orders know.

        :param dict contacts: whom to ask by order, else its contact
        """
        partners = self.partner_id
        people = partners._fuel_survey_contacts()
        pickings = self._fuel_last_deliveries()
        return [
            {
                "contact": (contacts or {}).get(order) or people[order.partner_id],
                "fuel_order_id": order.id,
                "fuel_picking_id": pickings.get(order.id),
                "fuel_vessel_id": order.fuel_vessel_id.id,
                "fuel_port_id": order.fuel_port_id.id,
                "fuel_manager_id": (
                    order.user_id or order.partner_id.commercial_partner_id.user_id
                ).id,
                "fuel_team_id": order.team_id.id,
                "fuel_automatic": contacts is None,
            }
            for order in self
        ]

    def _fuel_last_deliveries(self):
        """Return the id of the last delivery by order id."""
        # sudo: who may see the order may know its deliveries.
        pickings = (
            self.env["stock.picking"]
            .sudo()
            .search_fetch(
                [
                    ("sale_id", "in", self.ids),
                    ("state", "=", "done"),
                    ("picking_type_code", "=", "outgoing"),
                ],
                ["sale_id"],
                order="date_done, id",
            )
        )
        return {it.sale_id.id: it.id for it in pickings}
