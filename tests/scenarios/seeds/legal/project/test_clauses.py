import unittest

from app.clauses import missing


class TestMissing(unittest.TestCase):
    def test_a_whole_contract_lacks_nothing(self):
        self.assertEqual(missing("sale", "Price: 3. Delivery: now."), [])

    def test_what_is_missing_is_named(self):
        self.assertEqual(missing("lease", "The rent is 3."), ["term", "notice"])

    def test_other_contracts_are_refused(self):
        with self.assertRaises(ValueError):
            missing("gift", "")
