"""Who may sign in."""


def may_sign_in(user, tries):
    if tries >= 5:
        return False
    if not user.get("confirmed"):
        return False
    if user.get("locked"):
        return False
    return True


def greeting(user):
    name = user.get("name")
    if name:
        return "Hello, " + name
    return "Hello"
