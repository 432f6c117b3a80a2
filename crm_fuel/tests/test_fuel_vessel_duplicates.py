from odoo.tests import Form, tagged

from .common import FuelCommon


@tagged("-at_install", "post_install")
class TestFuelVesselDuplicates(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vessels = cls.env["fuel.vessel"].with_user(cls.am_anna)

    def test_warning_while_typing(self):
        other = self.make_vessel(
            "M/V Ocean-Majesty", mmsi="412000888", call_sign="ZZ88", active=False
        )
        form = Form(self.vessels)
        form.name = "Something else"
        self.assertFalse(form.duplicate_ids[:])
        form.name = "OCEAN MAJESTY"
        self.assertEqual(form.duplicate_ids[:], other)
        form.name = "Something else"
        form.mmsi = "412 000 888"
        self.assertEqual(form.duplicate_ids[:], other)
        form.mmsi = False
        form.call_sign = "zz 88"
        self.assertEqual(form.call_sign, "ZZ88", "Shown at once as it will be stored")
        self.assertEqual(form.duplicate_ids[:], other)
        vessel = form.save()
        self.assertEqual(vessel.duplicate_ids, other, "It warns, it does not refuse")

    def test_same_imo_number_is_a_duplicate_before_saving(self):
        other = self.make_vessel(imo_number=self.imo(1))
        form = Form(self.vessels)
        form.imo_number = f"IMO {self.imo(1)}"
        self.assertEqual(form.imo_number, self.imo(1))
        self.assertEqual(form.duplicate_ids[:], other)

    def test_ships_may_share_a_name(self):
        vessels = self.vessels.create(
            [
                {"name": "AURORA ZZ", "imo_number": self.imo(1)},
                {"name": "AURORA ZZ", "imo_number": self.imo(2)},
                {"name": "AURORA ZZ"},
            ]
        )
        self.assertEqual(vessels[0].duplicate_ids, vessels[2])
        self.assertEqual(vessels[1].duplicate_ids, vessels[2])
        self.assertEqual(vessels[2].duplicate_ids, vessels[:2])

    def test_duplicates_of_other_companies_stay_hidden(self):
        self.make_vessel("SECRET ZZ", company_id=self.other_company.id)
        vessel = self.vessels.create({"name": "SECRET ZZ"})
        self.assertFalse(vessel.duplicate_ids)

    def test_open_duplicates(self):
        vessels = self.vessels.create([{"name": "TWIN ZZ"}, {"name": "TWIN-ZZ"}])
        action = vessels[0].action_open_duplicates()
        self.assertEqual(self.vessels.search(action["domain"]), vessels)
