from odoo import fields, models

VERDICTS = [
    ("on_site", "Verified on site"),
    ("off_site", "Off site"),
    ("unverified", "Unverified"),
]
# Why a position proves nothing.
UNVERIFIED_REASONS = [
    ("denied", "Position refused on the device"),
    ("unavailable", "No position to be had"),
    ("timeout", "Finding the position took too long"),
    ("inaccurate", "Position too inaccurate"),
    ("no_target", "Place of the customer unknown"),
    ("not_checked_in", "Recorded without check-in"),
    ("remote", "No place to check in at"),
    ("forced", "Ended by a supervisor"),
]


class FuelVisitPosition(models.Model):
    """Where somebody stood at a check-in or check-out.

    A table of its own because movements of a person are sensitive: its rules let only
    the visitor and supervisors read it, and no group, the administrator's included, has
    a right to write it. Only ``action_check_in`` and ``action_check_out`` add rows.
    """

    _name = "fuel.visit.position"
    _description = "Position of a check-in or check-out"
    _order = "visit_id, kind, id"
    _rec_name = "kind"

    visit_id = fields.Many2one(
        comodel_name="fuel.visit", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(related="visit_id.user_id", store=True, precompute=True)
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, precompute=True
    )
    kind = fields.Selection(
        selection=[("in", "Check-in"), ("out", "Check-out")], required=True
    )
    key = fields.Char(
        string="Key of the request",
        required=True,
        help="Made by the device: the same check-in sent twice has the same key.",
    )
    latitude = fields.Float(digits=(9, 6), help="Degrees north, WGS-84.")
    longitude = fields.Float(digits=(9, 6), help="Degrees east, WGS-84.")
    has_fix = fields.Boolean(
        string="Position known",
        help="Off where the device found none, and once it was blanked.",
    )
    is_blanked = fields.Boolean(
        string="Blanked", help="Its coordinates were deleted after the time set."
    )
    accuracy = fields.Float(
        string="Accuracy (m)",
        digits=(10, 1),
        help="Radius in metres within which the device was with 95 % confidence.",
    )
    distance = fields.Float(
        string="Distance (m)",
        digits=(12, 1),
        help="Metres to the nearest place of the visit.",
    )
    target = fields.Char(
        string="Compared with",
        help="The customer's address or the port that the distance is from.",
    )
    radius = fields.Integer(
        string="Radius (m)", help="The on-site radius of that place at the time."
    )
    verdict = fields.Selection(selection=VERDICTS, required=True)
    reason = fields.Selection(selection=UNVERIFIED_REASONS)
    note = fields.Char(string="Explanation", help="Why it was done off site.")
    made_at = fields.Datetime(
        string="Made at", required=True, help="When it was done, by the server's clock."
    )
    received_at = fields.Datetime(
        string="Received at",
        required=True,
        help="When it reached the server: later where there was no network.",
    )
    clock_skew = fields.Integer(
        string="Clock off by (s)",
        help="Seconds the device's clock was ahead; the times here are put right.",
    )

    _key_unique = models.UniqueIndex("(key)", "This check-in was recorded already.")
    _visit_kind_unique = models.UniqueIndex(
        "(visit_id, kind)", "A visit has one check-in and one check-out."
    )
    # Each check-in asks for the latest of its user.
    _user_idx = models.Index("(user_id, id)")
    # Of the daily job that blanks old coordinates.
    _to_blank_idx = models.Index("(company_id, made_at) WHERE has_fix")
