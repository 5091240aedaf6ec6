import unittest

import basket


class Price(unittest.TestCase):
    def test_there_is_a_price(self):
        self.assertTrue(callable(basket.price))
