#!/usr/bin/env python3
"""Several processes act on one record at the same moment: exactly one of them gets what only one can have.

    nodes.py DESK WRITER JIQUN FOLDER ADDRESS PROCESSES ROUNDS

DESK and WRITER are crash_tool_desk and crash_tool_writer; ADDRESS is - for SQLite (then the processes share the folder),
else each process has a folder of its own with the same keys, as nodes have. Ends with TAP.
"""
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap  # noqa: E402

desk, writer, jiqun, folder, address, processes, rounds = sys.argv[1:8]
processes, rounds = int(processes), int(rounds)
DAY = "2023-05-08"
FACTS = ("output.2020=41 output.2021=46.5 output.2022=52 sme_output.2022=38 leading_output.2022=40 land=95 champions=0 "
         "little_giants=2 specialised=12 innovative=20 high_tech=9 pillar=x leader=x layout=x innovation_platforms=x "
         "infrastructure=x green=x opening=x governance=x")
JUDGED = "1.1=met 1.2=met 3=met 4.2=met 5.2=met 6=met 7=met 8=met"
tap = Tap()
check = tap.check


class Desk:
    def __init__(self, node):
        self.p = subprocess.Popen([desk, place(node), address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                  bufsize=1)
        self.hello = self.read()

    def read(self):
        return self.p.stdout.readline().strip()

    def send(self, *lines):
        """A group; its answers are read by `answers`."""
        self.p.stdin.write("".join(line + "\n" for line in lines) + "go\n")
        self.p.stdin.flush()

    def answers(self):
        lines = []
        while True:
            line = self.read()
            if line.startswith("done ") or line == "":
                return lines
            lines.append(line.split(" ", 3))

    def ask(self, *lines):
        self.send(*lines)
        return self.answers()

    def see(self, path):
        self.p.stdin.write(f"see {path}\n")
        self.p.stdin.flush()
        return self.read().split()

    def again(self):
        self.p.stdin.write("again\n")
        self.p.stdin.flush()
        return self.read()

    def end(self):
        self.p.stdin.close()
        self.p.stdout.read()
        return self.p.wait()

    def kill(self):
        self.p.send_signal(signal.SIGKILL)
        self.p.wait()
        self.p.stdin.close()
        self.p.stdout.close()


def place(node):
    return f"{folder}/node0" if address == "-" else f"{folder}/node{node}"


def where():
    return ["--data", place(0)] + (["--db", address] if address != "-" else [])


def audit(name):
    p = subprocess.run([jiqun, "audit", "--lang", "en", *where()], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       text=True)
    check(p.returncode == 0, name, p.stdout)


def begin():
    p = subprocess.run([jiqun, "init", "--no-prove", "--demo", "--day", "2023-01-01", *where()], stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, text=True)
    if p.returncode != 0:
        print("1..1\nnot ok 1 - init\n# " + p.stdout)
        sys.exit(1)
    for node in range(1, processes):
        if address != "-":
            shutil.copytree(place(0), place(node))


def granted(answers):
    return [a for a in answers if a[1] == "granted"]


def good(answers):
    return all(a[1] == "granted" for a in answers)


def one_dossier(desks):
    """Everybody registers the same name, and everybody accepts the same application."""
    wrong = []
    for k in range(rounds):
        for d in desks:
            d.send(f"d{k}-{id(d)} county 330106 {DAY} register d{k} name=n{k} industry=I6540")
        got = [d.answers()[0] for d in desks]
        if len(granted(got)) != 1 or any(a[1] not in ("granted", "refused") for a in got):
            wrong.append((k, got))
        if k % 5 == 4:
            desks[k % len(desks)].again()
        if any(d.see(f"d{k}")[0] == "none" for d in desks):
            wrong.append((k, "not seen by all"))
    check(not wrong, f"{rounds} times {len(desks)} processes register one name: one is granted, all see it", wrong)


def last_place(desks):
    """Each process has an application of its own, and the round has one place."""
    wrong = []
    for k in range(rounds):
        r = f"r{k}"
        if not good(desks[0].ask(f"- ministry - {DAY} open_round {r} closes=2023-07-31 quota=1 quota_separate=1")):
            wrong.append((k, "no round"))
        names = [f"q{k}x{i}" for i in range(len(desks))]
        for d, c in zip(desks, names):
            d.send(f"- county 330106 {DAY} register {c} name={c} industry=I6540",
                   f"- province 33 {DAY} recognise_provincial {c}",
                   f"- county 330106 {DAY} apply {c}/a round={r}",
                   f"- county 330106 {DAY} fill {c}/a {FACTS}",
                   f"- county 330106 {DAY} submit {c}/a",
                   f"- province 33 {DAY} accept {c}/a",
                   f"- province 33 {DAY} check {c}/a finding=x",
                   f"- province 33 {DAY} review {c}/a {JUDGED}")
        ready = [d.answers() for d in desks]
        if not all(good(a) for a in ready):
            wrong.append((k, ready))
        for d, c in zip(desks, names):
            d.send(f"- province 33 {DAY} recommend {c}/a")
        got = [d.answers()[0] for d in desks]
        if len(granted(got)) != 1 or any(a[1] not in ("granted", "refused") for a in got):
            wrong.append((k, got))
        states = [desks[k % len(desks)].see(f"{c}/a")[0] for c in names]
        if states.count("recommended") != 1:
            wrong.append((k, states))
    check(not wrong, f"{rounds} times {len(desks)} processes want the last place: one gets it", wrong)


def same_request(desks):
    """One id, asked by everybody at once, again later, and after a death between commit and answer."""
    wrong = []
    for k in range(rounds):
        line = f"same{k} county 330106 {DAY} register s{k} name=s{k} industry=I6540"
        for d in desks:
            d.send(line, line)
        got = [a for d in desks for a in d.answers()]
        if len(granted(got)) != 1 or len({tuple(a[2:]) for a in got}) != 1 or any(
                a[1] not in ("granted", "repeated") for a in got):
            wrong.append((k, got))
    check(not wrong, f"{rounds} times one id by {len(desks)} processes: granted once, the same answer to all", wrong)
    wrong = []
    for k in range(rounds):
        line = f"dead{k} county 330106 {DAY} register t{k} name=t{k} industry=I6540"
        other = Desk(k % processes)
        other.send(line)
        if k % 2 == 0:
            other.read()  # the answer is out: it is on record for sure
        other.kill()
        first, second = desks[0].ask(line)[0], desks[-1].ask(line)[0]
        if second[1] != "repeated" or first[2:] != second[2:] or (k % 2 == 0 and first[1] != "repeated"):
            wrong.append((k, first, second))
    check(not wrong, f"{rounds} times the asker is killed: whoever asks again gets the first answer", wrong)


def free_writing(desks):
    """Writers that act at random; each acknowledged number belongs to one request, and all are there in the end."""
    env = dict(os.environ)
    running = [subprocess.Popen([writer, place(i), address, str(7000 + i), str(rounds * 10), "8"], stdout=subprocess.PIPE,
                                text=True, env=env) for i in range(processes)]
    # Meanwhile others come and go: each time the whole world is made from a record that is being written.
    comings = 0
    while any(p.poll() is None for p in running):
        d = desks[comings % len(desks)]
        opened = d.again()
        got = d.ask(f"- county 330106 {DAY} register w{comings} name=w{comings} industry=I6540")
        comings += 1
        if not opened.startswith("open ") or not good(got):
            check(False, "a process that comes late", (opened, got))
            break
    said = [p.communicate()[0].splitlines() for p in running]
    acks = [line for lines in said for line in lines if line.startswith("ack ")]
    failed = [line for lines in said for line in lines if line.startswith(("failed", "lost"))]
    numbers = [n for a in acks for n in range(int(a.split()[2]), int(a.split()[2]) + int(a.split()[3]))]
    check(all(p.returncode == 0 for p in running) and not failed and comings > 1,
          f"{processes} processes write side by side, while others come and go ({comings} times)",
          (failed[:3], [p.returncode for p in running]))
    check(len(acks) > rounds and len(set(numbers)) == len(numbers), f"{len(acks)} answers, no number given twice")
    with open(f"{folder}/acks", "w", encoding="utf-8") as f:
        f.write("\n".join(acks) + "\n")
    p = subprocess.run([writer, place(0), address, "1", "0", "1", f"{folder}/acks"], stdout=subprocess.PIPE, text=True)
    check(p.returncode == 0, "and each is on record as it was answered", p.stdout)
    return desks


def main():
    print("TAP version 13")
    begin()
    desks = [Desk(i) for i in range(processes)]
    if any(not d.hello.startswith("open ") for d in desks):
        check(False, "all open", [d.hello for d in desks])
    else:
        one_dossier(desks)
        last_place(desks)
        same_request(desks)
        free_writing(desks)
        sizes = {d.see("d0")[1] for d in desks}
        check(len(sizes) == 1, "all see the log to its end", sizes)
        check(all(d.end() == 0 for d in desks), "all end well")
    audit("the record is proved afterwards")
    tap.end()


main()
