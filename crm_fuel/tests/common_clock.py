from unittest.mock import patch

from freezegun import freeze_time


class ClockCommon:
    """A clock that tests set, and jobs that do not commit: tests do not either."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        commit = patch.object(
            cls.env.registry["ir.cron"], "_commit_progress", lambda *a, **k: 0
        )
        commit.start()
        cls.addClassCleanup(commit.stop)

    def set_clock(self, moment):
        if hasattr(self, "clock"):
            self.clock.stop()
        else:
            self.addCleanup(lambda: self.clock.stop())
        self.clock = freeze_time(moment)
        self.clock.start()
        self.env.invalidate_all()
