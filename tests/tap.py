"""The Test Anything Protocol, for the tests in Python."""


class Tap:
    """Counts, and ends as the Test Anything Protocol wants it."""

    def __init__(self):
        self.n, self.failed = 0, 0

    def check(self, good, what, detail=""):
        self.n += 1
        if not good:
            self.failed += 1
            print("# " + str(detail).replace("\n", "\n# ")[:3000])
        print(f"{'ok' if good else 'not ok'} {self.n} - {what}", flush=True)
        return good

    def end(self):
        print(f"1..{self.n}")
        raise SystemExit(1 if self.failed else 0)
