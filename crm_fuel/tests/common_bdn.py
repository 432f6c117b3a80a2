import base64

from odoo.fields import Command
from odoo.tests import new_test_user

from .common_complaint import ComplaintCommon

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
COMMENCED = "2026-02-27 22:00:00"


class BdnCommon(ComplaintCommon):
    """A company that delivers fuel, and somebody of its warehouse who writes notes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "street": "18 Wharf Road",
                "city": "Zhoushan",
                "phone": "+86 580 5550 1000",
            }
        )
        cls.storekeeper = new_test_user(
            cls.env,
            login="fuel_storekeeper",
            name="Storekeeper",
            groups="stock.group_stock_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.vessel = cls.make_vessel("Ever Ready", imo_number=cls.imo(41))
        cls.barge = cls.make_vessel("Yao Lan 8")
        cls.port = cls.make_port("ZZBDN", "Note Harbour")
        cls.pickings = cls.env["stock.picking"]

    @classmethod
    def delivery(cls, *lines, **values):
        """Return a delivery that is done: of 500 t, unless lines are given."""
        order = cls._order(
            *(lines or [(cls.fuel, 500, cls.ton)]),
            **{
                "fuel_vessel_id": cls.vessel.id,
                "fuel_port_id": cls.port.id,
                **values,
            },
        )
        cls._deliver(order)
        cls.env.flush_all()
        return order.picking_ids

    @classmethod
    def facts(cls, picking, **values):
        """Return all that a note needs besides what its order says."""
        return {
            "fuel_bdn_commenced_at": COMMENCED,
            "fuel_barge_id": cls.barge.id,
            "fuel_bdn_representative": "Zhou Ming",
            "fuel_bdn_seals": "MARPOL 100001\nShip 100002",
            "fuel_move_ids": [
                Command.update(
                    move.id,
                    {
                        "fuel_density": move.fuel_density or 845,
                        "fuel_sulphur": move.fuel_grade_id.sulphur_max,
                        "fuel_flashpoint_above_70": True,
                    },
                )
                for move in picking.fuel_move_ids
            ],
            **values,
        }

    @classmethod
    def ready(cls, *lines, **values):
        """Return a delivery whose note can be issued, as the storekeeper sees it."""
        picking = cls.delivery(*lines, **values).with_user(cls.storekeeper)
        picking.write(cls.facts(picking))
        return picking

    @classmethod
    def issued(cls, *lines, **values):
        picking = cls.ready(*lines, **values)
        picking.action_fuel_issue_bdn()
        return picking

    @classmethod
    def copy_of(cls, picking, content=PDF, name="signed.pdf", user=None):
        """Upload a file as a user does before it is put on the note."""
        return (
            cls.env["ir.attachment"]
            .with_user(user or cls.storekeeper)
            .create(
                {
                    "name": name,
                    "datas": base64.b64encode(content),
                    "res_model": "stock.picking",
                    "res_id": picking.id,
                }
            )
        )

    @classmethod
    def signed(cls, *lines, **values):
        picking = cls.issued(*lines, **values)
        copy = cls.copy_of(picking)
        picking.fuel_bdn_signed_ids = [Command.link(copy.id)]
        return picking
