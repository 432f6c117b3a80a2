from babel.dates import format_date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools.misc import babel_locale_parse

from ...tools.work_period import bounds

# What a reviewer may say, so that a to-do and a notification can show all of it.
LONGEST_REASON = 2_000
PERIODS = [("week", "Week"), ("month", "Month")]
PROTECTED = frozenset(
    {"state", "date_to", "team_id", "submitted_at", "reviewed_by_id", "reviewed_at"}
)


class FuelWorkPeriod(models.AbstractModel):
    """What a person hands in for a week or a month, and somebody looks at.

    A model that inherits this has ``state``; there is one record a person, company and
    period, or the database refuses.
    """

    _name = "fuel.work.period"
    _description = "Work of a week or month"
    _inherit = ["fuel.guarded", "mail.thread"]
    _order = "date_from desc, period desc, id desc"
    _rec_names_search = ["user_id"]
    _mail_post_access = "read"

    _fuel_protected = PROTECTED

    # === FIELDS === #

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        compute="_compute_team_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    period = fields.Selection(selection=PERIODS, required=True, default="week")
    date_from = fields.Date(
        string="First day",
        required=True,
        default=lambda self: self._default_date_from(),
        help="Any day of the week or month may be given: it begins on its Monday or on "
        "the first.",
    )
    date_to = fields.Date(
        string="Last day", compute="_compute_date_to", store=True, precompute=True
    )
    period_name = fields.Char(string="For", compute="_compute_period_name")
    submitted_at = fields.Datetime(string="Submitted on", copy=False, readonly=True)
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", string="Reviewed by", copy=False, readonly=True
    )
    reviewed_at = fields.Datetime(string="Reviewed on", copy=False, readonly=True)
    can_review = fields.Boolean(
        string="To be reviewed by me",
        compute="_compute_can_review",
        help="Supervisors review the work of others, team leaders their team's.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    # === CONSTRAINTS AND INDEXES === #

    _first_day = models.Constraint(
        "CHECK (EXTRACT(ISODOW FROM date_from) = 1 AND period = 'week'"
        " OR EXTRACT(DAY FROM date_from) = 1 AND period = 'month')",
        "A week begins on Monday, a month on the first.",
    )

    # === DEFAULTS === #

    @api.model
    def _default_date_from(self):
        return bounds("week", self.env.company._fuel_today())[0]

    # === COMPUTE METHODS === #

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for record in self:
            team = record.user_id.sale_team_id
            own = not team.company_id or team.company_id == record.company_id
            record.team_id = team if own else False

    @api.depends("period", "date_from")
    def _compute_date_to(self):
        for record in self:
            record.date_to = (
                record.period
                and record.date_from
                and bounds(record.period, record.date_from)[1]
            )

    @api.depends("period", "date_from")
    @api.depends_context("lang")
    def _compute_period_name(self):
        for record in self:
            record.period_name = record.date_from and record._name_period()

    @api.depends("user_id", "period", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            parts = (record.user_id.name, record.date_from and record._name_period())
            record.display_name = " · ".join(filter(None, parts))

    @api.depends("user_id", "team_id.user_id")
    @api.depends_context("uid")
    def _compute_can_review(self):
        user = self.env.user
        is_supervisor = user.has_group("crm_fuel.group_fuel_supervisor")
        for record in self:
            record.can_review = record.user_id != user and (
                is_supervisor or record.team_id.user_id == user
            )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for record in self:
            record.is_mine = record.user_id == self.env.user

    def _name_period(self):
        """Return what people call the week or month, in the reader's language."""
        if self.period == "month":
            locale = babel_locale_parse(self.env.lang or "en_US")
            skeleton = "y年M月" if locale.language == "zh" else "LLLL y"
            return format_date(self.date_from, skeleton, locale=locale)
        year, week, _weekday = self.date_from.isocalendar()
        return self.env._("Week %(week)s, %(year)s", week=week, year=year)

    # === CONSTRAINS AND ONCHANGE === #

    @api.constrains("user_id", "company_id")
    def _check_person(self):
        for record in self:
            # sudo: a colleague's companies, to say that they do not work there
            user = record.user_id.sudo()
            if user.share or record.company_id not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not work in %(company)s.",
                        person=user.name,
                        company=record.company_id.name,
                    )
                )

    @api.onchange("period", "date_from")
    def _onchange_period(self):
        if self.period and self.date_from:
            self.date_from = bounds(self.period, self.date_from)[0]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_period(vals) for vals in vals_list]
        self._refuse_second(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_other_person(vals)
        if not {"period", "date_from"} & vals.keys():
            return super().write(vals)
        for record in self:
            own = {
                "period": record.period,
                "date_from": record.date_from,
                **vals,
            }
            own = self._prepare_period(own)
            self._refuse_second(
                [
                    {
                        **own,
                        "user_id": record.user_id.id,
                        "company_id": record.company_id.id,
                    }
                ],
                but=record,
            )
            super(FuelWorkPeriod, record).write(own)
        return True

    @api.model
    def _prepare_period(self, vals):
        """Return ``vals`` with the first day of the period in the place of any day."""
        defaults = self.default_get(["period", "date_from"])
        period = vals.get("period", defaults["period"])
        day = fields.Date.to_date(vals.get("date_from", defaults["date_from"]))
        if period not in dict(PERIODS) or not day:
            return vals  # what is missing or wrong, the fields themselves say
        return {**vals, "period": period, "date_from": bounds(period, day)[0]}

    @api.model
    def _refuse_second(self, vals_list, but=None):
        """Say which one there is already, before the index refuses without a name.

        :raises ValidationError: naming it
        """
        keys = [
            (
                vals.get("user_id", self.env.uid),
                vals.get("company_id", self.env.company.id),
                vals.get("period", "week"),
                fields.Date.to_date(vals.get("date_from")),
            )
            for vals in vals_list
        ]
        # sudo: also one that is not the caller's to see
        there = self.sudo().search(
            [
                ("user_id", "in", [key[0] for key in keys]),
                ("date_from", "in", [key[3] for key in keys if key[3]]),
            ]
        )
        for record in there - (but or self.browse()):
            key = (record.user_id.id, record.company_id.id, record.period)
            if (*key, record.date_from) in keys:
                raise ValidationError(
                    self.env._(
                        "There is one already: %(what)s. Open that one instead.",
                        what=record.display_name,
                    )
                )

    def _refuse_other_person(self, vals):
        for name in {"user_id", "company_id"} & vals.keys():
            if not self.env.su and any(it[name].id != vals[name] for it in self):
                raise UserError(
                    self.env._(
                        "Whose work it is stays as it is: make a new one for another "
                        "person."
                    )
                )

    # === STATES === #

    def _refuse_others(self):
        """Let the person through whose work it is.

        :raises UserError: for everybody else
        """
        self.check_access("write")
        for record in self:
            if not record.is_mine and not self.env.su:
                raise UserError(
                    self.env._(
                        "%(what)s is for %(person)s to hand in.",
                        what=record.display_name,
                        person=record.user_id.name,
                    )
                )

    def _refuse_reviewing(self):
        """Let supervisors and the person's team leader through.

        :raises UserError: for everybody else, the person themselves included
        """
        self.check_access("read")
        for record in self:
            if not record.can_review:
                raise UserError(
                    self.env._(
                        "%(what)s is not yours to review: supervisors review the work "
                        "of others, team leaders that of their team.",
                        what=record.display_name,
                    )
                )

    def _reviewed(self):
        return {
            "reviewed_by_id": self.env.uid,
            "reviewed_at": fields.Datetime.now(),
        }

    def _ask_reviewer(self, purpose, title, field_name):
        """Open the dialogue that asks a reviewer for what they have to say.

        :param str purpose: what the dialogue is to do, see ``fuel.work.review``
        :param str field_name: where the dialogue has these records
        :return: window action on ``fuel.work.review``
        """
        self._refuse_reviewing()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "fuel.work.review",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                f"default_{field_name}": [Command.set(self.ids)],
                "default_purpose": purpose,
            },
        }

    def _tell_person(self, body):
        """Write into the history, so that the person whose work it is gets to know."""
        for record in self:
            # sudo: reviewers do not write the record, their word is a note on it.
            record.sudo().message_post(
                body=body,
                author_id=self.env.user.partner_id.id,
                partner_ids=record.sudo().user_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
