import unittest

from app.trail import Trail


class TestTrail(unittest.TestCase):
    def test_an_empty_trail_is_intact(self):
        self.assertTrue(Trail().intact())
