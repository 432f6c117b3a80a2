"""Bunker delivery notes of the demonstration company's last deliveries."""

import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

DAYS = 120
# The last ones are still to be issued, and of some the signed copy has not come back.
TO_ISSUE = 2
UNSIGNED_EVERY = 7
HOURS_PUMPING = 6
REPRESENTATIVE = ("Zhou Ming, barge master", "周明（加油船船长）")
SEALS = ("MARPOL Y{0:06d}1\nSupplier Y{0:06d}2\nShip Y{0:06d}3",)
# The smallest PDF there is: one empty page.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


class FuelDemo(models.AbstractModel):
    _inherit = "fuel.demo"

    @api.model
    def _load_bdns(self):
        """Issue the notes of the last months' deliveries, once."""
        pickings = self.env["stock.picking"].with_context(
            tracking_disable=True, mail_notrack=True
        )
        if pickings.search_count([("fuel_bdn_revision", ">", 0)], limit=1):
            return
        since = fields.Datetime.now() - timedelta(days=DAYS)
        done = pickings.search(
            [
                ("fuel_is_fuel", "=", True),
                ("state", "=", "done"),
                ("date_done", ">=", since),
                ("fuel_vessel_id", "!=", False),
            ],
            order="date_done, id",
        )
        for index, picking in enumerate(done[: len(done) - TO_ISSUE]):
            picking.write(self._prepare_bdn(picking, index))
            if not picking.fuel_bdn_missing:
                picking.action_fuel_issue_bdn()
                picking.fuel_bdn_issued_at = picking.date_done
                if index % UNSIGNED_EVERY:
                    picking.fuel_bdn_signed_ids = [
                        Command.create(self._prepare_signed(picking))
                    ]
        self.env.flush_all()

    def _prepare_bdn(self, picking, index):
        order = picking.sale_id
        by_barge = order.fuel_delivery_mode in (False, "barge")
        return {
            "fuel_bdn_commenced_at": picking.date_done - timedelta(hours=HOURS_PUMPING),
            "fuel_barge_id": by_barge and self._ref("vessel_yaolan_8").id,
            "fuel_bdn_representative": self._said(order.user_id, REPRESENTATIVE),
            "fuel_bdn_seals": SEALS[0].format(index + 1),
            "fuel_move_ids": [
                Command.update(move.id, self._prepare_grade(move, index))
                for move in picking.fuel_move_ids
            ],
        }

    @staticmethod
    def _prepare_grade(move, index):
        grade = move.fuel_grade_id
        values = {
            "fuel_sulphur": round(
                (grade.sulphur_max or 0.5) * (0.8 + index % 5 / 25), 3
            )
        }
        if grade.family == "distillate":
            values["fuel_flashpoint"] = 62 + index % 7
        else:
            values["fuel_flashpoint_above_70"] = True
        return values

    @staticmethod
    def _prepare_signed(picking):
        return {
            "name": f"{picking.fuel_bdn_number.replace('/', '-')}.pdf",
            "datas": base64.b64encode(PDF),
            "res_model": "stock.picking",
            "res_id": picking.id,
        }
