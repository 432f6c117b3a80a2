from odoo import fields, models
from odoo.tools import SQL

from .fuel_complaint import SEVERITIES, SOURCES, STATES


class FuelComplaintAnalysis(models.Model):
    """Complaints to be grouped and averaged, with whether each is a repeat.

    A repeat is decided here and not stored: a complaint that is entered late, or gets
    another type, may make one of another complaint.
    """

    _name = "fuel.complaint.analysis"
    _description = "Complaint analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "complaint_id"
    _depends = {
        "fuel.complaint": [
            "barge_id",
            "cause_id",
            "claimed_mt",
            "company_id",
            "cost",
            "customer_id",
            "days_to_close",
            "manager_id",
            "closed_at",
            "port_id",
            "received_at",
            "satisfaction",
            "settlement_mt",
            "severity",
            "source",
            "state",
            "team_id",
            "type_id",
            "user_id",
            "vessel_id",
        ],
    }

    complaint_id = fields.Many2one(comodel_name="fuel.complaint", readonly=True)
    date = fields.Datetime(string="Received on", readonly=True)
    type_id = fields.Many2one(comodel_name="fuel.complaint.type", readonly=True)
    cause_id = fields.Many2one(comodel_name="fuel.complaint.cause", readonly=True)
    customer_id = fields.Many2one(comodel_name="res.partner", readonly=True)
    port_id = fields.Many2one(comodel_name="fuel.port", readonly=True)
    vessel_id = fields.Many2one(comodel_name="fuel.vessel", readonly=True)
    barge_id = fields.Many2one(
        comodel_name="fuel.vessel", string="Supplier barge", readonly=True
    )
    user_id = fields.Many2one(comodel_name="res.users", string="Owner", readonly=True)
    manager_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    team_id = fields.Many2one(comodel_name="crm.team", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(selection=STATES, readonly=True)
    severity = fields.Selection(selection=SEVERITIES, readonly=True)
    source = fields.Selection(selection=SOURCES, readonly=True)
    claimed_mt = fields.Float(string="Claimed (MT)", digits=(12, 3), readonly=True)
    settlement_mt = fields.Float(
        string="Settlement (MT)", digits=(12, 3), readonly=True
    )
    cost = fields.Monetary(readonly=True)
    days_to_close = fields.Float(
        string="Days to close",
        readonly=True,
        aggregator="avg",
        help="Of those that are closed.",
    )
    repeat_rate = fields.Float(
        string="Repeats (%)",
        readonly=True,
        aggregator="avg",
        help="Share of complaints whose customer had complained of the same type within "
        "the 12 months before.",
    )
    satisfaction = fields.Float(
        string="Satisfaction (1 to 5)",
        readonly=True,
        aggregator="avg",
        help="With the outcome; of those who were asked and answered.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT complaint.id,
                   complaint.id AS complaint_id,
                   complaint.received_at AS date,
                   complaint.type_id,
                   complaint.cause_id,
                   complaint.customer_id,
                   complaint.port_id,
                   complaint.vessel_id,
                   complaint.barge_id,
                   complaint.user_id,
                   complaint.manager_id,
                   complaint.team_id,
                   complaint.company_id,
                   complaint.state,
                   complaint.severity,
                   complaint.source,
                   complaint.claimed_mt,
                   complaint.settlement_mt,
                   complaint.cost,
                   CASE WHEN complaint.closed_at IS NOT NULL
                        THEN complaint.days_to_close
                    END AS days_to_close,
                   complaint.satisfaction::float8 AS satisfaction,
                   CASE WHEN complaint.customer_id IS NULL THEN 0
                        WHEN LAG(complaint.received_at) OVER earlier
                             >= complaint.received_at - INTERVAL '12 months'
                        THEN 100 ELSE 0
                    END::float8 AS repeat_rate
              FROM fuel_complaint AS complaint
            WINDOW earlier AS (
                       PARTITION BY complaint.company_id, complaint.customer_id,
                                    complaint.type_id
                       ORDER BY complaint.received_at, complaint.id
                   )
            """
        )

    def action_open_complaint(self):
        """Open the complaint of this row.

        :return: window action on ``fuel.complaint``
        :rtype: dict
        """
        self.ensure_one()
        return self.complaint_id.get_formview_action()
