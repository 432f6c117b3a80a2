from odoo.http import request, route

from .portal_delivery import FuelPortalDelivery


class FuelPortalLink(FuelPortalDelivery):
    """What a link in an e-mail opens, without a password."""

    @route(
        "/fuel/delivery/<string:token>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def fuel_link_delivery(self, token, **_ignored):
        """The delivery that a link was made for."""
        picking = self._fuel_link_delivery(token)
        if not picking:
            return self._fuel_dead_link()
        values = self._fuel_delivery_values(picking)
        url = f"/fuel/delivery/{token}"
        return self._fuel_page(
            "crm_fuel.portal_fuel_link_delivery",
            {
                "no_breadcrumbs": True,
                "delivery": {
                    **values,
                    # A link opens its record, and nothing beside it.
                    "url": url,
                    "order_url": "",
                    "complaint_url": "",
                    "bdn_url": f"{url}/bdn" if values["issued"] else "",
                    "signed": [],
                },
            },
        )

    @route(
        "/fuel/delivery/<string:token>/bdn",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def fuel_link_delivery_bdn(self, token, **_ignored):
        """The bunker delivery note of that delivery, as PDF."""
        picking = self._fuel_link_delivery(token)
        if not picking or picking.fuel_bdn_state != "issued":
            return self._fuel_dead_link()
        return self._fuel_bdn(picking)

    def _fuel_link_delivery(self, raw):
        """Return the delivery of a link while it is the customer's, as superuser."""
        token, picking = self._fuel_token(raw, "stock.picking")
        theirs = token and picking.fuel_customer_id == token.customer_id
        if not (theirs and picking.fuel_is_fuel and picking.state == "done"):
            return request.env["stock.picking"]
        return picking
