#!/usr/bin/env python3
"""expatch scan on the loopback farm, beside nmap with the public Exchange script.

    python3 crate/farm/bench.py [--hosts N] [--million] [--nse FOLDER]

FOLDER is a copy of github.com/righel/ms-exchange-version-nse. That script asks GitHub for its tables
anew for every host; here it reads them from FOLDER, which is faster than it is in the field. Without
--nse only expatch is measured. nmap knows HTTPS by its port, so the farm listens on 443: run as root.

Every figure is of this run on this machine; what counts are the ratios.
"""

import argparse
import csv
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"


def measured(command, **options):
    """Runs a command; its wall time, CPU time and largest memory in MiB."""
    start = time.monotonic()
    child = subprocess.Popen(command, **options)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command[0]} failed: {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def scan(campaign, targets, *more):
    return measured(
        [TARGET / "expatch", "scan", campaign, "--targets", targets, "--contact", "bench@farm.example",
         "--rate", "0", "--network-rate", "0", "--retries", "0", "--as-of", "2021-11-22", *more],
        stdout=subprocess.DEVNULL,
    )


def exact(campaign, truth):
    """How many servers' builds were read, and how many wrongly."""
    import sqlite3

    true = {row["target"]: row["build"] for row in csv.DictReader(truth.splitlines()) if row["build"]}
    rows = sqlite3.connect(campaign).execute(
        "SELECT target, build FROM verdict JOIN finding ON finding.id = finding "
        "JOIN target USING (number) WHERE build IS NOT NULL"
    )
    found = dict(rows)
    wrong = sum(build != true.get(target) for target, build in found.items())
    return len(found), wrong


def offline(folder, work):
    """The public script with its three tables read from files."""
    text = (folder / "ms-exchange-version.nse").read_text()
    reader = (
        "local function table_of(name)\n"
        f"    local file = io.open('{folder}/' .. name)\n"
        "    local body = file:read('a')\n    file:close()\n"
        "    return {status = 200, body = body}\nend\n\n"
    )
    text, count = re.subn(
        r'http\.get_url\("https://raw\.githubusercontent\.com/[^"]*/([^"/]+\.json)", *\{[^}]*\}\)',
        r'table_of("\1")', text,
    )
    assert count, "the script asks for its tables in another way now"
    script = work / "ms-exchange-version.nse"
    script.write_text(text.replace("description = [[", reader + "description = [[", 1))
    return script


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--hosts", type=int, default=2000)
    arguments.add_argument("--nse", type=pathlib.Path)
    arguments.add_argument("--million", action="store_true", help="also the memory of 1,048,576 targets")
    asked = arguments.parse_args()
    subprocess.run(
        ["cargo", "build", "--release", "-q", "-p", "expatch-cli", "-p", "expatch-farm"], cwd=ROOT, check=True
    )
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    work = pathlib.Path(tempfile.mkdtemp(prefix="expatch-bench-"))
    port = "443" if asked.nse else "18443"
    world = [str(asked.hosts), "1", port, "https", "plain"]
    farm = subprocess.Popen([TARGET / "expatch-farm", "serve", *world], stdout=subprocess.PIPE, text=True)
    try:
        line = farm.stdout.readline()
        if not line:
            sys.exit("the farm does not start")
        (work / "targets").write_text(line)
        truth = subprocess.run(
            [TARGET / "expatch-farm", "truth", *world], capture_output=True, text=True, check=True
        ).stdout
        wall, cpu, memory = scan(work / "bench.expatch", work / "targets")
        ours = asked.hosts / wall
        found, wrong = exact(work / "bench.expatch", truth)
        print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {asked.hosts} hosts over HTTPS")
        print(f"expatch scan   {ours:8.1f} hosts/s  {1000 * cpu / asked.hosts:7.2f} ms CPU/host  "
              f"{memory:6.0f} MiB  {found} builds read, {wrong} wrongly")
        if asked.nse:
            nmap(asked, work, ours, cpu / asked.hosts, line, truth)
    finally:
        farm.terminate()
        farm.wait()
    if asked.million:
        # A closed port: every target is asked, none answers.
        (work / "million").write_text("https://127.0.0.0/12:1\n")
        wall, cpu, memory = scan(work / "million.expatch", work / "million")
        print(f"1,048,576 targets  {memory:6.0f} MiB (aim: at most 256), {wall:.0f} s")
        if memory > 256:
            sys.exit("more memory than promised")
    shutil.rmtree(work)


def identified(xml, truth):
    """On how many hosts the script read a version, and on how many the true one.

    It prints ERROR where it reads none, so that counting its output says nothing.
    """
    import xml.etree.ElementTree as tree

    true = {row["target"].split("//")[1].split(":")[0]: row["build"]
            for row in csv.DictReader(truth.splitlines()) if row["build"]}
    read = exactly = 0
    for host in tree.parse(xml).iter("host"):
        for script in host.iter("script"):
            said = script.get("output", "")
            if script.get("id") == "ms-exchange-version" and "ERROR" not in said:
                read += 1
                exactly += true.get(host.find("address").get("addr"), "-") in said
    return read, exactly


def nmap(asked, work, ours, our_cpu, line, truth):
    script = offline(asked.nse.resolve(), work)
    first, last = re.match(r"https://([\d.]+)-([\d.]+):", line).groups()
    number = lambda text: int.from_bytes(bytes(map(int, text.split("."))), "big")
    every = range(number(first), number(last) + 1)
    (work / "addresses").write_text("".join(".".join(map(str, n.to_bytes(4, "big"))) + "\n" for n in every))
    wall, cpu, memory = measured(
        ["nmap", "-Pn", "-n", "-T5", "-p443", "--min-hostgroup", "256", "--min-parallelism", "256",
         "--script", script, "-iL", work / "addresses", "-oX", work / "nmap.xml"],
        stdout=subprocess.DEVNULL,
    )
    theirs = asked.hosts / wall
    read, true = identified(work / "nmap.xml", truth)
    print(f"nmap + script  {theirs:8.1f} hosts/s  {1000 * cpu / asked.hosts:7.2f} ms CPU/host  "
          f"{memory:6.0f} MiB  {read} versions read, {true} of them the true build")
    print(f"ratio          {ours / theirs:8.1f} x hosts/s (aim: at least 10)  "
          f"{cpu / asked.hosts / our_cpu:.1f} x less CPU/host")
    if read == 0:
        print("nmap read no version: its time says nothing")


if __name__ == "__main__":
    main()
