from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.satisfaction import DETRACTOR, PROMOTER, SATISFIED, nps, share

REMARKS_MAX = 5
QUARTERS = 8
REMARK_LENGTH = 500


class ResPartner(models.Model):
    """How satisfied a customer says they are: figures, and the tab "Satisfaction"."""

    _inherit = "res.partner"

    # === FIELDS === #

    fuel_survey_answer_count = fields.Integer(
        string="Survey answers",
        compute="_compute_fuel_satisfaction",
        groups="crm_fuel.group_fuel_user",
        help="Questionnaires answered in the last 12 months, of those that you may see.",
    )
    fuel_csat = fields.Float(
        string="CSAT (%)",
        digits=(5, 1),
        compute="_compute_fuel_satisfaction",
        groups="crm_fuel.group_fuel_user",
        help="Satisfied overall ratings (4 and 5 of 5) as a share of all overall ratings "
        "of the last 12 months. 0 where nobody answered, too.",
    )
    fuel_nps = fields.Float(
        string="NPS",
        digits=(5, 1),
        compute="_compute_fuel_satisfaction",
        groups="crm_fuel.group_fuel_user",
        help="Percentage of promoters minus percentage of detractors, of the answers of "
        "the last 12 months. 0 where nobody answered, too.",
    )

    # === COMPUTE METHODS === #

    @api.depends("commercial_partner_id")
    def _compute_fuel_satisfaction(self):
        figures = self._fuel_satisfaction_figures(["fuel_customer_id"])
        nothing = self._fuel_satisfaction_share([])
        for partner in self:
            of_partner = figures.get((partner.commercial_partner_id,), nothing)
            partner.fuel_survey_answer_count = of_partner["answers"]
            partner.fuel_csat = of_partner["csat"] or 0.0
            partner.fuel_nps = of_partner["nps"] or 0.0

    def _fuel_satisfaction_figures(self, groupby, first=None):
        """Return the figures of these customers in groups: one query.

        :param list groupby: fields of ``survey.user_input``
        :param date first: first day; 12 months back without
        :return: dict by tuple of the values of ``groupby`` of dicts, see
            ``_fuel_satisfaction_share``
        """
        today = fields.Date.context_today(self)
        first = first or today - relativedelta(years=1) + relativedelta(days=1)
        groups = self.env["survey.user_input"]._read_group(
            Domain("fuel_customer_id", "in", self.commercial_partner_id.ids)
            & Domain("fuel_answered_on", ">=", first)
            & Domain("fuel_answered_on", "<=", today),
            [*groupby, "fuel_overall", "fuel_nps_category"],
            ["__count"],
        )
        gathered = {}
        for *key, overall, category, count in groups:
            gathered.setdefault(tuple(key), []).append((overall, category, count))
        return {
            key: self._fuel_satisfaction_share(counts)
            for key, counts in gathered.items()
        }

    @api.model
    def _fuel_satisfaction_share(self, counts):
        """Return the shares of so many answers.

        :param list counts: (overall rating, NPS category, number of answers)
        :return: ``answers``; ``csat`` and ``nps``, False without any answer to these
        :rtype: dict
        """

        def number(test):
            return sum(
                count for overall, category, count in counts if test(overall, category)
            )

        return {
            "answers": number(lambda _overall, _nps: True),
            "csat": share(
                number(lambda overall, _nps: overall in SATISFIED),
                number(lambda overall, _nps: overall),
            ),
            "nps": nps(
                number(lambda _overall, category: category == PROMOTER),
                number(lambda _overall, category: category == DETRACTOR),
                number(lambda _overall, category: category),
            ),
        }

    # === THE TAB === #

    @api.readonly
    def fuel_satisfaction_overview(self):
        """Tell how satisfied this customer is: the content of the "Satisfaction" tab.

        A fixed number of queries, whatever the history; all of what the reader may see.

        :return: ``total``: of the last 12 months ``answers``, ``csat`` and ``nps`` (False
            without any); ``quarters``: the same of each of the last eight quarters, with
            ``year`` and ``quarter``, the oldest first; ``dimensions``: of the last 12
            months ``id``, ``name``, ``rating`` (average, 1 to 5), ``csat`` and
            ``answers``, the worst first; ``remarks``: the latest five, with ``id`` of the
            answer, ``date``, ``contact``, ``overall`` (0: not rated) and ``text``
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        customer = self.commercial_partner_id
        nothing = self._fuel_satisfaction_share([])
        figures = customer._fuel_satisfaction_figures(["fuel_customer_id"])
        return {
            "total": figures.get((customer,), nothing),
            "quarters": customer._fuel_satisfaction_quarters(),
            "dimensions": customer._fuel_satisfaction_dimensions(),
            "remarks": customer._fuel_satisfaction_remarks(),
        }

    def _fuel_satisfaction_quarters(self):
        today = fields.Date.context_today(self)
        this_one = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        first = this_one - relativedelta(months=3 * (QUARTERS - 1))
        figures = self._fuel_satisfaction_figures(["fuel_answered_on:quarter"], first)
        nothing = self._fuel_satisfaction_share([])
        days = [first + relativedelta(months=3 * step) for step in range(QUARTERS)]
        return [
            {
                "year": day.year,
                "quarter": day.month // 3 + 1,
                **figures.get((day,), nothing),
            }
            for day in days
        ]

    def _fuel_satisfaction_dimensions(self):
        today = fields.Date.context_today(self)
        groups = self.env["fuel.satisfaction"]._read_group(
            Domain("customer_id", "in", self.ids)
            & Domain("measure", "=", "dimension")
            & Domain("date", ">", today - relativedelta(years=1))
            & Domain("date", "<=", today),
            ["dimension_id"],
            ["rating:avg", "csat:avg", "answers:count_distinct"],
        )
        dimensions = [
            {
                "id": dimension.id,
                "name": dimension.display_name,
                "rating": rating,
                "csat": satisfied,
                "answers": answers,
            }
            for dimension, rating, satisfied, answers in groups
        ]
        return sorted(dimensions, key=lambda it: (it["rating"], it["name"]))

    def _fuel_satisfaction_remarks(self):
        lines = self.env["survey.user_input.line"].search(
            [
                ("user_input_id.fuel_customer_id", "in", self.ids),
                ("user_input_id.fuel_answered_on", "!=", False),
                ("answer_type", "in", ["text_box", "char_box"]),
            ],
            order="id desc",
            limit=REMARKS_MAX,
        )
        # sudo: the name of who wrote what the reader may read.
        return [
            {
                "id": line.user_input_id.id,
                "date": line.user_input_id.fuel_answered_on,
                # sudo: the name of who answered; the answer is the reader's to see.
                "contact": line.user_input_id.sudo().partner_id.name or "",
                "overall": line.user_input_id.fuel_overall,
                "text": (line._get_answer_value() or "")[:REMARK_LENGTH],
            }
            for line in lines
        ]

    def action_open_fuel_satisfaction(self):
        """Open the answers of the company.

        :return: window action on ``survey.user_input``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_survey_answer_action"
        )
        action["domain"] = [
            ("survey_id.survey_type", "=", "fuel_satisfaction"),
            ("fuel_customer_id", "=", self.commercial_partner_id.id),
        ]
        return action
