import unittest

from app.redact import is_clean, redact

TEXT = "Ada Example, 000-12-3456, has a cold."


class TestRedact(unittest.TestCase):
    def test_names_and_numbers_are_gone(self):
        self.assertEqual(redact(TEXT, ["Ada Example"]), "[name], [number], has a cold.")

    def test_what_is_left_is_seen(self):
        self.assertFalse(is_clean(TEXT, []))
        self.assertFalse(is_clean("Ada Example has a cold.", ["Ada Example"]))
        self.assertTrue(is_clean(redact(TEXT, ["Ada Example"]), ["Ada Example"]))
