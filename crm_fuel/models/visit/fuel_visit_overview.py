from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

SCOPES = ("mine", "team", "all")
# Units and visitors that the screen shows by name; the rest is one bar.
NAMED_MAX = 10
LONGEST_YEARS = 10
CHARTS = {
    "results": "result_id",
    "channels": "channel_id",
    "customers": "customer_id",
    "users": "user_id",
}


class FuelVisit(models.Model):
    """What the screen "Visit analysis" shows."""

    _inherit = "fuel.visit"

    @api.model
    @api.readonly
    def overview(self, date_from, date_to, scope="all", topic_ids=(), team_ids=()):
        """Tell what visits of a period came to: four charts and the key figures.

        All figures go by the day of the visit, so that each visit is in one month only,
        and count what the caller may see. The number of queries is fixed.

        :param str date_from: first day, "YYYY-MM-DD"
        :param str date_to: last day; at most ten years after the first
        :param str scope: "mine": the caller's own visits; "team": those of teams the
            caller leads; "all": all that the caller may see
        :param list topic_ids: topics, all without; coverage is told over all topics
        :param list team_ids: sales teams, all without
        :return: ``results``, ``channels``, ``customers`` and ``users``: visits done, a
            list of ``{"id", "name", "count"}``, the most first (``id`` False: none),
            results with their ``tone``; of customers and users the first ten.
            ``rest``: by the same names, ``{"number", "count"}`` of those left out.
            ``figures``: ``done``; ``with_place``: those whose channel has a place to
            check in at; ``on_site`` and ``unverified`` of these; ``on_site_rate`` and
            ``unverified_rate``, from 0 to 1 or False; ``timed``: visits with check-in
            and check-out by the visitor; ``duration``: their average in hours, or
            False; ``planned``: ``{"due", "done", "cancelled", "missed", "open"}``:
            planned ahead for a day of the period; ``coverage``: ``{"due", "visited",
            "rate"}``, customers. ``domains``: on ``fuel.visit``, what is behind
            ``done``, ``with_place``, ``on_site``, ``unverified``, ``timed``,
            ``planned``, ``missed``, and ``coverage`` on ``fuel.visit.due``. ``topics``
            and ``teams``: ``{"id", "name"}`` to choose from.
        :rtype: dict
        :raises ValidationError: a period, scope or id that cannot be meant
        """
        self.check_access("read")
        first, last = self._overview_period(date_from, date_to)
        if scope not in SCOPES:
            raise ValidationError(
                self.env._(
                    "scope: %(given)s is not one of %(allowed)s.",
                    given=scope,
                    allowed=", ".join(SCOPES),
                )
            )
        topic_ids = self._overview_ids("topic_ids", topic_ids)
        team_ids = self._overview_ids("team_ids", team_ids)
        domain = (
            Domain("date", ">=", first)
            & Domain("date", "<=", last)
            & self._overview_scope(scope, "user_id", "team_id", team_ids)
        )
        if topic_ids:
            domain &= Domain("topic_id", "in", topic_ids)
        done = domain & Domain("state", "=", "done")
        groups = self._overview_groups(done)
        remote = self.env["fuel.visit.channel"].with_context(active_test=False)
        remote = remote.search([("is_remote", "=", True)])
        today = fields.Date.context_today(self)
        domains = {
            **self._overview_domains(done, remote),
            "planned": domain & Domain("is_planned", "=", True),
            "coverage": self._overview_scope(scope, "user_id", "team_id", team_ids),
        }
        domains["missed"] = domains["planned"] & Domain(
            [("state", "=", "planned"), ("date", "<", today)]
        )
        return {
            **self._overview_charts(groups),
            "figures": {
                **self._overview_verdicts(groups["verdicts"], remote),
                **self._overview_durations(groups["durations"]),
                "planned": self._overview_planned(domains),
                "coverage": self._coverage(
                    first,
                    last,
                    self._overview_scope(
                        scope, "user_id", "user_id.sale_team_id", team_ids
                    ),
                ),
            },
            "domains": {name: list(value) for name, value in domains.items()},
            "topics": self._overview_choices("fuel.visit.topic"),
            "teams": self._overview_choices("crm.team"),
        }

    # --- what is asked ---

    @api.model
    def _overview_period(self, date_from, date_to):
        days = []
        for name, value in (("date_from", date_from), ("date_to", date_to)):
            try:
                day = fields.Date.to_date(value)
            except (TypeError, ValueError):
                day = None
            if not day:
                raise ValidationError(
                    self.env._(
                        "%(field)s: give a day as YYYY-MM-DD, not %(given)s.",
                        field=name,
                        given=value,
                    )
                )
            days.append(day)
        first, last = days
        if first > last:
            raise ValidationError(
                self.env._("The period ends before it begins: exchange its days.")
            )
        if last.year - first.year > LONGEST_YEARS:
            raise ValidationError(self.env._("Choose a period of at most ten years."))
        return first, last

    @api.model
    def _overview_ids(self, name, value):
        ids = list(value) if isinstance(value, list | tuple) else [value]
        if value in (False, None):
            return []
        if any(type(id_) is not int or id_ <= 0 for id_ in ids):
            raise ValidationError(
                self.env._("%(field)s: give a list of ids.", field=name)
            )
        return ids

    @api.model
    def _overview_scope(self, scope, user_name, team_name, team_ids):
        """Return whose visits, or customers, are meant."""
        domain = Domain.TRUE
        if scope == "mine":
            domain = Domain(user_name, "=", self.env.uid)
        elif scope == "team":
            domain = Domain(f"{team_name}.user_id", "=", self.env.uid)
        if team_ids:
            domain &= Domain(team_name, "in", team_ids)
        return domain

    @api.model
    def _overview_domains(self, done, remote):
        with_place = done & Domain("channel_id", "not in", remote.ids)
        return {
            "done": done,
            "with_place": with_place,
            "on_site": with_place & Domain("verdict", "=", "on_site"),
            "unverified": with_place & Domain("verdict", "=", "unverified"),
            "timed": done
            & Domain([("is_checked_in", "=", True), ("is_forced", "=", False)]),
        }

    # --- what is answered ---

    @api.model
    def _overview_groups(self, done):
        """Read the visits done once, grouped in each way that the screen shows."""
        names = [*CHARTS, "verdicts", "durations"]
        groups = self._read_grouping_sets(
            done,
            [
                *([field] for field in CHARTS.values()),
                ["channel_id", "verdict"],
                ["is_checked_in", "is_forced"],
            ],
            ["__count", "actual_duration:avg"],
            # The natural order would be that of the records grouped by, which joins
            # their tables.
            order="__count DESC, id:min",
        )
        return dict(zip(names, groups, strict=True))

    @api.model
    def _overview_charts(self, groups):
        charts, rest = {}, {}
        for name in CHARTS:
            rows = groups[name]
            shown, left = rows, []
            # One more than fits is shown rather than called "1 other".
            if name in ("customers", "users") and len(rows) > NAMED_MAX + 1:
                shown, left = rows[:NAMED_MAX], rows[NAMED_MAX:]
            # sudo: names only, of what the caller's own visits refer to.
            records = self.env[self._fields[CHARTS[name]].comodel_name].sudo()
            records = records.browse([record.id for record, *_ in shown if record])
            # One query for all names.
            records.mapped("display_name")
            charts[name] = [
                {
                    "id": record.id,
                    "name": record.sudo().display_name if record else False,
                    "count": count,
                    **({"tone": record.sudo().tone} if name == "results" else {}),
                }
                for record, count, _ in shown
            ]
            rest[name] = {
                "number": len(left),
                "count": sum(count for _, count, _ in left),
            }
        return {**charts, "rest": rest}

    @api.model
    def _overview_verdicts(self, rows, remote):
        placed = [row for row in rows if row[0] not in remote]
        count = {"on_site": 0, "unverified": 0}
        for _channel, verdict, number, _ in placed:
            if verdict in count:
                count[verdict] += number
        with_place = sum(number for _, _, number, _ in placed)
        return {
            "done": sum(number for _, _, number, _ in rows),
            "with_place": with_place,
            **count,
            **{
                f"{name}_rate": number / with_place if with_place else False
                for name, number in count.items()
            },
        }

    @api.model
    def _overview_durations(self, rows):
        """Without a check-in, the duration is what was planned: no figure."""
        for is_checked_in, is_forced, number, hours in rows:
            if is_checked_in and not is_forced:
                return {"timed": number, "duration": hours or False}
        return {"timed": 0, "duration": False}

    @api.model
    def _overview_planned(self, domains):
        states = dict(self._read_group(domains["planned"], ["state"], ["__count"]))
        missed = self.search_count(domains["missed"])
        return {
            "due": sum(states.values()),
            "done": states.get("done", 0),
            "cancelled": states.get("cancelled", 0),
            "missed": missed,
            "open": states.get("planned", 0) - missed + states.get("in_progress", 0),
        }

    @api.model
    def _overview_choices(self, model):
        return [
            {"id": record.id, "name": record.display_name}
            for record in self.env[model].search([])
        ]
