from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # What the job asks for every few minutes: what was delivered of late.
    _fuel_delivered_idx = models.Index(
        "(date_done, sale_id) WHERE state = 'done' AND sale_id IS NOT NULL"
    )
