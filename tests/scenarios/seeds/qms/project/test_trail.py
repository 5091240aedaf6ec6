import unittest

from app.trail import Trail


class TestTrail(unittest.TestCase):
    def test_entries_follow_one_another(self):
        trail = Trail()
        trail.sign("bob", "weighed")
        trail.sign("dave", "mixed")
        self.assertTrue(trail.intact())

    def test_nobody_signs_without_a_name(self):
        with self.assertRaises(ValueError):
            Trail().sign("", "weighed")

    def test_a_changed_entry_is_found(self):
        trail = Trail()
        trail.sign("bob", "weighed")
        who, _, found = trail.entries[0]
        trail.entries[0] = (who, "mixed", found)
        self.assertFalse(trail.intact())
