import unittest

from app.recommend import recommend


class TestRecommend(unittest.TestCase):
    def test_what_the_nearest_reader_likes_comes_first(self):
        others = [["emma", "ulysses", "dune"], ["emma", "dune"], ["walden"]]
        self.assertEqual(recommend(["emma"], others), ["dune", "ulysses"])

    def test_nobody_alike_recommends_nothing(self):
        self.assertEqual(recommend(["emma"], [["walden"]]), [])
