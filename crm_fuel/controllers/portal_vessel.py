from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL

from .portal import PAGE_SIZE, customer_route
from .portal_delivery import FuelPortalDelivery

LAST_DELIVERIES = 10


class FuelPortalVessel(FuelPortalDelivery):
    """The customer's fleet: where it is a party now, and what it has ordered for."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "fuel_vessel_count" in counters:
            # sudo: within the fence of the domain.
            vessels = request.env["fuel.vessel"].sudo()
            values["fuel_vessel_count"] = vessels.search_count(
                self._fuel_vessel_domain()
            )
        return values

    def _fuel_vessel_domain(self):
        if not self._fuel_customer():
            return Domain.FALSE
        # sudo: within the fence of the domain.
        orders = request.env["fuel.volume"].sudo()
        ordered = orders._search(
            self._fuel_portal_domain("customer_id") & Domain("vessel_id", "!=", False)
        )
        vessels = ordered.subselect(SQL.identifier(ordered.table, "vessel_id"))
        party = Domain("is_current", "=", True) & self._fuel_portal_domain(
            "partner_id", company_field=None
        )
        return Domain("company_id", "in", [False, *request.env.companies.ids]) & (
            Domain("party_ids", "any", party) | Domain("id", "in", vessels)
        )

    @customer_route(
        ["/my/fuel/vessels", "/my/fuel/vessels/page/<int:page>"], readonly=True
    )
    def fuel_portal_vessels(self, page=1, **_ignored):
        """The list of vessels."""
        self._fuel_require_customer()
        domain = self._fuel_vessel_domain()
        # sudo: within the fence of the domain.
        vessels = request.env["fuel.vessel"].sudo()
        pager = self._fuel_pager("/my/fuel/vessels", vessels.search_count(domain), page)
        vessels = vessels.search(
            domain, order="name, id", limit=PAGE_SIZE, offset=pager["offset"]
        )
        last = self._fuel_last_deliveries(vessels)
        rows = [
            {
                **self._fuel_vessel_values(vessel),
                "last_delivery": self._fuel_date(last.get(vessel.id)),
            }
            for vessel in vessels
        ]
        return self._fuel_page(
            "crm_fuel.portal_fuel_vessels",
            {"vessels": rows, "pager": pager},
            [(request.env._("Vessels"), None)],
        )

    @customer_route("/my/fuel/vessels/<string:ref>", readonly=True)
    def fuel_portal_vessel(self, ref, **_ignored):
        """A vessel, and what was delivered to it last."""
        self._fuel_require_customer()
        vessel = self._fuel_record("fuel.vessel", ref, self._fuel_vessel_domain())
        # sudo: within the fence of the domain.
        deliveries = (
            request.env["stock.picking"]
            .sudo()
            .search(
                self._fuel_delivery_domain() & Domain("fuel_vessel_id", "=", vessel.id),
                order="date_done desc, id desc",
                limit=LAST_DELIVERIES,
            )
        )
        return self._fuel_page(
            "crm_fuel.portal_fuel_vessel",
            {
                "vessel": self._fuel_vessel_values(vessel),
                "deliveries": self._fuel_deliveries_values(deliveries),
            },
            [(request.env._("Vessels"), "/my/fuel/vessels"), (vessel.name, None)],
        )

    def _fuel_last_deliveries(self, vessels):
        """Return the time of the last delivery to this customer, by id of vessel."""
        # sudo: within the fence of the domain.
        groups = (
            request.env["stock.picking"]
            .sudo()
            ._read_group(
                self._fuel_delivery_domain()
                & Domain("fuel_vessel_id", "in", vessels.ids),
                ["fuel_vessel_id"],
                ["date_done:max"],
            )
        )
        return {vessel.id: moment for vessel, moment in groups}

    def _fuel_vessel_values(self, vessel):
        """Return what a customer may know of a vessel: what any register says."""
        ref = self._fuel_ref(vessel)
        return {
            "name": vessel.name,
            "url": f"/my/fuel/vessels/{ref}",
            "orders_url": f"/my/fuel/orders?vessel={ref}",
            "imo": vessel.imo_number or "",
            "type": vessel.type_id.name or "",
            "flag": vessel.flag_id.name or "",
        }
