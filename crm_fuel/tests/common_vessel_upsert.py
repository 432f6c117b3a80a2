from .common import FuelCommon


class FuelVesselUpsertCommon(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vessels = cls.env["fuel.vessel"].with_user(cls.am_anna)
        cls.port = cls.make_port("ZZAAA", "Home", alias_ids=[(0, 0, {"code": "ZZOLD"})])
        cls.grade = cls.env["fuel.grade"].create(
            {"name": "ZZ Fuel", "code": "ZZF380", "family": "residual"}
        )
        cls.tag = cls.env["crm.tag"].create({"name": "ZZ tag"})

    def upsert(self, *rows):
        """Load the rows as account manager Anna."""
        return self.vessels.upsert(list(rows))

    def assert_error(self, row, field_name, pattern):
        """Check that the row is refused, for this field and reason alone."""
        (result,) = self.upsert(row)
        self.assertEqual(result["status"], "error")
        self.assertIs(result["id"], False)
        (error,) = result["errors"]
        self.assertEqual(error["field"], field_name)
        self.assertRegex(error["message"], pattern)

    def full_row(self, serial=1, **changes):
        return {
            "name": "FULL",
            "imo_number": f"IMO {self.imo(serial)}",
            "ref": f"FULL-{serial}",
            "mmsi": 412000000 + serial,
            "call_sign": "3e ab",
            "ice_class": "IA Super",
            "flag_id": "pa",
            "type_id": "bulk CARRIER",
            "home_port_id": "zzold",
            "company_id": self.company.name,
            "gross_tonnage": 29242,
            "deadweight": "46666",
            "year_built": 2010.0,
            "length": 183.456,
            "draught": "11.5",
            "tank_capacity_mt": 1234.5678,
            "has_scrubber": True,
            "active": 1,
            "status": "laid_up",
            "grade_ids": ["zzf 380"],
            "tag_ids": ["ZZ tag"],
            **changes,
        }
