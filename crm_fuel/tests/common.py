from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from ..tools.imo import SHIP_WEIGHTS

USER_GROUPS = {
    "am_anna": "crm_fuel.group_fuel_user",
    "am_bo": "crm_fuel.group_fuel_user",
    "leader": "crm_fuel.group_fuel_user",
    "supervisor": "crm_fuel.group_fuel_supervisor",
    "manager": "crm_fuel.group_fuel_manager",
    "plain": "base.group_user",
    "portal": "base.group_portal",
}


class FuelCommon(TransactionCase):
    """The people of a fuel company, and short ways to its records.

    - ``am_anna``: account manager in team North, which ``leader`` leads
    - ``am_bo``: account manager in no team
    - ``leader``: account manager who leads team North
    - ``supervisor``: the management post
    - ``manager``: configures
    - ``plain``: internal user outside Fuel CRM
    - ``portal``: a contact of a customer

    All of them work in ``company``; nobody but the tests themselves sees
    ``other_company``. Records made with ``self.env`` are made by the superuser: use
    ``with_user`` for what is tested.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "lang": "en_US",
                "tz": "Asia/Shanghai",
                "no_reset_password": True,
            }
        )
        # Some databases have no language but Chinese.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Other Fuel Co"})
        for name, groups in USER_GROUPS.items():
            setattr(cls, name, cls.make_colleague(name, groups))
        cls.team_north = cls.env["crm.team"].create(
            {
                "name": "North",
                "user_id": cls.leader.id,
                "company_id": cls.company.id,
                "member_ids": [Command.link(cls.am_anna.id)],
            }
        )
        cls.type_bulk = cls.env.ref("crm_fuel.fuel_vessel_type_bulk")
        cls.type_tanker = cls.env.ref("crm_fuel.fuel_vessel_type_oil_tanker")
        cls.panama = cls.env.ref("base.pa")
        cls.china = cls.env.ref("base.cn")

    # ------------------------------------------------------------
    # Short ways
    # ------------------------------------------------------------

    @staticmethod
    def imo(serial):
        """Return a valid IMO number for a number from 0 to 99,999.

        They begin with 1, as no ship's does today: real ships stay out of the way.
        """
        six = f"1{serial:05d}"
        check = sum(int(d) * w for d, w in zip(six, SHIP_WEIGHTS, strict=True)) % 10
        return f"{six}{check}"

    @classmethod
    def make_colleague(cls, name, groups="crm_fuel.group_fuel_user"):
        """Create a user of the company, an account manager by default."""
        return new_test_user(
            cls.env,
            login=f"fuel_{name}",
            name=name.replace("_", " ").title(),
            email=f"{name}@fuel.example",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Asia/Shanghai",
            lang="en_US",
        )

    @classmethod
    def make_vessel(cls, name="Test Vessel", **vals):
        """Create a vessel as the superuser."""
        return cls.env["fuel.vessel"].create({"name": name, **vals})

    @classmethod
    def make_vessels(cls, number, prefix="Fleet"):
        """Create many vessels that have a type, a flag and an operator."""
        operator = cls.make_customer(f"{prefix} Operator")
        return cls.env["fuel.vessel"].create(
            [
                {
                    "name": f"{prefix} {index}",
                    "ref": f"{prefix}-{index}",
                    "type_id": cls.type_bulk.id,
                    "flag_id": cls.panama.id,
                    "party_ids": [
                        Command.create({"partner_id": operator.id, "role": "operator"})
                    ],
                }
                for index in range(number)
            ]
        )

    @classmethod
    def make_customer(cls, name="Test Customer", **vals):
        """Create a company that buys fuel."""
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "fuel_customer": True, **vals}
        )

    @classmethod
    def make_port(cls, unlocode, name="Test Port", **vals):
        """Create a port; codes that begin with ZZ stay clear of the shipped ones."""
        return cls.env["fuel.port"].create({"unlocode": unlocode, "name": name, **vals})
