import unittest

from app.access import greeting, may_sign_in


class TestAccess(unittest.TestCase):
    def test_who_is_confirmed_may(self):
        self.assertTrue(may_sign_in({"confirmed": True}, 0))

    def test_who_tried_too_often_may_not(self):
        self.assertFalse(may_sign_in({"confirmed": True}, 5))

    def test_who_has_a_name_is_told_it(self):
        self.assertEqual(greeting({"name": "Ada"}), "Hello, Ada")
