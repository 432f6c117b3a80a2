import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

STATES = [
    ("draft", "Draft"),
    ("scheduled", "Scheduled"),
    ("published", "Published"),
    ("withdrawn", "Withdrawn"),
]
# What readers are shown: a change of it is a new version.
CONTENT = {"name", "body", "attachment_ids"}
AUDIENCE = {
    "audience_user_ids",
    "audience_team_ids",
    "audience_group_ids",
    "audience_everyone",
    "audience_follows",
}
# What stays once people have been told.
FIXED = {"company_id", "date_from", "must_acknowledge"}
# Characters, pictures pasted as text among them: beyond this a phone waits.
LONGEST_BODY = 1_000_000
# So many people are notified at a time: at once where they are no more, else by the job.
BATCH = 200
SUPERVISOR = "crm_fuel.group_fuel_supervisor"
# Pictures of the text, as Odoo's editor writes them, with the key that opens a file to
# whoever has it.
PICTURE = re.compile(r"/web/(?:image|content)/(\d+)")
ADDRESS = re.compile(r"/web/(?:image|content)/[^\s\"'<>]*")
KEY = re.compile(r"([?&](?:amp;)?)access_token=[^&#]*(&amp;|&)?")


class FuelAnnouncement(models.Model):
    """What the management post tells people, who has read it and who has said so.

    Readers are those with a receipt: see ``fuel.announcement.receipt``. The states and
    versions are in ``fuel_announcement_state.py``, notifications in
    ``fuel_announcement_notice.py``.
    """

    _name = "fuel.announcement"
    _description = "Announcement"
    _inherit = ["fuel.guarded", "fuel.files", "fuel.audience.fields", "mail.thread"]
    _order = "pinned desc, published_at desc, id desc"
    _fuel_protected = frozenset(
        {
            "state",
            "version",
            "issuer_id",
            "published_at",
            "corrected_at",
            "corrected_by_id",
        }
    )
    # The text's pictures are files as well.
    _fuel_file_fields = frozenset({"body", "attachment_ids"})

    # === FIELDS === #

    name = fields.Char(string="Title", required=True, tracking=True, index="trigram")
    body = fields.Html(
        string="Text", help="At most one million characters. Attach pictures as files."
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="fuel_announcement_attachment_rel",
        string="Files",
        copy=False,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    issuer_id = fields.Many2one(
        comodel_name="res.users",
        string="Issued by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        copy=False,
        readonly=True,
    )
    date_from = fields.Date(
        string="From", help="Published on this day; at once, where it is empty."
    )
    date_to = fields.Date(
        string="Until", help="The last day on which it is current; no end, where empty."
    )
    pinned = fields.Boolean(help="Shown before the others.")
    must_acknowledge = fields.Boolean(
        string="Must be acknowledged",
        help="Each reader gets a to-do: to say that they have read it.",
    )
    state = fields.Selection(
        selection=STATES,
        required=True,
        default="draft",
        index=True,
        copy=False,
        readonly=True,
        tracking=True,
    )
    version = fields.Integer(default=1, copy=False, readonly=True)
    published_at = fields.Datetime(string="Published on", copy=False, readonly=True)
    corrected_at = fields.Datetime(string="Corrected on", copy=False, readonly=True)
    corrected_by_id = fields.Many2one(
        comodel_name="res.users", string="Corrected by", copy=False, readonly=True
    )
    receipt_ids = fields.One2many(
        comodel_name="fuel.announcement.receipt",
        inverse_name="announcement_id",
        string="Receipts",
        readonly=True,
        copy=False,
    )
    version_ids = fields.One2many(
        comodel_name="fuel.announcement.version",
        inverse_name="announcement_id",
        string="Earlier versions",
        readonly=True,
        copy=False,
        groups=SUPERVISOR,
    )
    version_count = fields.Integer(
        string="Number of earlier versions",
        compute="_compute_version_count",
        groups=SUPERVISOR,
    )
    reader_count = fields.Integer(
        string="Readers", compute="_compute_counts", groups=SUPERVISOR
    )
    unread_count = fields.Integer(
        string="Not read", compute="_compute_counts", groups=SUPERVISOR
    )
    unacknowledged_count = fields.Integer(
        string="Not acknowledged", compute="_compute_counts", groups=SUPERVISOR
    )
    can_manage = fields.Boolean(string="I manage it", compute="_compute_can_manage")
    is_mine = fields.Boolean(
        string="For me", compute="_compute_mine", search="_search_is_mine"
    )
    is_unread = fields.Boolean(
        string="Unread", compute="_compute_mine", search="_search_is_unread"
    )
    is_asked = fields.Boolean(
        string="Waits for me to acknowledge it",
        compute="_compute_mine",
        search="_search_is_asked",
    )
    acknowledged_at = fields.Datetime(
        string="Acknowledged by me", compute="_compute_mine"
    )
    my_state = fields.Selection(
        selection=[
            ("asked", "To acknowledge"),
            ("unread", "Unread"),
            ("read", "Read"),
            ("acknowledged", "Acknowledged"),
        ],
        string="Status",
        compute="_compute_mine",
    )
    is_current = fields.Boolean(
        string="Current", compute="_compute_is_current", search="_search_is_current"
    )

    # === CONSTRAINTS AND INDEXES === #

    _name_length = models.Constraint(
        "CHECK (length(name) <= 200)", "A title has at most 200 characters."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "An announcement cannot end before it begins."
    )
    _scheduled_idx = models.Index("(date_from) WHERE state = 'scheduled'")

    # === COMPUTE METHODS === #

    @api.depends_context("uid")
    def _compute_can_manage(self):
        self.can_manage = self.env.user.has_group(SUPERVISOR)

    @api.depends("version_ids")
    def _compute_version_count(self):
        counts = dict(
            self.env["fuel.announcement.version"]._read_group(
                [("announcement_id", "in", self.ids)], ["announcement_id"], ["__count"]
            )
        )
        for announcement in self:
            announcement.version_count = counts.get(announcement._origin, 0)

    @api.depends("receipt_ids.read_at", "receipt_ids.acknowledged_at")
    def _compute_counts(self):
        counts = {
            announcement: figures
            for announcement, *figures in self.env[
                "fuel.announcement.receipt"
            ]._read_group(
                [("announcement_id", "in", self.ids), ("is_current", "=", True)],
                ["announcement_id"],
                ["__count", "read_at:count", "acknowledged_at:count"],
            )
        }
        for announcement in self:
            readers, read, acknowledged = counts.get(announcement._origin, (0, 0, 0))
            announcement.reader_count = readers
            announcement.unread_count = readers - read
            announcement.unacknowledged_count = (
                readers - acknowledged if announcement.must_acknowledge else 0
            )

    @api.depends_context("uid")
    @api.depends("receipt_ids.read_at", "receipt_ids.acknowledged_at", "state")
    def _compute_mine(self):
        receipts = {
            receipt.announcement_id.id: receipt for receipt in self._my_receipts()
        }
        for announcement in self:
            receipt = receipts.get(announcement._origin.id)
            published = bool(receipt) and announcement.state == "published"
            announcement.is_mine = published
            announcement.is_unread = published and not receipt.read_at
            announcement.is_asked = published and receipt._is_asked()
            announcement.acknowledged_at = receipt and receipt.acknowledged_at
            announcement.my_state = published and receipt._status()

    @api.model
    def _search_mine(self, value, *conditions):
        domain = Domain("state", "=", "published") & Domain(
            "receipt_ids",
            "any",
            [("user_id", "=", self.env.uid), ("is_current", "=", True), *conditions],
        )
        return Domain.OR(domain if wanted else ~domain for wanted in value)

    def _search_is_mine(self, operator, value):
        return self._search_mine(value) if operator == "in" else NotImplemented

    def _search_is_unread(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._search_mine(value, ("read_at", "=", False))

    def _search_is_asked(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._search_mine(
            value,
            ("acknowledged_at", "=", False),
            ("announcement_id.must_acknowledge", "=", True),
        )

    @api.depends("state", "date_to")
    def _compute_is_current(self):
        current = self.filtered_domain(self._current_domain())
        current.is_current = True
        (self - current).is_current = False

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._current_domain()
        return Domain.OR(domain if wanted else ~domain for wanted in value)

    @api.model
    def _current_domain(self):
        today = fields.Date.context_today(self)
        return Domain("state", "=", "published") & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )

    # === CONSTRAINS === #

    @api.constrains("name")
    def _check_name(self):
        for announcement in self:
            if not announcement.name.strip():
                raise ValidationError(self.env._("Give the announcement a title."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._checked(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._checked(vals)
        self._refuse_late_change(vals)
        before = self._content_before(vals)
        result = super().write(vals)
        self._after_write(vals, before)
        return result

    def _after_write(self, vals, before):
        """Hook: what follows from a change.

        :param dict before: content by announcement, of those that readers have seen
        """

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        for announcement in self:
            if announcement.published_at:
                raise UserError(
                    self.env._(
                        "%(announcement)s has been published: withdraw it. Who has read "
                        "it stays on record.",
                        announcement=announcement.name,
                    )
                )

    @api.model
    def _checked(self, vals):
        """Return values with a text that may be stored, or refuse it.

        Before it is made safe, which takes long for a long one.

        :raises UserError: where the text is too long
        """
        body = vals.get("body")
        if not body:
            return vals
        if len(body) > LONGEST_BODY:
            raise UserError(
                self.env._(
                    "The text has %(size)s million characters, at most %(limit)s can be "
                    "sent: attach pictures and documents as files.",
                    size=f"{len(body) / 1_000_000:.1f}",
                    limit=LONGEST_BODY // 1_000_000,
                )
            )
        return {
            **vals,
            "body": ADDRESS.sub(
                lambda address: KEY.sub(
                    lambda key: key[1] if key[2] else "", address[0]
                ),
                body,
            ),
        }

    def _refuse_late_change(self, vals):
        if self.env.su or not FIXED & vals.keys():
            return
        for announcement in self:
            changed = [
                name
                for name in sorted(FIXED & vals.keys())
                if self._fields[name].convert_to_cache(vals[name], announcement)
                != self._fields[name].convert_to_cache(announcement[name], announcement)
            ]
            if changed and announcement.state in ("published", "withdrawn"):
                raise UserError(
                    self.env._(
                        "%(field)s of %(announcement)s stays as it is: people have been "
                        "told. Withdraw it and publish another one.",
                        field=self._fields[changed[0]]._description_string(self.env),
                        announcement=announcement.name,
                    )
                )

    def _claim_files(self):
        result = super()._claim_files()
        for announcement in self:
            numbers = {int(it) for it in PICTURE.findall(announcement.body or "")}
            # sudo: whose they are; only the caller's own, of no record, are taken.
            pictures = self.env["ir.attachment"].sudo().browse(numbers).exists()
            pictures.filtered(
                lambda it: (
                    not it.res_id and not it.public and it.create_uid == self.env.user
                )
            )._fuel_claim(announcement)
        return result
