from odoo.fields import Command

from .common_volume import FuelVolumeCommon


class FuelLeadCommon(FuelVolumeCommon):
    """Opportunities of account manager Anna's with customer Yongxing."""

    @classmethod
    def make_lead(cls, *lines, user=None, **values):
        """Create an opportunity as an account manager.

        :param lines: (grade, quantity, unit) or dicts of line values
        """
        user = user or cls.am_anna
        return (
            cls.env["crm.lead"]
            .with_user(user)
            .create(
                {
                    "name": "Bunkers for the season",
                    "type": "opportunity",
                    "partner_id": cls.buyer.id,
                    "user_id": user.id,
                    "fuel_line_ids": [
                        Command.create(
                            line
                            if isinstance(line, dict)
                            else {
                                "grade_id": line[0].id,
                                "quantity": line[1],
                                "uom_id": line[2].id,
                            }
                        )
                        for line in lines
                    ],
                    **values,
                }
            )
        )
