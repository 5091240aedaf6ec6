"""What the shop adds to a price, in percent."""

TAX = 20
