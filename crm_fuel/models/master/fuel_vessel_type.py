from odoo import api, fields, models


class FuelVesselType(models.Model):
    _name = "fuel.vessel.type"
    _description = "Vessel type"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code", "other_names"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short and lasting, for interfaces.")
    other_names = fields.Char(
        string="Other names",
        help="What other lists call this type, separated by commas; found when ships "
        "are loaded.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(code)", "A vessel type with this code exists already (perhaps archived)."
    )

    @api.model
    def _find_by_name(self, names):
        """Find vessel types by name in any language, by code or by another name.

        Case does not matter. One query for any number of names.

        :return: dict of each text that was found, as it was given, to the type's id
        """
        given = {text: text.strip().lower() for text in names if text and text.strip()}
        if not given:
            return {}
        # A few dozen types at most: read them all, in every language at once.
        types = self.with_context(prefetch_langs=True).search_fetch(
            [], ["name", "code", "other_names"]
        )
        # English is the source, whether the users have it or not.
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        found = {}
        for type_ in types:
            for text in (type_.other_names or "").split(","):
                found.setdefault(text.strip().lower(), type_.id)
        # In this order, so that a code wins over another name and a name over both.
        found.update((type_.code.lower(), type_.id) for type_ in types)
        for lang in sorted(installed | {"en_US"}):
            for type_ in types.with_context(lang=lang):
                found[type_.name.lower()] = type_.id
        return {text: found[key] for text, key in given.items() if key in found}
