from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

# Moved in their own way, see the methods below.
MOVED_OTHERWISE = {
    "fuel.vessel",
    "fuel.vessel.name",
    "fuel.vessel.party",
    "mail.followers",
    "mail.scheduled.message",
}
# Not copied with a vessel, for they belong to one hull: the merged one keeps them.
OF_ONE_HULL = {"imo_number", "mmsi", "call_sign", "ref"}
# To be decided by people, or said by the vessel that stays.
NOT_TAKEN_OVER = {"active", "company_id", "status"}


class FuelVessel(models.Model):
    _inherit = "fuel.vessel"

    def _merge(self, others):
        """Make one vessel of several records of the same hull; this one stays.

        Everything that points to the others points to this one afterwards. Records move
        through the ORM, so that stored figures computed from them follow.
        """
        self.ensure_one()
        others = (others - self).exists()
        self._check_merge(others)
        # Nobody may book on a vessel while it goes.
        (self + others).lock_for_update()
        labels = others.mapped("display_name")
        self._merge_parties(others)
        self._merge_names(others)
        self._merge_many2one(others)
        self._merge_many2many(others)
        self._merge_references(others)
        self._merge_discussion(others)
        missing = self._merge_missing_values(others)
        # The numbers must be free before this vessel takes them over.
        self.env.flush_all()
        others.unlink()
        self.write(missing)
        self.message_post(
            body=self.env._(
                "Merged with %(vessels)s.", vessels=", ".join(filter(None, labels))
            )
        )

    def _check_merge(self, others):
        """Refuse what cannot be one hull, and users who may not delete vessels."""
        if not others:
            raise UserError(self.env._("At least two vessels are needed to merge."))
        self.check_access("write")
        others.check_access("unlink")
        numbers = sorted({*(self + others).mapped("imo_number")} - {False})
        if len(numbers) > 1:
            raise UserError(
                self.env._(
                    "These are different ships, for their IMO numbers differ: "
                    "%(numbers)s.",
                    numbers=", ".join(numbers),
                )
            )
        companies = self.company_id | others.company_id
        if len(companies) > 1:
            raise UserError(
                self.env._(
                    "These vessels belong to different companies: %(companies)s.",
                    companies=", ".join(companies.mapped("name")),
                )
            )

    # ------------------------------------------------------------
    # What moves
    # ------------------------------------------------------------

    def _merge_parties(self, others):
        others.party_ids._move_to(vessel_id=self.id)

    def _merge_names(self, others):
        """Former names come along, and what the others were called becomes one."""
        known = {self.name.casefold()}
        for former in self.former_name_ids:
            known.add(former.name.casefold())
        moved = self.env["fuel.vessel.name"]
        for former in others.former_name_ids:
            if former.name.casefold() not in known:
                known.add(former.name.casefold())
                moved += former
        moved.write({"vessel_id": self.id})
        new_names = {}
        for other in others:
            if other.name.casefold() not in known:
                new_names.setdefault(other.name.casefold(), other.name)
        self.env["fuel.vessel.name"].create(
            [{"vessel_id": self.id, "name": name} for name in new_names.values()]
        )

    def _merge_many2one(self, others):
        for model, field in self._merge_pointers("many2one"):
            records = model.search([(field.name, "in", others.ids)])
            self._merge_write(records, field.name, self.id)

    def _merge_many2many(self, others):
        for model, field in self._merge_pointers("many2many"):
            records = model.search([(field.name, "in", others.ids)])
            commands = [Command.unlink(other.id) for other in others]
            self._merge_write(records, field.name, [*commands, Command.link(self.id)])

    def _merge_references(self, others):
        """Move what points to any model: attachments, messages, activities ..."""
        for model, field in self._merge_pointers("reference"):
            values = [f"{self._name},{other.id}" for other in others]
            records = model.search([(field.name, "in", values)])
            self._merge_write(records, field.name, f"{self._name},{self.id}")
        for model, field in self._merge_pointers("many2one_reference"):
            records = model.search(
                Domain(field.model_field, "=", self._name)
                & Domain(field.name, "in", others.ids)
            )
            self._merge_write(records, field.name, self.id)

    def _merge_write(self, records, field_name, value):
        if (
            records
        ):  # some models refuse to be pointed elsewhere, even if there are none
            records.write({field_name: value})

    def _merge_discussion(self, others):
        """Followers follow; messages to be sent later are sent from this vessel."""
        # sudo: the followers were there already, whoever merges.
        self.sudo().message_subscribe(others.sudo().message_partner_ids.ids)
        # sudo: these are other people's messages. They cannot be pointed elsewhere, so
        # a copy takes their place, still in the name of the person who wrote them.
        scheduled = self.env["mail.scheduled.message"].sudo()
        for message in scheduled.search(
            [("model", "=", self._name), ("res_id", "in", others.ids)]
        ):
            due = max(message.scheduled_date, fields.Datetime.now())
            copy = (
                message.with_user(message.create_uid)
                .sudo()
                .copy({"res_id": self.id, "scheduled_date": due})
            )
            message.attachment_ids.filtered(
                lambda it, message=message: it.res_model == message._name
            ).write({"res_id": copy.id})
            message.unlink()

    def _merge_pointers(self, field_type):
        """Go through the stored fields of one type that can point to a vessel.

        Computed fields follow what they are computed from.

        :return: pairs of a model and a field
        """
        for model_name in self.env.registry:
            model = self.env[model_name]
            if (
                model._abstract
                or model._transient
                or not model._auto
                or model_name in MOVED_OTHERWISE
            ):
                continue
            for field in model._fields.values():
                if (
                    field.type == field_type
                    and field.store
                    and not field.related
                    and not (field.compute and field.readonly)
                    and getattr(field, "comodel_name", None) in (None, self._name)
                ):
                    # sudo: what points to the vessel moves as a whole, or the records
                    # of other departments and companies would lose their vessel.
                    yield model.sudo().with_context(active_test=False), field

    def _merge_missing_values(self, others):
        """Return the others' values for what this vessel does not know."""
        values = {}
        for name, field in self._fields.items():
            if not self._merge_takes_over(field):
                continue
            if field.type == "many2many":
                values[name] = [
                    Command.link(record.id) for record in others[name] - self[name]
                ]
            elif not self[name]:
                given = next((other[name] for other in others if other[name]), None)
                if given:
                    values[name] = field.convert_to_write(given, self)
        return values

    def _merge_takes_over(self, field):
        """Tell whether a field that is empty is filled from the merged vessels."""
        return (
            field.store
            and not field.compute
            and field.name not in models.MAGIC_COLUMNS
            and field.type != "one2many"
            and (field.copy or field.name in OF_ONE_HULL)
            and field.name not in NOT_TAKEN_OVER
        )
