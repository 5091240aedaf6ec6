import unittest

from price import price


class Member(unittest.TestCase):
    def test_a_member_pays_less(self):
        self.assertEqual(price(100, member=True), 90)
