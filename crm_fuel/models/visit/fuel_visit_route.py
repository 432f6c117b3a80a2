from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.geo import PositionError, haversine, is_known, read_fix
from ...tools.route import navigation_url, order_stops


class FuelVisit(models.Model):
    """The way through a day's visits."""

    _inherit = "fuel.visit"

    @api.model
    @api.readonly
    def day_route(self, user_id, date, latitude=None, longitude=None):
        """Return a person's planned visits of a day in an order that is short to travel.

        Distances are straight lines. Visits without a place to go to, by telephone for
        one, are not on it; those whose place is unknown come last.

        :param int user_id: the visitor; 0 or False for the user. Only visits the user
            may see
        :param str date: the day in the company's time zone, ``YYYY-MM-DD``
        :param float latitude: where the way begins, degrees north, WGS-84
        :param float longitude: the same, degrees east
        :return: dict of ``user_id``, ``user``, ``date``, ``total`` (m), ``unknown`` (how
            many places are), ``stops``: list of dicts ``id``, ``customer``, ``topic``,
            ``planned_start`` (UTC), ``place`` (name or False), ``latitude``,
            ``longitude``, ``distance`` (m from the stop before, False for the first
            without a start), ``url`` (opens the navigation app, or False)
        :raises UserError: for what is no day or no position
        """
        user = self._route_user(user_id)
        day = self._route_day(date)
        start = self._route_start(latitude, longitude)
        visits = self.search(
            [
                ("user_id", "=", user.id),
                ("date", "=", day),
                ("state", "in", ("planned", "in_progress")),
                ("channel_id.is_remote", "=", False),
            ],
            order="planned_start, id",
        )
        targets = visits._targets()
        known = [visit for visit in visits if targets[visit]]
        # A visit to a port or ship is there, whatever address the customer has.
        places = {
            visit: targets[visit][-1 if visit._is_at_known_port() else 0]
            for visit in known
        }
        points = [places[visit][:2] for visit in known]
        stops, here, total = [], start, 0.0
        for index in order_stops(points, start):
            visit = known[index]
            distance = haversine(*here, *points[index]) if here else False
            here = points[index]
            total += distance or 0.0
            stops.append(visit._route_stop(places[visit], distance))
        unknown = [visit for visit in visits if not targets[visit]]
        stops += [visit._route_stop(None, False) for visit in unknown]
        return {
            "user_id": user.id,
            "user": user.sudo().name,
            "date": fields.Date.to_string(day),
            "total": total,
            "unknown": len(unknown),
            "stops": stops,
        }

    def _is_at_known_port(self):
        port = self.port_id
        return is_known(port.latitude, port.longitude)

    @api.model
    def _route_user(self, user_id):
        if not user_id:
            return self.env.user
        if isinstance(user_id, bool) or not isinstance(user_id, int):
            raise UserError(self.env._("user_id: give the number of a user."))
        user = self.env["res.users"].browse(user_id).exists()
        if not user:
            raise UserError(self.env._("user_id: there is no such user."))
        return user

    @api.model
    def _route_day(self, date):
        try:
            day = fields.Date.to_date(date)
        except (TypeError, ValueError):
            day = None
        if not day:
            raise UserError(self.env._("date: give a day as YYYY-MM-DD."))
        return day

    @api.model
    def _route_start(self, latitude, longitude):
        if latitude is None and longitude is None:
            return None
        try:
            fix = read_fix(latitude, longitude, 0)
        except PositionError as error:
            raise UserError(
                self.env._(
                    "%(field)s: this is no position in degrees.", field=error.field
                )
            ) from error
        return fix.latitude, fix.longitude

    def _route_stop(self, place, distance):
        """Return a stop of the route as clients read it."""
        self.ensure_one()
        # sudo: the name of the customer of a visit that the user sees
        customer = self.sudo().customer_id.display_name
        stop = {
            "id": self.id,
            "customer": customer,
            "topic": self.topic_id.display_name,
            "planned_start": fields.Datetime.to_string(self.planned_start),
            "place": False,
            "latitude": False,
            "longitude": False,
            "distance": distance,
            "url": False,
        }
        if place and is_known(place.latitude, place.longitude):
            app = self.company_id.fuel_navigation_app
            stop.update(
                place=place.name,
                latitude=place.latitude,
                longitude=place.longitude,
                url=navigation_url(app, place.latitude, place.longitude, customer),
            )
        return stop
