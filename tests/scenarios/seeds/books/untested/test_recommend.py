import unittest

from app.recommend import recommend


class TestRecommend(unittest.TestCase):
    def test_what_the_nearest_reader_likes_comes_first(self):
        others = [["emma", "dune"]]
        self.assertEqual(recommend(["emma"], others), ["dune"])
