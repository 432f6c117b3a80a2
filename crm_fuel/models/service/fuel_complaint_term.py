from odoo import fields, models


class FuelComplaintType(models.Model):
    """What a complaint is about, and how long everybody has for it.

    Time bars are a matter of contracts: records, never constants.
    """

    _name = "fuel.complaint.type"
    _description = "Complaint type"
    _inherit = ["fuel.visit.term"]

    has_time_bar = fields.Boolean(
        string="Has a time bar",
        default=True,
        help="Off: such a claim can be raised at any time.",
    )
    time_bar_days = fields.Integer(
        string="Time bar (days)",
        default=30,
        help="Days from delivery until which the claim has to be raised and proved. 0: "
        "the day of delivery itself, while the hoses are still connected.",
    )
    reply_hours = fields.Float(
        string="First reply within (working hours)",
        required=True,
        default=4.0,
        help="Hours of the company's working schedule.",
    )
    solution_hours = fields.Float(
        string="Solution within (working hours)",
        required=True,
        default=80.0,
        help="Hours of the company's working schedule, those of waiting for the "
        "customer left out.",
    )
    evidence_type_ids = fields.Many2many(
        comodel_name="fuel.complaint.evidence.type",
        relation="fuel_complaint_type_evidence_rel",
        string="Evidence asked for",
    )

    _code_unique = models.UniqueIndex(
        "(code)", "A complaint type with this code exists already (perhaps archived)."
    )
    _time_bar_days_range = models.Constraint(
        "CHECK (time_bar_days BETWEEN 0 AND 3650)",
        "A time bar lies between 0 and 3,650 days.",
    )
    _hours_range = models.Constraint(
        "CHECK (reply_hours > 0 AND solution_hours > 0"
        " AND reply_hours <= 10000 AND solution_hours <= 10000)",
        "Targets lie above 0 and at most at 10,000 working hours.",
    )


class FuelComplaintCause(models.Model):
    _name = "fuel.complaint.cause"
    _description = "Complaint cause"
    _inherit = ["fuel.visit.term"]

    _code_unique = models.UniqueIndex(
        "(code)", "A complaint cause with this code exists already (perhaps archived)."
    )


class FuelComplaintEvidenceType(models.Model):
    _name = "fuel.complaint.evidence.type"
    _description = "Evidence type"
    _inherit = ["fuel.visit.term"]

    _code_unique = models.UniqueIndex(
        "(code)", "An evidence type with this code exists already (perhaps archived)."
    )
