from odoo.fields import Domain
from odoo.http import request

from .portal import PAGE_SIZE, FuelPortal, customer_route


class FuelPortalDelivery(FuelPortal):
    """What was delivered to the customer, with its bunker delivery notes."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "fuel_delivery_count" in counters:
            # sudo: within the fence of the domain.
            deliveries = request.env["stock.picking"].sudo()
            values["fuel_delivery_count"] = deliveries.search_count(
                self._fuel_delivery_domain()
            )
        return values

    def _fuel_delivery_domain(self):
        """Return the domain of deliveries of fuel that have been made."""
        return (
            self._fuel_portal_domain("fuel_customer_id")
            & Domain("fuel_is_fuel", "=", True)
            & Domain("state", "=", "done")
        )

    @customer_route(
        ["/my/fuel/deliveries", "/my/fuel/deliveries/page/<int:page>"], readonly=True
    )
    def fuel_portal_deliveries(self, page=1, **_ignored):
        """The list of deliveries, the latest first."""
        self._fuel_require_customer()
        domain = self._fuel_delivery_domain()
        # sudo: within the fence of the domain.
        pickings = request.env["stock.picking"].sudo()
        pager = self._fuel_pager(
            "/my/fuel/deliveries", pickings.search_count(domain), page
        )
        pickings = pickings.search(
            domain,
            order="date_done desc, id desc",
            limit=PAGE_SIZE,
            offset=pager["offset"],
        )
        return self._fuel_page(
            "crm_fuel.portal_fuel_deliveries",
            {"deliveries": self._fuel_deliveries_values(pickings), "pager": pager},
            [(request.env._("Deliveries"), None)],
        )

    @customer_route("/my/fuel/deliveries/<string:ref>", readonly=True)
    def fuel_portal_delivery(self, ref, **_ignored):
        """A delivery with the facts of its bunker delivery note."""
        picking = self._fuel_delivery(ref)
        [delivery] = self._fuel_deliveries_values(picking)
        return self._fuel_page(
            "crm_fuel.portal_fuel_delivery",
            {"delivery": delivery},
            [
                (request.env._("Deliveries"), "/my/fuel/deliveries"),
                (delivery["name"], None),
            ],
        )

    @customer_route("/my/fuel/deliveries/<string:ref>/bdn")
    def fuel_portal_delivery_bdn(self, ref, **_ignored):
        """The bunker delivery note as PDF."""
        return self._fuel_bdn(self._fuel_delivery(ref))

    @customer_route(
        "/my/fuel/deliveries/<string:ref>/signed/<int:number>", readonly=True
    )
    def fuel_portal_delivery_signed(self, ref, number, **_ignored):
        """A signed copy, the first one has number 1."""
        picking = self._fuel_delivery(ref)
        return self._fuel_nth_file(self._fuel_signed_copies(picking), number)

    def _fuel_delivery(self, ref):
        return self._fuel_record("stock.picking", ref, self._fuel_delivery_domain())

    # ------------------------------------------------------------
    # Files
    # ------------------------------------------------------------

    def _fuel_bdn(self, picking):
        """Return the bunker delivery note of a delivery that is theirs, to be saved.

        :raises NotTheirs: where none has been issued
        """
        if picking.fuel_bdn_state != "issued":
            raise self._fuel_not_found()
        # sudo: printing reads what portal users may not.
        reports = request.env["ir.actions.report"].sudo()
        # Where the server has no program that makes PDFs, the visitor's browser prints.
        can_print = reports.get_wkhtmltopdf_state() != "install"
        render = reports._render_qweb_pdf if can_print else reports._render_qweb_html
        content, kind = render("crm_fuel.fuel_bdn_report_action", picking.ids)
        if kind == "html":
            return self._fuel_content(content, "text/html; charset=utf-8")
        name = f"BDN {picking.fuel_bdn_number or picking.name}.pdf"
        return self._fuel_content(content, "application/pdf", name)

    def _fuel_signed_copies(self, picking):
        """Return the signed copies of a note that has been issued."""
        if picking.fuel_bdn_state != "issued":
            return []
        return sorted(picking.fuel_bdn_signed_ids, key=lambda copy: copy.id)

    # ------------------------------------------------------------
    # Values
    # ------------------------------------------------------------

    def _fuel_deliveries_values(self, pickings):
        """Return what customers see of deliveries, a constant number of queries."""
        return [self._fuel_delivery_values(picking) for picking in pickings]

    def _fuel_delivery_values(self, picking):
        order = picking.sale_id
        ref = self._fuel_ref(picking)
        url = f"/my/fuel/deliveries/{ref}"
        issued = picking.fuel_bdn_state == "issued"
        # A list: a filtered recordset would fetch its own records only, and each
        # delivery would cost its queries.
        moves = [move for move in picking.fuel_move_ids if move.state == "done"]
        return {
            "name": (issued and picking.fuel_bdn_number) or picking.name,
            "url": url,
            "date": self._fuel_date(picking.date_done),
            "order": order.name or "",
            "order_url": f"/my/fuel/orders/{self._fuel_ref(order)}" if order else "",
            "vessel": picking.fuel_vessel_id.name or "",
            "port": self._fuel_port_name(picking.fuel_port_id),
            "lines": [self._fuel_move_values(move, issued) for move in moves],
            "mt": self._fuel_number(sum(move.fuel_mt for move in moves)),
            "issued": issued,
            "complaint_url": f"/my/fuel/complaints/new?delivery={ref}",
            "bdn_url": f"{url}/bdn" if issued else "",
            "number": picking.fuel_bdn_number if issued else "",
            "commenced": self._fuel_datetime(issued and picking.fuel_bdn_commenced_at),
            "barge": (issued and picking.fuel_barge_id.name) or "",
            "seals": (issued and picking.fuel_bdn_seals) or "",
            "signed": [
                {"name": copy.name, "url": f"{url}/signed/{number}"}
                for number, copy in enumerate(self._fuel_signed_copies(picking), 1)
            ],
        }

    def _fuel_move_values(self, move, issued):
        values = {
            "grade": move.product_id.fuel_grade_id.display_name,
            "quantity": self._fuel_number(move.fuel_mt),
            "density": "",
            "sulphur": "",
            "flashpoint": "",
        }
        if not issued:
            # Until the note is issued, the figures may still change.
            return values
        if move.fuel_density:
            values["density"] = self._fuel_number(move.fuel_density, 1)
        if move.fuel_sulphur:
            values["sulphur"] = self._fuel_number(move.fuel_sulphur, 2)
        if move.fuel_flashpoint_above_70:
            values["flashpoint"] = request.env._("at or above 70 °C")
        elif move.fuel_flashpoint:
            flashpoint = self._fuel_number(move.fuel_flashpoint, 1)
            values["flashpoint"] = f"{flashpoint} °C"
        return values
