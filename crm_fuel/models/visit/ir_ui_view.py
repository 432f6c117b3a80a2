from ast import literal_eval

from lxml import etree

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MAP_FIELDS = ("latitude", "longitude", "caption", "color", "weight")
MAP_ATTRIBUTES = {
    "__validate__",  # Odoo's own
    "class",
    "help",
    "js_class",
    "limit",
    "located",
    "string",
    "tones",
    *MAP_FIELDS,
}
MAP_TONES = {"primary", "success", "info", "warning", "danger", "secondary"}
MAP_LIMIT = 10_000


class IrUiView(models.Model):
    """The view type ``fuel_map``: records as points on a map.

    ::

        <fuel_map latitude="partner_latitude" longitude="partner_longitude"
                  color="state" tones="{'done': 'success'}" weight="amount"
                  located="[('partner_latitude', '!=', 0)]" limit="2000"
                  help="What to do where no record has a position.">
            <field name="city"/>
        </fuel_map>

    - ``latitude``, ``longitude``: fields with degrees in WGS-84
    - ``caption``: the field that heads a point's pop-up, else the display name
    - ``color``, ``tones``: a selection or boolean, and the tone of each of its values
    - ``weight``: a number that the heat layer may add up instead of counting
    - ``located``: the domain of records that have a position, else: not 0/0
    """

    _inherit = "ir.ui.view"

    type = fields.Selection(selection_add=[("fuel_map", "Map")])

    def _get_view_info(self):
        return {"fuel_map": {"icon": "fa fa-map-marker"}} | super()._get_view_info()

    def _postprocess_tag_fuel_map(self, node, name_manager, node_info):
        """Let the client know the fields that attributes name."""
        for attribute in MAP_FIELDS:
            if name := node.get(attribute):
                name_manager.has_field(node, name, node_info)

    def _validate_tag_fuel_map(self, node, name_manager, node_info):
        if not node_info["validate"]:
            return
        for attribute in MAP_FIELDS:
            self._check_fuel_map_field(node, name_manager, node_info, attribute)
        for child in node.iterchildren(tag=etree.Element):
            if child.tag != "field":
                self._raise_view_error(
                    self.env._(
                        "A map holds fields only, not <%(tag)s>.", tag=child.tag
                    ),
                    child,
                )
        unknown = set(node.attrib) - MAP_ATTRIBUTES
        if unknown:
            self._raise_view_error(
                self.env._(
                    "A map has no attribute %(names)s. It has: %(known)s.",
                    names=", ".join(sorted(unknown)),
                    known=", ".join(sorted(MAP_ATTRIBUTES - {"__validate__"})),
                ),
                node,
            )
        self._check_fuel_map_limit(node)
        self._check_fuel_map_tones(node)
        self._check_fuel_map_domain(node, name_manager.model)

    def _check_fuel_map_field(self, node, name_manager, node_info, attribute):
        name = node.get(attribute)
        if not name:
            if attribute in ("latitude", "longitude"):
                self._raise_view_error(
                    self.env._(
                        "A map says in %(attribute)s which field holds it.",
                        attribute=attribute,
                    ),
                    node,
                )
            return
        field = name_manager.model._fields.get(name)
        types = {
            "caption": ("char", "many2one", "selection", "datetime", "date"),
            "color": ("selection", "boolean"),
        }.get(attribute, ("float", "integer", "monetary"))
        if field is None or field.type not in types:
            self._raise_view_error(
                self.env._(
                    "%(attribute)s of a map: %(field)s is not a field of type "
                    "%(types)s of %(model)s.",
                    attribute=attribute,
                    field=name,
                    types=", ".join(types),
                    model=name_manager.model._name,
                ),
                node,
            )
        name_manager.has_field(node, name, node_info)

    def _check_fuel_map_limit(self, node):
        limit = node.get("limit", "1")
        if not limit.isdecimal() or not 1 <= int(limit) <= MAP_LIMIT:
            self._raise_view_error(
                self.env._(
                    "limit of a map: %(value)s is not a number from 1 to %(most)s.",
                    value=limit,
                    most=MAP_LIMIT,
                ),
                node,
            )

    def _check_fuel_map_tones(self, node):
        try:
            tones = literal_eval(node.get("tones", "{}"))
            wrong = set(tones.values()) - MAP_TONES
        except (ValueError, SyntaxError, AttributeError, TypeError):
            wrong = {node.get("tones")}
        if wrong:
            self._raise_view_error(
                self.env._(
                    "tones of a map: %(wrong)s. It is a dictionary from values to one "
                    "of: %(known)s.",
                    wrong=", ".join(sorted(map(str, wrong))),
                    known=", ".join(sorted(MAP_TONES)),
                ),
                node,
            )

    def _check_fuel_map_domain(self, node, model):
        try:
            Domain(literal_eval(node.get("located", "[]"))).validate(model)
        except (ValueError, SyntaxError, TypeError, UserError) as error:
            self._raise_view_error(
                self.env._(
                    "located of a map: %(value)s is not a domain of %(model)s "
                    "(%(reason)s).",
                    value=node.get("located"),
                    model=model._name,
                    reason=error,
                ),
                node,
            )


class IrActionsActWindowView(models.Model):
    _inherit = "ir.actions.act_window.view"

    view_mode = fields.Selection(
        selection_add=[("fuel_map", "Map")], ondelete={"fuel_map": "cascade"}
    )
