"""The bot on IntelMQ's own test bench; `python -m unittest` with expatch and intelmq installed."""

import unittest

import intelmq.lib.test as test

from expatch_intelmq.expert import ExpatchExpertBot

BASE = {
    "__type": "Event",
    "source.ip": "192.0.2.7",
    "time.observation": "2021-11-22T09:30:00+00:00",
}


class TestExpatchExpertBot(test.BotTestCase, unittest.TestCase):
    """Shadowserver's build, a header, and something else."""

    @classmethod
    def set_bot(cls):
        cls.bot_reference = ExpatchExpertBot
        cls.sysconfig = {"as_of": "2021-11-22"}

    def judged(self, **given):
        self.input_message = {**BASE, **given}
        self.run_bot()
        return self.get_output_queue()[0]

    def test_a_header_is_judged(self):
        event = self.judged(**{"extra.banner": "X-OWA-Version: 15.2.986.9"})
        self.assertIn('"classification.identifier": "exchange-exploited"', event)
        self.assertIn('"product.full_name": "Exchange Server 2019 CU11 Oct21SU"', event)
        self.assertIn("CVE-2021-42321", event)

    def test_another_server_passes_unchanged(self):
        self.input_message = {**BASE, "extra.banner": "Server: nginx"}
        self.run_bot()
        self.assertMessageEqual(0, {**BASE, "extra.banner": "Server: nginx"})


if __name__ == "__main__":
    unittest.main()
