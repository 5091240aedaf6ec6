"""What a reader may like: what those liked who like the same."""


def shared(one, other):
    return len(set(one) & set(other))


def recommend(reader, others, count=3):
    scores = {}
    for other in others:
        weight = shared(reader, other)
        if weight == 0:
            continue
        for book in other:
            if book in reader:
                continue
            scores[book] = scores.get(book, 0) + weight
    if not scores:
        return []
    ordered = sorted(scores, key=lambda book: (-scores[book], book))
    return ordered[:count]
