from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.geo import PLACE_ACCURACY_M, Finding, Target, find_verdict, is_known


class FuelVisit(models.Model):
    """Where a visit may be, and whether somebody was there.

    The places of a visit are the customer's own coordinates, those of its delivery and
    other addresses, and the port of the visit. A vessel has none: it is where its port
    is. Nothing is ever looked up by the network address.
    """

    _inherit = "fuel.visit"

    def _targets(self):
        """Return the known places of each visit, in one query for all customers.

        :return: dict of visit to list of Target: the customer, its addresses, the port
        """
        # sudo: where the customer is decides the verdict, whoever may read the address.
        visits = self.sudo()
        addresses = self._customer_places(visits.customer_id)
        found = {}
        for visit in visits:
            radius = visit.company_id.fuel_on_site_radius
            customer = visit.customer_id
            own_radius = customer.fuel_on_site_radius or radius
            targets = [
                Target(
                    place.partner_latitude,
                    place.partner_longitude,
                    place.fuel_on_site_radius or own_radius,
                    place.display_name,
                )
                for place in addresses[customer]
            ]
            port = visit.port_id
            if is_known(port.latitude, port.longitude):
                targets.append(
                    Target(
                        port.latitude,
                        port.longitude,
                        port.on_site_radius or radius,
                        port.display_name,
                    )
                )
            found[self.browse(visit.id)] = targets
        return found

    def _customer_places(self, customers):
        """Return the addresses with coordinates of customers, their own one first."""
        # The people of a customer count for nothing: where they live is no visit.
        places = customers.search_fetch(
            Domain("commercial_partner_id", "in", customers.ids)
            & (Domain("id", "in", customers.ids) | Domain("type", "in", self._places()))
            & (
                Domain("partner_latitude", "!=", 0)
                | Domain("partner_longitude", "!=", 0)
            ),
            [
                "commercial_partner_id",
                "partner_latitude",
                "partner_longitude",
                "fuel_on_site_radius",
            ],
            order="id",
        )
        found = defaultdict(list)
        for place in places.sorted(lambda place: place not in customers):
            found[place.commercial_partner_id].append(place)
        return found

    def _places(self):
        """Return the types of addresses at which a customer can be visited."""
        return ["delivery", "other"]

    def _find(self, fix, failure):
        """Return the Finding of a position, or of why there is none."""
        if fix is None:
            return Finding("unverified", failure, None, None)
        return find_verdict(fix, self._targets()[self])

    def _is_place_proposal(self, latitude, longitude, accuracy):
        """Tell whether the customer, whose place is unknown, could be just here.

        Not so on a visit to a ship or a port: nobody's office is there.
        """
        # sudo: as in _targets
        visit = self.sudo()
        customer = visit.customer_id
        return (
            is_known(latitude, longitude)
            and accuracy <= PLACE_ACCURACY_M
            and not visit.vessel_id
            and not visit.port_id
            and not is_known(customer.partner_latitude, customer.partner_longitude)
        )

    def action_confirm_place(self):
        """Give the customer the coordinates of this visit's check-in, and fix them.

        Asked for after a check-in that answered ``proposal``. Only who may see the
        position and change the customer can do it.

        :return: True; also where it was done already
        :raises UserError: without an exact position that the user may see, or where the
            customer has a place already
        """
        self.ensure_one()
        # Searched and not taken from the visit, where it may lie for the eyes of others.
        position = self.env["fuel.visit.position"].search(
            [("visit_id", "=", self.id), ("kind", "=", "in"), ("has_fix", "=", True)]
        )
        if not position:
            raise UserError(
                self.env._(
                    "%(visit)s has no position of a check-in that you may use.",
                    visit=self.display_name,
                )
            )
        customer = self.customer_id
        place = {
            "partner_latitude": position.latitude,
            "partner_longitude": position.longitude,
            "fuel_place_fixed": True,
        }
        if customer.fuel_place_fixed and all(
            abs(customer[name] - value) < 1e-6 for name, value in place.items()
        ):
            return True
        if not self._is_place_proposal(
            position.latitude, position.longitude, position.accuracy
        ):
            raise UserError(
                self.env._(
                    "This check-in cannot give %(customer)s its place: there is one "
                    "already, the position is more than %(metres)s m vague, or the "
                    "visit was to a ship or port.",
                    customer=customer.display_name,
                    metres=round(PLACE_ACCURACY_M),
                )
            )
        customer.write(place)
        return True
