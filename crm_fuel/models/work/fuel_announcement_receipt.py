from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

TO_DO = "mail.mail_activity_data_todo"


class FuelAnnouncementReceipt(models.Model):
    """That an announcement is for somebody, and what they did with it.

    One for each reader and version; those of the version that counts, of people who
    still belong to the audience, are current. Nobody writes here from outside: the
    methods below do.
    """

    _name = "fuel.announcement.receipt"
    _description = "Announcement receipt"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "announcement_id"

    # === FIELDS === #

    announcement_id = fields.Many2one(
        comodel_name="fuel.announcement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="announcement_id.company_id", store=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Reader",
        required=True,
        index=True,
        ondelete="cascade",
    )
    version = fields.Integer(required=True, default=1)
    is_current = fields.Boolean(
        string="Current",
        default=True,
        help="Of the version that counts, and the reader belongs to the audience.",
    )
    delivered_at = fields.Datetime(
        string="Delivered on", help="When the reader was notified."
    )
    read_at = fields.Datetime(
        string="Read on", help="When the reader opened the announcement."
    )
    acknowledged_at = fields.Datetime(string="Acknowledged on")
    reminded_on = fields.Date(help="Nobody is reminded twice a day.")
    reminder_due = fields.Boolean(string="To be reminded", default=False)
    state = fields.Selection(related="announcement_id.state")
    must_acknowledge = fields.Boolean(related="announcement_id.must_acknowledge")
    body = fields.Html(related="announcement_id.body")
    attachment_ids = fields.Many2many(related="announcement_id.attachment_ids")
    is_asked = fields.Boolean(
        string="Waits for acknowledgement", compute="_compute_is_asked"
    )
    is_mine = fields.Boolean(string="My own", compute="_compute_is_mine")

    # === CONSTRAINTS AND INDEXES === #

    _reader_unique = models.UniqueIndex(
        "(announcement_id, user_id, version)",
        "A reader has one receipt of each version of an announcement.",
    )
    # What record rules ask for each announcement.
    _reader_idx = models.Index("(user_id, announcement_id) WHERE is_current")
    _pending_idx = models.Index(
        "(id) WHERE is_current AND (delivered_at IS NULL OR reminder_due)"
    )

    # === COMPUTE METHODS === #

    @api.depends("is_current", "acknowledged_at", "must_acknowledge", "state")
    def _compute_is_asked(self):
        for receipt in self:
            receipt.is_asked = receipt._is_asked()

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for receipt in self:
            receipt.is_mine = receipt.user_id == self.env.user

    def _is_asked(self):
        self.ensure_one()
        return (
            self.is_current
            and self.must_acknowledge
            and not self.acknowledged_at
            and self.state == "published"
        )

    def _status(self):
        self.ensure_one()
        if self._is_asked():
            return "asked"
        if self.acknowledged_at:
            return "acknowledged"
        return "read" if self.read_at else "unread"

    # === ACTIONS === #

    def action_acknowledge(self):
        """Say that one has read an announcement: for one's own receipts.

        The first time counts; the to-do is done.

        :raises AccessError: for the receipts of others
        """
        self.check_access("read")
        for receipt in self:
            if receipt.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(reader)s acknowledges it, and nobody else.",
                        # sudo: the name of a colleague, for the message.
                        reader=receipt.sudo().user_id.name,
                    )
                )
        # sudo: the reader's own, as checked; nobody writes them from outside.
        self.sudo()._acknowledge()
        return True

    def action_read(self):
        """Remember that one has opened an announcement: for one's own receipts.

        The first time counts. Receipts of others, which supervisors look at, stay as
        they are.

        :return: the number of receipts that were unread
        """
        self.check_access("read")
        # sudo: the reader's own; nobody writes them from outside.
        unread = self.sudo().filtered(
            lambda it: (
                it.user_id == self.env.user
                and it.is_current
                and not it.read_at
                and it.state == "published"
            )
        )
        unread.read_at = fields.Datetime.now()
        return len(unread)

    def action_open(self):
        """Return the window action that opens the announcement of a receipt."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "fuel.announcement",
            "res_id": self.announcement_id.id,
            "view_mode": "form",
        }

    def _acknowledge(self):
        now = fields.Datetime.now()
        asked = self.filtered(lambda it: it._is_asked())
        if not asked:
            return  # ticking off the to-do comes back here
        asked.acknowledged_at = now
        asked.filtered(lambda it: not it.read_at).read_at = now
        asked._to_dos().action_done()

    # === HOME PAGE === #

    @api.model
    def _fuel_todos(self, limit):
        """Return acknowledgements that the calling user owes, most urgent first.

        :param int limit: at most so many items
        :return: {"count": how many there are, "items": [dict]}
        """
        announcements = self.env["fuel.announcement"]
        domain = announcements._current_domain() & Domain("is_asked", "=", True)
        found = announcements.search(
            domain, limit=limit, order="date_to, pinned desc, id"
        )
        count = announcements.search_count(domain)
        receipts = {it.announcement_id.id: it.id for it in found._my_receipts()}
        items = []
        for announcement in found:
            items.append(
                {
                    "model": self._name,
                    "id": receipts[announcement.id],
                    "title": announcement.name,
                    # sudo: the name of a colleague, who may have left.
                    "detail": announcement.issuer_id.sudo().name,
                    "deadline": fields.Date.to_string(announcement.date_to),
                    "priority": announcement.pinned,
                    # What is read before it is acknowledged.
                    "open": {"model": announcements._name, "id": announcement.id},
                    "action": {
                        "method": "action_acknowledge",
                        "label": self.env._("Acknowledge"),
                    },
                }
            )
        return {"count": count, "items": items}

    # === MAKING === #

    @api.model
    def _make(self, people):
        """Make receipts, in one query; who has left and comes back gets theirs again.

        :param dict people: users by announcement
        :return: receipts that are new to their readers
        """
        pairs = [(it.id, user) for it, users in people.items() for user in users.ids]
        if not pairs:
            return self.browse()
        self.env.flush_all()
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO fuel_announcement_receipt AS receipt
                       (announcement_id, company_id, user_id, version, is_current,
                        reminder_due, create_uid, write_uid, create_date, write_date)
                SELECT announcement.id, announcement.company_id, pair.person,
                       announcement.version, TRUE, FALSE, %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM unnest(%(announcements)s, %(users)s) AS pair (number, person)
                  JOIN fuel_announcement announcement ON announcement.id = pair.number
                    ON CONFLICT (announcement_id, user_id, version)
                    DO UPDATE SET is_current = TRUE WHERE NOT receipt.is_current
             RETURNING id, delivered_at IS NULL
                """,
                uid=self.env.uid,
                announcements=[number for number, user in pairs],
                users=[user for number, user in pairs],
            )
        )
        self.env["fuel.announcement"].invalidate_model()
        # sudo: receipts of others, as all that is made here.
        receipts = self.sudo().browse([number for number, new in made])
        receipts.invalidate_recordset()
        # Who has been told before is not told again, and still owes what they owed.
        again = receipts.browse([number for number, new in made if not new])
        again._ask()
        return receipts - again

    @api.model
    def _users_by_announcement(self, announcements):
        """Return sets of ids of the current readers by announcement id."""
        # sudo: who has a receipt already, whoever hands out.
        groups = self.sudo()._read_group(
            [
                ("announcement_id", "in", [it.id for it in announcements]),
                ("is_current", "=", True),
            ],
            ["announcement_id"],
            ["user_id:array_agg"],
        )
        return {announcement.id: set(users) for announcement, users in groups}

    @api.model
    def _of_pairs(self, pairs):
        """Return current receipts of (announcement id, user id)."""
        if not pairs:
            # sudo: as those below.
            return self.sudo()
        wanted = set(pairs)
        # sudo: receipts of others, which nobody writes from outside.
        found = self.sudo().search(
            [
                ("announcement_id", "in", [number for number, user in pairs]),
                ("user_id", "in", [user for number, user in pairs]),
                ("is_current", "=", True),
            ]
        )
        return found.filtered(
            lambda it: (it.announcement_id.id, it.user_id.id) in wanted
        )

    def _retire(self):
        """Take receipts from readers who have left, or who get another version."""
        if not self:
            return
        self._stop_asking()
        self._update(SQL("is_current = FALSE, reminder_due = FALSE"))

    def _unfollow(self):
        """Who has left is not sent what is posted below the announcement."""
        pairs = {(it.announcement_id.id, it.user_id.partner_id.id) for it in self}
        self.env["mail.followers"].sudo().search(  # sudo: followers of others
            [
                ("res_model", "=", "fuel.announcement"),
                ("res_id", "in", self.announcement_id.ids),
                ("partner_id", "in", self.user_id.partner_id.ids),
            ]
        ).filtered(lambda it: (it.res_id, it.partner_id.id) in pairs).unlink()

    def _update(self, values):
        """Write many receipts in one query."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE fuel_announcement_receipt SET %s WHERE id = ANY(%s)",
                values,
                list(self.ids),
            )
        )
        self.invalidate_recordset()
        self.env["fuel.announcement"].invalidate_model()

    # === TO-DOS === #

    def _ask(self):
        """Give readers who have to acknowledge a to-do each, where they have none."""
        asked = self.filtered(lambda it: it._is_asked())
        asked -= asked.filtered("activity_ids")
        model = self.env["ir.model"]._get_id(self._name)
        values = []
        for lang, receipts in asked.grouped(lambda it: it.user_id.lang).items():
            env = self.with_context(lang=lang or self.env.lang).env
            for receipt in receipts:
                announcement = receipt.announcement_id
                values.append(
                    {
                        "activity_type_id": self.env.ref(TO_DO).id,
                        "summary": env._(
                            "Acknowledge: %(announcement)s",
                            announcement=announcement.name,
                        ),
                        "automated": True,
                        "res_model_id": model,
                        "res_id": receipt.id,
                        "user_id": receipt.user_id.id,
                        "date_deadline": announcement.date_to or announcement._today(),
                    }
                )
        # Without Odoo's own message: readers are notified of the announcement.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            values
        )

    def _to_dos(self):
        # sudo: to-dos of others, which those who correct and withdraw do not see.
        return (
            self.env["mail.activity"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )

    def _stop_asking(self):
        self._to_dos().unlink()

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nobody follows a receipt: what happens to it is told by the announcement."""
        return True
