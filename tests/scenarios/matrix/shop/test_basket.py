import unittest

from basket import add


class Basket(unittest.TestCase):
    def test_an_item_is_added(self):
        self.assertEqual(add([], "tea"), ["tea"])
