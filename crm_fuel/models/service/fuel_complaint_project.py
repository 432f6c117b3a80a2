from odoo import models


class FuelComplaint(models.Model):
    """A complaint of a key account is among what its project is about."""

    _name = "fuel.complaint"
    _inherit = ["fuel.complaint", "fuel.project.link"]
