import unittest

from price import price


class Guest(unittest.TestCase):
    def test_a_guest_pays_all(self):
        self.assertEqual(price(100), 100)
