import unittest

from basket import price


class Price(unittest.TestCase):
    def test_small_basket_pays_shipping(self):
        self.assertEqual(price(10), 15)

    def test_member_gets_a_discount(self):
        self.assertEqual(price(100, member=True), 90)
