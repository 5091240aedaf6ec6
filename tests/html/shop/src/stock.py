"""What is left of a thing."""


class Stock:
    def __init__(self, count):
        self.count = count

    def take(self, count):
        if count > self.count:
            raise ValueError(f"only {self.count} left")
        self.count -= count

    def report(self):
        return f"<b>{self.count}</b> left & counting"
