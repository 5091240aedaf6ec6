import unittest

from price import price


class Small(unittest.TestCase):
    def test_small_basket_pays_shipping(self):
        self.assertEqual(price(10), 15)


class Member(unittest.TestCase):
    def test_member_gets_a_discount(self):
        self.assertEqual(price(100, member=True), 90)


if __name__ == "__main__":
    unittest.main()
