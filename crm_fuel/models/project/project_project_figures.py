from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from .fuel_project_question import PENDING


class ProjectProject(models.Model):
    """What a key-account project has brought, and where it is to be seen."""

    _inherit = "project.project"

    # === FIELDS === #

    fuel_volume_year_mt = fields.Float(
        string="This year (MT)",
        digits=(16, 3),
        compute="_compute_fuel_volume",
        groups="crm_fuel.group_fuel_user",
        help="Tonnes delivered on the customer's orders of this year until today, "
        "whoever sold them; told to the project's members and supervisors.",
    )
    fuel_volume_start_mt = fields.Float(
        string="Since the start (MT)",
        digits=(16, 3),
        compute="_compute_fuel_volume",
        groups="crm_fuel.group_fuel_user",
        help="Tonnes delivered on the customer's orders since the project began.",
    )
    fuel_progress = fields.Float(
        string="Goal reached (%)",
        digits=(16, 1),
        compute="_compute_fuel_volume",
        groups="crm_fuel.group_fuel_user",
        help="This year's tonnes as a part of the goal of a whole year.",
    )
    fuel_visit_ids = fields.One2many(
        comodel_name="fuel.visit", inverse_name="fuel_project_id", string="Visits"
    )
    fuel_visit_count = fields.Integer(
        string="Number of visits", compute="_compute_fuel_visit_count"
    )
    fuel_visit_done_count = fields.Integer(
        string="Visits done", compute="_compute_fuel_visit_count"
    )
    fuel_lead_ids = fields.One2many(
        comodel_name="crm.lead", inverse_name="fuel_project_id", string="Opportunities"
    )
    fuel_lead_count = fields.Integer(
        string="Number of opportunities", compute="_compute_fuel_lead_count"
    )
    fuel_order_ids = fields.One2many(
        comodel_name="sale.order", inverse_name="fuel_project_id", string="Orders"
    )
    fuel_order_count = fields.Integer(
        string="Number of orders", compute="_compute_fuel_order_count"
    )
    fuel_question_count = fields.Integer(
        string="Number of questions", compute="_compute_fuel_question_count"
    )
    fuel_pending_count = fields.Integer(
        string="Questions without an answer", compute="_compute_fuel_question_count"
    )

    # === COMPUTE METHODS === #

    @api.depends("fuel_customer_id", "fuel_goal_mt", "date_start", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_volume(self):
        tonnes = self._fuel_tonnes()
        for project in self:
            year, since_start = tonnes.get(project._origin.id, (0.0, 0.0))
            project.fuel_volume_year_mt = year
            project.fuel_volume_start_mt = since_start
            goal = project.fuel_goal_mt
            project.fuel_progress = 100 * year / goal if goal else 0.0

    def _fuel_tonnes(self):
        """Return tonnes delivered this year and since the start, by project id.

        One query for any number of projects. The goal is the team's, so the figure is
        the customer's whole volume, whoever of the team sold it: only members and
        supervisors are told.
        """
        # sudo: `_fuel_members` and the volumes, as said above.
        told = self if self._fuel_sees_all() else self.filtered("fuel_is_member")
        told = told._origin.filtered("fuel_is_key_account")
        if not told:
            return {}
        self.env["fuel.volume"].flush_model()
        told.flush_model(
            ["fuel_customer_id", "company_id", "date_start", "create_date"]
        )
        today = fields.Date.context_today(self)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT project.id,
                       SUM(volume.delivered_mt) FILTER (
                           WHERE volume.date >= %(new_year)s),
                       SUM(volume.delivered_mt) FILTER (
                           WHERE volume.date
                              >= COALESCE(project.date_start, project.create_date::date))
                  FROM project_project AS project
                  JOIN fuel_volume AS volume
                    ON volume.customer_id = project.fuel_customer_id
                   AND volume.date <= %(today)s
                   AND volume.company_id IN %(companies)s
                   AND (project.company_id IS NULL
                        OR volume.company_id = project.company_id)
                 WHERE project.id IN %(ids)s
                 GROUP BY project.id
                """,
                new_year=today.replace(month=1, day=1),
                today=today,
                companies=tuple(self.env.companies.ids),
                ids=tuple(told.ids),
            )
        )
        return {key: (year or 0.0, start or 0.0) for key, year, start in rows}

    @api.model
    def _fuel_sees_all(self):
        return self.env.su or self.env.user.has_group("crm_fuel.group_fuel_supervisor")

    @api.depends("fuel_visit_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_visit_count(self):
        counts = self._fuel_count("fuel.visit", Domain("state", "!=", "cancelled"))
        done = self._fuel_count("fuel.visit", Domain("state", "=", "done"))
        for project in self:
            project.fuel_visit_count = counts.get(project._origin, 0)
            project.fuel_visit_done_count = done.get(project._origin, 0)

    @api.depends("fuel_lead_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_lead_count(self):
        counts = self._fuel_count("crm.lead")
        for project in self:
            project.fuel_lead_count = counts.get(project._origin, 0)

    @api.depends("fuel_order_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_order_count(self):
        counts = self._fuel_count("sale.order")
        for project in self:
            project.fuel_order_count = counts.get(project._origin, 0)

    @api.depends("fuel_question_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_question_count(self):
        model, link = "fuel.project.question", "project_id"
        counts = self._fuel_count(model, link=link)
        pending = self._fuel_count(model, Domain("state", "in", PENDING), link=link)
        for project in self:
            project.fuel_question_count = counts.get(project._origin, 0)
            project.fuel_pending_count = pending.get(project._origin, 0)

    def _fuel_count(self, model_name, domain=Domain.TRUE, link="fuel_project_id"):
        """Count what the reader sees of linked records, by project: one query.

        An area with records of its own (complaints) adds a field that calls this.
        """
        model = self.env[model_name]
        if not model.has_access("read"):
            return {}
        return dict(
            model._read_group(
                Domain(link, "in", self._origin.ids) & domain, [link], ["__count"]
            )
        )

    # === STATUS UPDATES === #

    def _fuel_update_figures(self):
        """Return the figures that a status update begins with: (label, text) pairs.

        Hook: an area with records of its own appends to it.
        """
        self.ensure_one()

        def tonnes(value):
            return self.env._("%s MT", formatLang(self.env, value, digits=0))

        return [
            (self.env._("Goal a year"), tonnes(self.fuel_goal_mt)),
            (
                self.env._("Delivered this year"),
                f"{tonnes(self.fuel_volume_year_mt)} ({self.fuel_progress:.1f} %)",
            ),
            (
                self.env._("Delivered since the start"),
                tonnes(self.fuel_volume_start_mt),
            ),
            (
                self.env._("Visits done"),
                f"{self.fuel_visit_done_count} / {self.fuel_visit_budget}",
            ),
            (self.env._("Opportunities"), str(self.fuel_lead_count)),
            (self.env._("Orders"), str(self.fuel_order_count)),
            (
                self.env._("Questions without an answer"),
                f"{self.fuel_pending_count} / {self.fuel_question_count}",
            ),
        ]

    # === ACTIONS === #

    def action_fuel_open_visits(self):
        """Open the visits that belong to the project."""
        return self._fuel_open(
            "crm_fuel.fuel_visit_action", default_customer_id=self.fuel_customer_id.id
        )

    def action_fuel_open_leads(self):
        """Open the opportunities that belong to the project."""
        return self._fuel_open(
            "crm.crm_lead_action_pipeline",
            default_type="opportunity",
            default_partner_id=self.fuel_customer_id.id,
        )

    def action_fuel_open_orders(self):
        """Open the orders that belong to the project."""
        return self._fuel_open(
            "crm_fuel.fuel_volume_order_action",
            default_partner_id=self.fuel_customer_id.id,
        )

    def action_fuel_open_questions(self):
        """Open the project's questions."""
        return self._fuel_open(
            "crm_fuel.fuel_project_question_action", link="project_id"
        )

    def _fuel_open(self, xml_id, link="fuel_project_id", **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        action["domain"] = [(link, "=", self.id)]
        action["context"] = {f"default_{link}": self.id, **context}
        return action
