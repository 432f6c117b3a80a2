from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, formatLang

# Where what a note says comes from.
FACT_FIELDS = {
    "vessel": ("stock.picking", "fuel_vessel_id"),
    "imo": ("fuel.vessel", "imo_number"),
    "port": ("stock.picking", "fuel_port_id"),
    "commenced_at": ("stock.picking", "fuel_bdn_commenced_at"),
    "supplier": ("stock.picking", "company_id"),
    "address": ("res.company", "street"),
    "phone": ("res.company", "phone"),
    "customer": ("stock.picking", "fuel_customer_id"),
    "barge": ("stock.picking", "fuel_barge_id"),
    "seals": ("stock.picking", "fuel_bdn_seals"),
    "representative": ("stock.picking", "fuel_bdn_representative"),
}
GRADE_FIELDS = {
    "mt": "fuel_mt",
    "density": "fuel_density",
    "sulphur": "fuel_sulphur",
    "flashpoint": "fuel_flashpoint",
    "flashpoint_above_70": "fuel_flashpoint_above_70",
    "limit": "fuel_sulphur_limit",
    "limit_value": "fuel_sulphur_limit_value",
}


class StockPicking(models.Model):
    """What a bunker delivery note says: as it stands, and as it was issued."""

    _inherit = "stock.picking"

    def _fuel_facts(self):
        """Return what the note says: as it was issued, else as it stands now.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        issued = self.fuel_bdn_state == "issued" and self.fuel_bdn_facts
        # sudo: the vessel and the company, for whoever may read the delivery.
        return issued or self.sudo()._fuel_live_facts()

    def _fuel_live_facts(self):
        """Return what the note says of the records as they are now: plain values."""
        self.ensure_one()
        self = self.with_context(lang=self._fuel_bdn_lang())
        vessel, port, supplier = (
            self.fuel_vessel_id,
            self.fuel_port_id,
            self.company_id.partner_id,
        )
        return {
            "number": self.fuel_bdn_number or "",
            "revision": self.fuel_bdn_revision,
            "vessel": vessel.name or "",
            "imo": vessel.imo_number or "",
            "mmsi": vessel.mmsi or "",
            "port": port.name or "",
            "unlocode": port.unlocode or "",
            "commenced_at": fields.Datetime.to_string(self.fuel_bdn_commenced_at) or "",
            "supplier": self.company_id.name,
            "address": ", ".join(
                line.strip(" ,")
                for line in supplier._display_address(without_company=True).split("\n")
                if line.strip(" ,")
            ),
            "phone": supplier.phone or "",
            "customer": self.fuel_customer_id.name or "",
            "order": self.sale_id.name or "",
            "barge": self.fuel_barge_id.name or "",
            "seals": self.fuel_bdn_seals or "",
            "representative": self.fuel_bdn_representative or "",
            "grades": [
                move._fuel_bdn_facts()
                for move in self.fuel_move_ids.filtered(lambda it: it.quantity > 0)
            ],
        }

    def _fuel_bdn_moment(self, text):
        """Return a moment of the note in the company's time zone, as it is printed."""
        self.ensure_one()
        # sudo: the company's setting.
        zone = self.company_id.sudo().fuel_tz or "UTC"
        moment = format_datetime(self.env, text, tz=zone, dt_format="yyyy-MM-dd HH:mm")
        return f"{moment} ({zone})"

    def _fuel_bdn_number(self, value, digits):
        """Return a figure of the note as its reader's language writes it."""
        return formatLang(self.env, value, digits=digits)

    def _fuel_bdn_lang(self):
        """Return the language the note is printed in: the customer's."""
        self.ensure_one()
        partner = self.sale_id.partner_id or self.partner_id
        # sudo: a contact's language, for whoever prints the note.
        return partner.sudo().lang or self.env.lang or "en_US"

    def _fuel_next_bdn_number(self):
        """Return the next number that no note of the company has.

        People may have typed numbers of the series themselves.
        """
        self.ensure_one()
        company = self.company_id
        sequences = self.env["ir.sequence"].with_company(company)
        while number := sequences.next_by_code("fuel.bdn"):
            taken = self.search_count(
                [
                    ("company_id", "=", company.id),
                    ("fuel_bdn_number", "=ilike", number),
                ],
                limit=1,
            )
            if not taken:
                return number
        raise UserError(
            self.env._(
                "BDN number: the sequence “fuel.bdn” is missing. Enter a number by hand."
            )
        )

    def _fuel_bdn_log_change(self, before, after):
        """Write into the log what another revision of a note says otherwise."""
        self.ensure_one()
        if not before:
            return
        changes = [
            f"{label}: {old or '-'} → {new or '-'}"
            for label, old, new in self._fuel_bdn_differences(before, after)
        ]
        self.message_post(
            body=self.env._(
                "Bunker delivery note %(number)s, revision %(revision)s. %(changes)s",
                number=after["number"],
                revision=after["revision"],
                changes="; ".join(changes) or self.env._("Nothing else has changed."),
            )
        )

    @api.model
    def _fuel_bdn_differences(self, before, after):
        """Yield (label, old, new) of two revisions, grade by grade."""
        for key, (model, name) in FACT_FIELDS.items():
            if before.get(key) != after[key]:
                label = self.env[model]._fields[name]._description_string(self.env)
                yield label, before.get(key), after[key]
        old_grades = {grade["move_id"]: grade for grade in before.get("grades", ())}
        for grade in after["grades"]:
            old = old_grades.get(grade["move_id"], {})
            for key, name in GRADE_FIELDS.items():
                if old.get(key) != grade[key]:
                    field = self.env["stock.move"]._fields[name]
                    label = (
                        f"{grade['product']} – {field._description_string(self.env)}"
                    )
                    yield label, old.get(key), grade[key]
