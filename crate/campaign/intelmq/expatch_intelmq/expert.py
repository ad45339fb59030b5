"""IntelMQ expert: is the Exchange server of an event patched?"""

from typing import Optional

import expatch
from intelmq.lib.bot import ExpertBot

from expatch_intelmq.verdict import evidence, fields


class ExpatchExpertBot(ExpertBot):
    """Judges the Exchange server that an event speaks of, offline."""

    as_of: Optional[str] = None
    language: str = "en"
    overwrite: bool = False

    def process(self):
        """Adds the verdict to one event."""
        event = self.receive_message()
        text = evidence(event)
        if text is not None:
            options = {"locale": self.language}
            if self.as_of:
                options["as_of"] = self.as_of
            for key, value in fields(expatch.assess(text, **options)).items():
                # False: a field that is there stays, unless it may be replaced.
                event.add(key, value, overwrite=self.overwrite, raise_failure=False)
        self.send_message(event)
        self.acknowledge_message()

    @staticmethod
    def check(parameters):
        """What is wrong with the parameters, for `intelmqctl check`."""
        language = parameters.get("language", "en")
        if language not in ("en", "fr", "nl", "de"):
            return [["error", f"language: expected en, fr, nl or de, not {language!r}"]]
        return None


BOT = ExpatchExpertBot
