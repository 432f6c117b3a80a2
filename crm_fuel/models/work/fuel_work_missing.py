from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .fuel_work_period import PERIODS

KINDS = [("plan", "Plan"), ("summary", "Summary")]
# How many periods back are asked for; more is history. Ids hold on to 16 at most.
WEEKS_BACK, WEEKS_AHEAD = 8, 2
MONTHS_BACK, MONTHS_AHEAD = 3, 1


class FuelWorkMissing(models.Model):
    """Plans and summaries that are demanded, due, and not handed in.

    Of account managers, by their own company: each is asked for a thing once, wherever
    else they work. Supervisors hand in what they like.
    """

    _name = "fuel.work.missing"
    _description = "Missing plan or summary"
    _auto = False
    _order = "due_date, user_id, kind"
    _rec_name = "user_id"
    _depends = {
        "fuel.work.plan": ["user_id", "company_id", "period", "date_from", "state"],
        "fuel.work.summary": ["user_id", "company_id", "period", "date_from", "state"],
        "fuel.work.reminder": ["user_id", "kind", "period", "date_from", "date"],
        "res.company": [
            "fuel_tz",
            "fuel_plan_period",
            "fuel_plan_days_before",
            "fuel_plan_since",
            "fuel_summary_period",
            "fuel_summary_days_after",
            "fuel_summary_since",
        ],
        "res.users": ["active", "company_id", "group_ids", "sale_team_id", "share"],
    }

    # === FIELDS === #

    user_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    team_id = fields.Many2one(comodel_name="crm.team", readonly=True)
    kind = fields.Selection(selection=KINDS, string="Plan or summary", readonly=True)
    period = fields.Selection(selection=PERIODS, readonly=True)
    date_from = fields.Date(string="First day", readonly=True)
    date_to = fields.Date(string="Last day", readonly=True)
    due_date = fields.Date(string="Due on", readonly=True)
    days_late = fields.Integer(string="Days late", readonly=True, aggregator="max")
    is_begun = fields.Boolean(
        string="Begun", readonly=True, help="There is a draft that is not handed in."
    )
    reminded_on = fields.Date(string="Reminded on", readonly=True)

    # === QUERY === #

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT manager.id * 32
                       + CASE demand.kind WHEN 'plan' THEN 0 ELSE 16 END
                       + demand.number %% 16 AS id,
                   manager.id AS user_id,
                   demand.company_id,
                   manager.sale_team_id AS team_id,
                   demand.kind,
                   demand.period,
                   demand.date_from,
                   demand.date_to,
                   demand.due_date,
                   demand.today - demand.due_date AS days_late,
                   COALESCE(work.state = 'draft', FALSE) AS is_begun,
                   reminder.date AS reminded_on
              FROM (%(demand)s) AS demand
              JOIN res_users AS manager ON manager.company_id = demand.company_id
              LEFT JOIN (%(work)s) AS work
                ON work.kind = demand.kind
               AND work.user_id = manager.id
               AND work.company_id = demand.company_id
               AND work.period = demand.period
               AND work.date_from = demand.date_from
              LEFT JOIN fuel_work_reminder AS reminder
                ON reminder.user_id = manager.id
               AND reminder.kind = demand.kind
               AND reminder.period = demand.period
               AND reminder.date_from = demand.date_from
             WHERE manager.active
               AND manager.share IS NOT TRUE
               AND COALESCE(work.state, 'draft') = 'draft'
               AND demand.due_date <= demand.today
               AND (manager.create_date AT TIME ZONE 'UTC'
                    AT TIME ZONE demand.zone)::date <= demand.date_to
               AND %(has_role)s
            """,
            demand=self._demand_sql(),
            work=self._work_sql(),
            has_role=self._has_role_sql(),
        )

    @api.model
    def _demand_sql(self):
        """Return the periods of each company for which something is asked."""
        return SQL(
            """
            SELECT asked.*, asked.date_from - asked.days_before AS due_date
              FROM (
                       SELECT week.*, 'plan' AS kind, week.plan_days AS days_before
                         FROM (%(periods)s) AS week
                        WHERE week.period = week.plan_period
                          AND week.date_to >= week.plan_since
                   ) AS asked
             UNION ALL
            SELECT asked.*, asked.date_to + asked.days_after AS due_date
              FROM (
                       SELECT week.*, 'summary' AS kind, week.summary_days AS days_after
                         FROM (%(periods)s) AS week
                        WHERE week.period = week.summary_period
                          AND week.date_to >= week.summary_since
                   ) AS asked
            """,
            periods=self._periods_sql(),
        )

    @api.model
    def _periods_sql(self):
        """Return the weeks and months around today, by the clock of each company."""
        return SQL(
            """
            SELECT company.id AS company_id,
                   COALESCE(company.fuel_tz, 'UTC') AS zone,
                   company.fuel_plan_period AS plan_period,
                   company.fuel_plan_days_before AS plan_days,
                   company.fuel_plan_since AS plan_since,
                   company.fuel_summary_period AS summary_period,
                   company.fuel_summary_days_after AS summary_days,
                   company.fuel_summary_since AS summary_since,
                   clock.today,
                   span.period,
                   span.date_from,
                   (span.date_from + span.length - INTERVAL '1 day')::date AS date_to,
                   span.number
              FROM res_company AS company
             CROSS JOIN LATERAL (
                       SELECT (%(now)s::timestamp AT TIME ZONE 'UTC'
                               AT TIME ZONE COALESCE(company.fuel_tz, 'UTC'))::date
                              AS today
                   ) AS clock
             CROSS JOIN LATERAL (
                       SELECT 'week' AS period,
                              first::date AS date_from,
                              INTERVAL '1 week' AS length,
                              (first::date - DATE '2001-01-01') / 7 AS number
                         FROM generate_series(
                                  date_trunc('week', clock.today::timestamp)
                                      - %(weeks_back)s * INTERVAL '1 week',
                                  date_trunc('week', clock.today::timestamp)
                                      + %(weeks_ahead)s * INTERVAL '1 week',
                                  INTERVAL '1 week'
                              ) AS first
                        UNION ALL
                       SELECT 'month',
                              first::date,
                              INTERVAL '1 month',
                              (EXTRACT(YEAR FROM first) * 12
                                  + EXTRACT(MONTH FROM first))::int
                         FROM generate_series(
                                  date_trunc('month', clock.today::timestamp)
                                      - %(months_back)s * INTERVAL '1 month',
                                  date_trunc('month', clock.today::timestamp)
                                      + %(months_ahead)s * INTERVAL '1 month',
                                  INTERVAL '1 month'
                              ) AS first
                   ) AS span
            """,
            now=fields.Datetime.now(),
            weeks_back=WEEKS_BACK,
            weeks_ahead=WEEKS_AHEAD,
            months_back=MONTHS_BACK,
            months_ahead=MONTHS_AHEAD,
        )

    @api.model
    def _work_sql(self):
        return SQL(
            """
            SELECT 'plan' AS kind, user_id, company_id, period, date_from, state
              FROM fuel_work_plan
             UNION ALL
            SELECT 'summary', user_id, company_id, period, date_from, state
              FROM fuel_work_summary
            """
        )

    @api.model
    def _has_role_sql(self):
        """Return the condition of being an account manager and no supervisor."""

        def in_group(xml_id):
            # sudo: which groups imply one
            group = self.env.ref(xml_id).sudo()
            return SQL(
                "EXISTS (SELECT FROM res_groups_users_rel AS member"
                " WHERE member.uid = manager.id AND member.gid IN %s)",
                tuple(group.all_implied_by_ids.ids),
            )

        return SQL(
            "(%s AND NOT %s)",
            in_group("crm_fuel.group_fuel_user"),
            in_group("crm_fuel.group_fuel_supervisor"),
        )

    @api.model
    def _missing_users(self, kind):
        """Return the ids of others whose plan or summary is missing.

        :param str kind: ``"plan"`` or ``"summary"``
        :return: of those that the caller may see, the latest first, each once
        :rtype: list
        """
        groups = self._read_group(
            [("kind", "=", kind), ("user_id", "!=", self.env.uid)],
            ["user_id"],
            order="days_late:max desc, user_id",
        )
        return [user.id for (user,) in groups]

    # === ACTIONS === #

    def action_remind(self):
        """Remind people of what is missing, once a day at most.

        :raises UserError: where one was reminded today already, or the work is not the
            caller's to ask for
        """
        user = self.env.user
        is_supervisor = user.has_group("crm_fuel.group_fuel_supervisor")
        for missing in self:
            if missing.user_id == user or not (
                is_supervisor or missing.team_id.user_id == user
            ):
                raise UserError(
                    self.env._("Supervisors and team leaders remind others.")
                )
        reminded = self._remind(again=True)
        if self and not reminded:
            raise UserError(
                self.env._(
                    "%(people)s: reminded today already.",
                    people=", ".join(self.user_id.mapped("name")),
                )
            )
        return True

    def action_open_work(self):
        """Open the draft that is not handed in, or a new one of one's own.

        :return: window action on ``fuel.work.plan`` or ``fuel.work.summary``
        :raises UserError: where there is none, and it is another's to make
        """
        self.ensure_one()
        works = self.env[f"fuel.work.{self.kind}"]
        values = {
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "period": self.period,
            "date_from": self.date_from,
        }
        work = works.search([(name, "=", it) for name, it in values.items()], limit=1)
        if not work:
            if self.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(person)s has not begun it yet.", person=self.user_id.name
                    )
                )
            work = works.create(values)
        return work.get_formview_action()

    def _remind(self, again=False):
        """Hook: see ``fuel_work_reminder.py``."""
        return self.browse()
