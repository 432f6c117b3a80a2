from odoo import models
from odoo.exceptions import UserError

from ..models.service.survey_survey import SATISFACTION


class SurveyInvite(models.TransientModel):
    """Odoo's dialogue knows nothing of who opted out or was asked lately."""

    _inherit = "survey.invite"

    def action_invite(self):
        if self.survey_id.survey_type == SATISFACTION:
            raise UserError(
                self.env._(
                    '%(survey)s: send it with "Send satisfaction survey", which leaves '
                    "out who does not want to be asked.",
                    survey=self.survey_id.display_name,
                )
            )
        return super().action_invite()
