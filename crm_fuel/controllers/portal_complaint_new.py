"""Raising a complaint on the customer's own pages."""

import re

from werkzeug.exceptions import HTTPException

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from ..models.service.fuel_complaint_mail import LONGEST_NAME
from .portal import customer_route
from .portal_complaint import LIST, NEW, FuelPortalComplaint

# The latest; an older one is named in the text.
MOST_ORDERS = 100
TONNES = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
# Fields of the form, by the field that a refusal of the model begins with.
FIELDS = {
    "name": "name",
    "claimed_mt": "claimed_mt",
    "order_id": "about",
    "picking_id": "about",
    "description": "description",
    "type_id": "type_id",
}


class FuelPortalComplaintNew(FuelPortalComplaint):
    @customer_route(NEW)
    def fuel_complaint_form(self, order="", delivery="", **_kwargs):
        """Show the form, about an order or delivery where a link names one."""
        self._fuel_require_customer()
        about = f"p.{delivery}" if delivery else f"o.{order}" if order else ""
        try:
            self._complaint_about(about)
        except HTTPException:
            about = ""
        return self._complaint_form_page({"about": about})

    @customer_route(NEW, methods=["POST"])
    def fuel_complaint_raise(self, **post):
        """Raise a complaint once, or show the form again with what is wrong."""
        self._fuel_require_customer()
        values, errors = self._read_complaint(post)
        files, refused = self._fuel_uploads()
        if refused:
            errors["files"] = " ".join(refused)
        if not errors:
            try:
                complaint = self._raise_complaint(post, values, files)
            except UserError as error:
                errors[self._field_of(str(error))] = str(error)
            else:
                url = f"{LIST}/{self._fuel_ref(complaint)}?sent=complaint"
                return request.redirect(url, code=303)
        return self._complaint_form_page(post, errors, lost_files=bool(files))

    def _complaint_form_page(self, post, errors=None, lost_files=False):
        env = request.env
        errors = errors or {}
        form = {
            name: str(post.get(name) or "")
            for name in ("about", "type_id", "name", "description", "claimed_mt")
        }
        # sudo: what there is to choose from is no secret.
        types = env["fuel.complaint.type"].sudo().search([])
        return self._fuel_page(
            "crm_fuel.portal_fuel_complaint_new",
            {
                **self._fuel_form(),
                "form": form,
                "errors": errors,
                "lost_files": lost_files,
                "types": [{"id": str(kind.id), "name": kind.name} for kind in types],
                "abouts": self._complaint_abouts(form["about"]),
                "post_url": NEW,
                "list_url": LIST,
                "longest_name": LONGEST_NAME,
            },
            crumbs=[
                (env._("Complaints"), LIST),
                (env._("Raise a complaint"), None),
            ],
            status=422 if errors else 200,
        )

    def _complaint_orders(self):
        return self._fuel_portal_domain("partner_id") & Domain("state", "=", "sale")

    def _complaint_deliveries(self):
        return (
            self._fuel_portal_domain("sale_id.partner_id")
            & Domain("state", "=", "done")
            & Domain("picking_type_code", "=", "outgoing")
        )

    def _complaint_abouts(self, chosen=""):
        """Return the orders and deliveries to choose from, the latest first."""
        # sudo: within the fence of the domains.
        orders = (
            request.env["sale.order"]
            .sudo()
            .search(
                self._complaint_orders(),
                order="date_order desc, id desc",
                limit=MOST_ORDERS,
            )
        )
        try:
            about = self._complaint_about(chosen)
        except HTTPException:
            about = {}
        if about:
            orders |= about["order"]
        # sudo: within the fence of the domains, as above.
        deliveries = (
            request.env["stock.picking"]
            .sudo()
            .search(
                self._complaint_deliveries() & Domain("sale_id", "in", orders.ids),
                order="date_done desc, id desc",
            )
            .grouped("sale_id")
        )
        choices = []
        for order in orders:
            parts = (order.name, order.fuel_vessel_id.name)
            date = self._fuel_date(order.date_order)
            label = " · ".join(filter(None, (*parts, date)))
            choices.append({"value": f"o.{self._fuel_ref(order)}", "label": label})
            choices += [
                {
                    "value": f"p.{self._fuel_ref(picking)}",
                    "label": request.env._(
                        "↳ delivery %(name)s of %(date)s",
                        name=picking.name,
                        date=self._fuel_date(picking.date_done),
                    ),
                }
                for picking in deliveries.get(order, ())
            ]
        return choices

    def _complaint_about(self, about):
        """Return the order and delivery that a complaint is about, both perhaps empty.

        :raises HTTPException: for none of theirs, whether there is such a one or not
        """
        kind, _dot, ref = about.partition(".")
        if not about:
            return {}
        if kind == "p":
            picking = self._fuel_record(
                "stock.picking", ref, self._complaint_deliveries()
            )
            return {"order": picking.sale_id, "picking": picking}
        if kind == "o":
            order = self._fuel_record("sale.order", ref, self._complaint_orders())
            return {"order": order}
        raise self._fuel_not_found()

    def _read_complaint(self, post):
        """Return the values of a complaint, and what is wrong, by field of the form."""
        env = request.env
        # sudo: for its checks of values alone.
        complaints = env["fuel.complaint"].sudo()
        errors = {}
        values = {}
        name = " ".join((post.get("name") or "").split())
        try:
            values["name"] = complaints._portal_text(name, env._("Subject"))
            if len(name) > LONGEST_NAME:
                raise UserError(
                    env._(
                        "Subject: at most %(most)s characters. Say the rest in the "
                        "description.",
                        most=LONGEST_NAME,
                    )
                )
        except UserError as error:
            errors["name"] = str(error)
        try:
            values["description"] = complaints._portal_text(
                post.get("description"), env._("What has happened")
            )
        except UserError as error:
            errors["description"] = str(error)
        try:
            values["claimed_mt"] = self._read_tonnes(post.get("claimed_mt"))
        except UserError as error:
            errors["claimed_mt"] = str(error)
        # sudo: what there is to choose from is no secret.
        types = env["fuel.complaint.type"].sudo().search([])
        kinds = {str(kind.id): kind.id for kind in types}
        values["type_id"] = kinds.get(post.get("type_id"))
        if not values["type_id"]:
            errors["type_id"] = env._("Type: choose what it is about.")
        try:
            about = self._complaint_about(post.get("about") or "")
        except HTTPException:
            errors["about"] = env._(
                "Order or delivery: there is no such one among yours. Choose another one, "
                "or none."
            )
        else:
            if about:
                values["order_id"] = about["order"].id
                values["company_id"] = about["order"].company_id.id
            if about.get("picking"):
                values["picking_id"] = about["picking"].id
        return values, errors

    def _read_tonnes(self, text):
        text = (text or "").strip()
        if not text:
            return 0.0
        if not TONNES.fullmatch(text):
            raise UserError(
                request.env._("Claimed (MT): give a number such as 4.2, or nothing.")
            )
        tonnes = float(text)
        # sudo: for its checks of values alone.
        request.env["fuel.complaint"].sudo()._check_numbers({"claimed_mt": tonnes})
        return tonnes

    def _raise_complaint(self, post, values, files):
        """Return the complaint that a form stands for, made now or before.

        :raises UserError: as the model refuses values
        """
        env = request.env
        customer, partner = self._fuel_customer(), self._fuel_partner()
        # sudo: customers have no right to complaints; what they pass on is checked.
        complaints = env["fuel.complaint"].sudo()
        key = self._fuel_form_key(post, sorted(values.items()))
        sent = complaints._portal_sent(partner, key)
        if sent:
            return sent
        values.setdefault("company_id", (customer.company_id or env.company).id)
        # All of it or nothing: where it is refused, the page says nothing was sent.
        with env.cr.savepoint():
            complaint = complaints._open_from(
                {
                    **values,
                    "customer_id": customer.id,
                    "contact_id": partner.id,
                    "source": "portal",
                }
            )
            complaint._portal_say(
                partner, values["description"], self._fuel_named(files), key
            )
        return complaint

    def _field_of(self, message):
        """Return the field of the form that a refusal of the model is about."""
        fields = request.env["fuel.complaint"]._fields
        for name, shown in FIELDS.items():
            label = fields[name]._description_string(request.env)
            if message.startswith(label):
                return shown
        return "form"
