from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import care_score

STATUSES = [
    ("never", "Never visited"),
    ("overdue", "Overdue"),
    ("due", "Due within a week"),
    ("ok", "In time"),
    ("none", "No visits due"),
]
SOON_DAYS = 7


class FuelVisitDue(models.Model):
    """Whose turn it is: one row for each fuel customer, in the company that serves them.

    Figures here are the company's, over all visitors and sellers: an account manager
    answers for the whole of a customer, whoever went there last or wrote the order.
    That is why the rules let account managers see their own customers only.
    """

    _name = "fuel.visit.due"
    _description = "Customer Due for a Visit"
    _auto = False
    _order = "score desc, id"
    _rec_name = "customer_id"
    _depends = {
        "fuel.visit": ["customer_id", "company_id", "date", "state"],
        "fuel.volume": ["customer_id", "company_id", "date", "delivered_mt"],
        "res.company": ["fuel_tz", "fuel_visit_interval"],
        "res.partner": [
            "active",
            "commercial_partner_id",
            "company_id",
            "fuel_customer",
            "fuel_visit_interval",
            "user_id",
        ],
        "res.users": ["company_id", "sale_team_id"],
    }

    # === FIELDS === #

    customer_id = fields.Many2one(comodel_name="res.partner", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        readonly=True,
        help="The account manager's team.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        readonly=True,
        help="The customer's company, else the account manager's, else yours.",
    )
    entry_date = fields.Date(
        string="Entered on", readonly=True, help="The day the customer was entered."
    )
    visit_interval = fields.Integer(
        string="Days between visits",
        readonly=True,
        aggregator="avg",
        help="The customer's own, else their tier's, else the company's.",
    )
    last_visit_date = fields.Date(
        string="Last visit",
        readonly=True,
        help="The last visit at which somebody was met, whoever went.",
    )
    next_visit_date = fields.Date(
        string="Next visit",
        readonly=True,
        help="The next visit that is planned, by whomever.",
    )
    due_date = fields.Date(
        string="Due on",
        readonly=True,
        help="The last visit and the days between visits added; who was never visited "
        "is due since the day they were entered.",
    )
    days_overdue = fields.Integer(
        string="Days overdue", readonly=True, aggregator="avg"
    )
    status = fields.Selection(selection=STATUSES, readonly=True)
    volume_12m_mt = fields.Float(
        string="Last 12 months (MT)",
        digits=(16, 3),
        readonly=True,
        help="Tonnes delivered on the company's orders of the last 12 months, whoever "
        "sold them.",
    )
    volume_previous_12m_mt = fields.Float(
        string="12 months before (MT)",
        digits=(16, 3),
        readonly=True,
        help="Tonnes delivered on the company's orders of the 12 months before the last.",
    )
    growth = fields.Float(
        string="Growth (%)",
        digits=(16, 1),
        readonly=True,
        aggregator=None,
        help="The last 12 months against the 12 before; 0 where there was nothing.",
    )
    open_complaints = fields.Integer(string="Open complaints", readonly=True)
    satisfaction = fields.Float(
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="From 0 to 100; empty where nobody asked.",
    )
    score = fields.Float(
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Whom to see first, from 0 to 100: 40 points for three intervals overdue, "
        "25 for the volume at stake (half of them at 10,000 MT a year), 15 for a volume "
        "that fell to nothing, 10 for two open complaints, 10 for no satisfaction.",
    )

    # === QUERY === #

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT customer.id,
                   customer.id AS customer_id,
                   customer.user_id,
                   manager.sale_team_id AS team_id,
                   company.id AS company_id,
                   basis.entry_date,
                   basis.visit_interval,
                   last_visit.date AS last_visit_date,
                   next_visit.date AS next_visit_date,
                   turn.due_date,
                   turn.days_overdue,
                   CASE WHEN basis.visit_interval = 0 THEN 'none'
                        WHEN last_visit.date IS NULL THEN 'never'
                        WHEN turn.days_overdue > 0 THEN 'overdue'
                        WHEN turn.due_date <= %(today)s::date + %(soon)s THEN 'due'
                        ELSE 'ok'
                    END AS status,
                   volume.recent AS volume_12m_mt,
                   volume.earlier AS volume_previous_12m_mt,
                   (volume.recent - volume.earlier) / NULLIF(volume.earlier, 0) * 100
                       AS growth,
                   care.open_complaints,
                   care.satisfaction,
                   %(score)s AS score
              FROM %(customers)s
              LEFT JOIN LATERAL (%(last_visit)s) AS last_visit ON TRUE
              LEFT JOIN LATERAL (%(next_visit)s) AS next_visit ON TRUE
              LEFT JOIN LATERAL (%(volume)s) AS volume ON TRUE
             CROSS JOIN LATERAL (
                       SELECT CASE WHEN basis.visit_interval > 0
                                   THEN COALESCE(
                                       last_visit.date + basis.visit_interval,
                                       basis.entry_date
                                   )
                               END AS due_date,
                              CASE WHEN basis.visit_interval > 0
                                   THEN GREATEST(0, %(today)s::date - COALESCE(
                                       last_visit.date + basis.visit_interval,
                                       basis.entry_date
                                   ))
                                   ELSE 0
                               END AS days_overdue
                   ) AS turn
             CROSS JOIN LATERAL (
                       SELECT %(open_complaints)s AS open_complaints,
                              %(satisfaction)s AS satisfaction
                   ) AS care
             WHERE customer.fuel_customer
               AND customer.active
               AND customer.commercial_partner_id = customer.id
            """,
            today=today,
            soon=SOON_DAYS,
            score=self._score_sql(),
            customers=self._customers_sql(today),
            last_visit=self._last_visit_sql(),
            next_visit=self._next_visit_sql(today),
            volume=self._volume_sql(today),
            open_complaints=self._open_complaints_sql(),
            satisfaction=self._satisfaction_sql(),
        )

    # Hooks that read fields name them: SQL.identifier(..., to_flush=field).
    # Aggregates without GROUP BY, one row each: PostgreSQL leaves out those that a
    # query does not ask for, so that a count reads no volumes.

    @api.model
    def _customers_sql(self, today):
        """Return ``customer``, ``manager``, ``company`` and ``basis`` to select from."""
        return SQL(
            """
                   res_partner AS customer
              LEFT JOIN res_users AS manager ON manager.id = customer.user_id
              JOIN res_company AS company
                ON company.id = COALESCE(
                       customer.company_id, manager.company_id, %(company)s
                   )
             CROSS JOIN LATERAL (
                       SELECT COALESCE(
                                  NULLIF(customer.fuel_visit_interval, 0),
                                  NULLIF(%(tier)s, 0),
                                  company.fuel_visit_interval,
                                  0
                              ) AS visit_interval,
                              COALESCE(
                                  (customer.create_date AT TIME ZONE 'UTC'
                                      AT TIME ZONE COALESCE(company.fuel_tz, 'UTC')
                                  )::date,
                                  %(today)s::date
                              ) AS entry_date
                   ) AS basis
            """,
            company=self.env.company.id,
            tier=self._tier_interval_sql(),
            today=today,
        )

    @api.model
    def _of_customer_sql(self):
        """Return what ties a visit to its row."""
        return SQL(
            "fuel_visit.customer_id = customer.id AND fuel_visit.company_id = company.id"
        )

    @api.model
    def _last_visit_sql(self):
        visits = self.env["fuel.visit"]
        return visits._date_sql(
            "max", visits._contact_domain(), self._of_customer_sql()
        )

    @api.model
    def _next_visit_sql(self, today):
        # A plan of the past is a visit that did not take place.
        visits = self.env["fuel.visit"]
        return visits._date_sql(
            "min",
            visits._open_domain() & Domain("date", ">=", today),
            self._of_customer_sql(),
        )

    @api.model
    def _volume_sql(self, today):
        # To the kilogram: what sums of returns leave behind is no volume that fell.
        def tonnes(condition):
            return SQL(
                "ROUND(COALESCE(SUM(delivered_mt) FILTER (WHERE %s), 0)::numeric, 3)"
                "::float8",
                condition,
            )

        a_year_ago = today - relativedelta(years=1)
        return SQL(
            """
            SELECT %(recent)s AS recent, %(earlier)s AS earlier
              FROM fuel_volume
             WHERE fuel_volume.customer_id = customer.id
               AND fuel_volume.company_id = company.id
               AND fuel_volume.date > %(first)s
               AND fuel_volume.date <= %(today)s
            """,
            recent=tonnes(SQL("date > %s", a_year_ago)),
            earlier=tonnes(SQL("date <= %s", a_year_ago)),
            first=today - relativedelta(years=2),
            today=today,
        )

    @api.model
    def _tier_interval_sql(self):
        """Hook: days between visits of the customer's tier, 0 without one.

        The twin of ``res.partner._fuel_tier_visit_interval``: override both.

        :return: expression over ``customer`` and ``company``
        :rtype: SQL
        """
        return SQL("0")

    @api.model
    def _open_complaints_sql(self):
        """Hook: number of the customer's open complaints.

        :return: expression over ``customer`` and ``company``
        :rtype: SQL
        """
        return SQL("0")

    @api.model
    def _satisfaction_sql(self):
        """Hook: the customer's satisfaction from 0 to 100, NULL where nobody asked.

        :return: expression over ``customer`` and ``company``
        :rtype: SQL
        """
        return SQL("NULL::float8")

    @api.model
    def _score_sql(self):
        """Return the expression that equals ``crm_fuel.tools.care_score``."""
        stake = SQL("GREATEST(volume.recent, volume.earlier, 0)")
        return SQL(
            """(
                CASE WHEN basis.visit_interval > 0
                     THEN %(overdue_points)s::float8 * LEAST(
                              turn.days_overdue::float8 / basis.visit_interval,
                              %(overdue_ceiling)s::float8
                          ) / %(overdue_ceiling)s::float8
                     ELSE 0
                 END
                + %(stake_points)s::float8 * %(stake)s
                      / (%(stake)s + %(half_stake)s::float8)
                + CASE WHEN volume.earlier > 0
                       THEN %(fall_points)s::float8 * LEAST(1, GREATEST(
                                0, (volume.earlier - volume.recent) / volume.earlier
                            ))
                       ELSE 0
                   END
                + %(complaint_points)s::float8 * LEAST(
                      GREATEST(care.open_complaints, 0), %(complaint_ceiling)s::float8
                  ) / %(complaint_ceiling)s::float8
                + CASE WHEN care.satisfaction IS NULL THEN 0
                       ELSE %(unhappy_points)s::float8 * (
                           1 - LEAST(GREATEST(care.satisfaction, 0), 100) / 100
                       )
                   END
            )""",
            overdue_points=care_score.OVERDUE_POINTS,
            overdue_ceiling=care_score.OVERDUE_CEILING,
            stake_points=care_score.STAKE_POINTS,
            stake=stake,
            half_stake=care_score.HALF_STAKE_MT,
            fall_points=care_score.FALL_POINTS,
            complaint_points=care_score.COMPLAINT_POINTS,
            complaint_ceiling=care_score.COMPLAINT_CEILING,
            unhappy_points=care_score.DISSATISFACTION_POINTS,
        )

    # === ACTIONS === #

    def action_open_customer(self):
        """Open the customer of this row.

        :return: window action on ``res.partner``
        :rtype: dict
        """
        self.ensure_one()
        return self.customer_id.get_formview_action()

    def action_log_visit(self):
        """Record a visit to this customer: see ``res.partner.action_log_visit``.

        :return: window action on ``fuel.visit``
        :rtype: dict
        """
        self.ensure_one()
        return self.customer_id.action_log_visit()

    def action_plan_visits(self):
        """Plan visits to these customers: see ``res.partner.action_plan_visits``.

        :return: window action
        :rtype: dict
        """
        return self.customer_id.action_plan_visits()
