from odoo.fields import Domain
from odoo.http import request

from .portal import PAGE_SIZE, customer_route
from .portal_vessel import FuelPortalVessel


class FuelPortalOrder(FuelPortalVessel):
    """Confirmed fuel orders: what was ordered and what has come of it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "fuel_order_count" in counters:
            values["fuel_order_count"] = self._fuel_count_orders(
                self._fuel_order_domain()
            )
        return values

    def _fuel_order_domain(self):
        """Return the domain of order lines: rows of ``fuel.volume``."""
        return self._fuel_portal_domain("customer_id")

    def _fuel_count_orders(self, domain):
        # sudo: within the fence of the domain.
        volumes = request.env["fuel.volume"].sudo()
        [(number,)] = volumes._read_group(domain, [], ["order_id:count_distinct"])
        return number

    @customer_route(
        ["/my/fuel/orders", "/my/fuel/orders/page/<int:page>"], readonly=True
    )
    def fuel_portal_orders(self, page=1, vessel=None, **_ignored):
        """The list of orders, the latest first.

        :param str vessel: reference of a vessel, to see its orders only
        """
        self._fuel_require_customer()
        domain = self._fuel_order_domain()
        url_args, vessel_name = {}, ""
        if vessel:
            chosen = self._fuel_record(
                "fuel.vessel", vessel, self._fuel_vessel_domain()
            )
            domain &= Domain("vessel_id", "=", chosen.id)
            url_args, vessel_name = {"vessel": vessel}, chosen.name
        pager = self._fuel_pager(
            "/my/fuel/orders", self._fuel_count_orders(domain), page, **url_args
        )
        # sudo: within the fence of the domain.
        groups = (
            request.env["fuel.volume"]
            .sudo()
            ._read_group(
                domain,
                ["order_id"],
                ["ordered_mt:sum", "delivered_mt:sum", "grade_id:recordset"],
                order="date:max desc, order_id",
                limit=PAGE_SIZE,
                offset=pager["offset"],
            )
        )
        rows = [
            {
                **self._fuel_order_values(order),
                "grades": ", ".join(grades.mapped("display_name")),
                "ordered": self._fuel_number(ordered),
                "delivered": self._fuel_number(delivered),
            }
            for order, ordered, delivered, grades in groups
        ]
        return self._fuel_page(
            "crm_fuel.portal_fuel_orders",
            {"orders": rows, "pager": pager, "vessel_name": vessel_name},
            [(request.env._("Fuel orders"), None)],
        )

    @customer_route("/my/fuel/orders/<string:ref>", readonly=True)
    def fuel_portal_order(self, ref, **_ignored):
        """An order with its lines and deliveries."""
        self._fuel_require_customer()
        domain = self._fuel_portal_domain("partner_id") & Domain("state", "=", "sale")
        order = self._fuel_record("sale.order", ref, domain)
        # sudo: within the fence of the domain.
        lines = (
            request.env["fuel.volume"]
            .sudo()
            .search(
                self._fuel_order_domain() & Domain("order_id", "=", order.id),
                order="line_id",
            )
        )
        if not lines:
            raise self._fuel_not_found()
        # sudo: within the fence of the domain.
        deliveries = (
            request.env["stock.picking"]
            .sudo()
            .search(
                self._fuel_delivery_domain() & Domain("sale_id", "=", order.id),
                order="date_done desc, id desc",
            )
        )
        return self._fuel_page(
            "crm_fuel.portal_fuel_order",
            {
                "order": self._fuel_order_values(order),
                "lines": [
                    {
                        "grade": line.grade_id.display_name or "",
                        "product": line.product_id.name,
                        "ordered": self._fuel_number(line.ordered_mt),
                        "delivered": self._fuel_number(line.delivered_mt),
                    }
                    for line in lines
                ],
                "deliveries": self._fuel_deliveries_values(deliveries),
            },
            [(request.env._("Fuel orders"), "/my/fuel/orders"), (order.name, None)],
        )

    def _fuel_order_values(self, order):
        modes = dict(
            order._fields["fuel_delivery_mode"]._description_selection(request.env)
        )
        return {
            "name": order.name,
            "url": f"/my/fuel/orders/{self._fuel_ref(order)}",
            "reference": order.client_order_ref or "",
            "date": self._fuel_date(order.date_order),
            "vessel": order.fuel_vessel_id.name or "",
            "port": self._fuel_port_name(order.fuel_port_id),
            "mode": modes.get(order.fuel_delivery_mode, ""),
            "eta": self._fuel_datetime(order.fuel_eta),
            "window_start": self._fuel_datetime(order.fuel_window_start),
            "window_end": self._fuel_datetime(order.fuel_window_end),
        }
