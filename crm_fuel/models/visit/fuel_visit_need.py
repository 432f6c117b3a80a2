from odoo import fields, models


class FuelVisitNeed(models.Model):
    """What a customer said they will need: a grade, tonnes, when."""

    _name = "fuel.visit.need"
    _description = "Customer need heard on a visit"
    _order = "visit_id, date, id"
    _rec_name = "grade_id"

    visit_id = fields.Many2one(
        comodel_name="fuel.visit", required=True, index=True, ondelete="cascade"
    )
    grade_id = fields.Many2one(
        comodel_name="fuel.grade", required=True, ondelete="restrict"
    )
    quantity_mt = fields.Float(
        string="Quantity (MT)", digits=(12, 3), help="Metric tonnes."
    )
    date = fields.Date(string="Needed by")
    note = fields.Char()

    _quantity_positive = models.Constraint(
        "CHECK (quantity_mt >= 0)", "A needed quantity cannot be negative."
    )
