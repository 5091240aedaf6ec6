import unittest

from basket import price
from src.rates import TAX


class Price(unittest.TestCase):
    def test_small_basket_pays_shipping(self):
        self.assertEqual(price(10), 15)

    def test_member_gets_a_discount(self):
        self.assertEqual(price(100, member=True), 90)

    def test_tax_is_a_fifth(self):
        self.assertEqual(TAX * 5, 100)
