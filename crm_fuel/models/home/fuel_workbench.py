from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

TABS = ("mine", "team")
# How many lines of each card the Workbench shows; the rest is a list away.
MOST_LINES = 6
MOST_TODOS = 12


class FuelWorkbench(models.AbstractModel):
    """What waits for a person: the landing page of Fuel CRM.

    One public method. An area adds a card by overriding ``_cards()``; a card without a
    component of its own in the web client is shown as a list, see ``_list_card()``.
    """

    _name = "fuel.workbench"
    _description = "Workbench"

    # === WHAT THE PAGE SHOWS === #

    @api.model
    @api.readonly
    def load_tab(self, tab="mine"):
        """Return all that one tab of the Workbench shows the calling user.

        The number of queries does not depend on the number of records.

        :param str tab: "mine": what waits for the caller; "team": how the people are
            getting on whom the caller leads or supervises
        :return: ``tab``; ``user``: ``{"id", "name"}``; ``today``: the company's day,
            "YYYY-MM-DD"; ``has_team``: whether there is a tab "team" for the caller;
            ``cards``: dict of dicts by the name of the card. On "mine": ``visits`` (see
            ``fuel.visit.today_visits``), ``todos``, ``shared``, ``announcements``,
            ``due``, ``risk``, ``month``; on "team": ``people``, ``late``, ``review``. A
            list card has ``count`` and ``items``; an item ``model``, ``id``, ``title``,
            and perhaps ``detail``, ``deadline``, ``priority``, ``badge``, ``action``.
        :rtype: dict
        :raises AccessError: for who does not use Fuel CRM, or asks for a team without
            having one
        :raises ValidationError: for a tab that does not exist
        """
        user = self.env.user
        if not user.has_group("crm_fuel.group_fuel_user"):
            raise AccessError(
                self.env._(
                    "The Workbench is for users of Fuel CRM: ask your manager for access."
                )
            )
        if tab not in TABS:
            raise ValidationError(
                self.env._(
                    "tab: %(given)s is not one of %(allowed)s.",
                    given=tab,
                    allowed=", ".join(TABS),
                )
            )
        has_team = self._has_team()
        if tab == "team" and not has_team:
            raise AccessError(
                self.env._("You lead no team, so there is no team to show.")
            )
        return {
            "tab": tab,
            "user": {"id": user.id, "name": user.name},
            "today": fields.Date.to_string(self._today()),
            "has_team": has_team,
            "cards": self._cards() if tab == "mine" else self._team_cards(),
        }

    @api.model
    def _today(self):
        """Return the day by the company's clock, as visits go by it."""
        return self.env.company._fuel_today()

    # === HOOKS === #

    @api.model
    def _cards(self):
        """Hook: return the cards of the tab "mine", dict by name.

        What an override adds, the web client shows below its own cards, in this order.
        """
        return {
            "visits": self._card_visits(),
            "todos": self._card_todos(),
            "announcements": self._card_announcements(),
            "month": self._card_month(),
            "due": self._card_due(),
            "risk": self._card_risk(),
            "shared": self._card_shared(),
        }

    @api.model
    def _team_cards(self):
        """Hook: return the cards of the tab "team", dict by name."""
        return {
            "people": self._card_people(),
            "late": self._card_late(),
            "review": self._card_review(),
        }

    @api.model
    def _todo_models(self):
        """Hook: return the names of models with ``_fuel_todos(limit)``.

        It returns ``{"count", "items"}`` for the calling user, the most urgent first and
        in a constant number of queries. An item is a dict of ``model``, ``id``,
        ``title``, ``detail`` (str or False), ``deadline`` ("YYYY-MM-DD" or False),
        ``priority`` (bool) and ``action``: False, or ``{"method", "label"}`` of a public
        method without arguments that does it at one tap. It may have ``open``: ``model``
        and ``id`` of what a tap on it shows, where that is another record.
        """
        return [
            "fuel.announcement.receipt",
            "fuel.project.question",
            "fuel.task.assignment",
            "fuel.work.plan.line",
        ]

    @api.model
    def _list_card(self, title, count, items, *, empty=False, action=False):
        """Return a card that the web client can show without knowing it.

        :param str title: its heading
        :param int count: how many there are, of which ``items`` are the first
        :param list items: dicts, see ``load_tab``
        :param str empty: what to say where there are none
        :param str action: external id of the window action that lists them all
        """
        return {
            "title": title,
            "count": count,
            "items": items,
            "empty": empty,
            "action": action,
        }
