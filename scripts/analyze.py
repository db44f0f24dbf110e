"""The static analyser of Clang over the sources of one target, given as the file that CMake made of them; for scripts/lint.

It follows paths only through what stands in the main file, and clang-tidy 14 takes just the file of the #includes for that.
So they are joined here, with #line, which keeps the places in its reports right.
"""

import json
import pathlib
import re
import shlex
import subprocess
import sys

LEFT_OUT = ("optin.performance.Padding",)
# Of a function; 225000 by default. A few large ones would take more than half of all the time.
MOST_NODES = 75000


def main(database, unit):
    (entry,) = [entry for entry in json.loads(pathlib.Path(database).read_text()) if entry["file"] == unit]
    sources = [pathlib.Path(name) for name in re.findall(r'^#include "(/.*)"$', pathlib.Path(unit).read_text(), re.M)]
    joined = pathlib.Path(unit).with_name("joined.cc")
    joined.write_text("".join(f'#line 1 "{source}"\n{source.read_text()}\n' for source in sources))
    command = shlex.split(entry["command"])
    flags = command[1:command.index("-o")]
    for folder in sorted({str(source.parent) for source in sources}):
        flags += ["-iquote", folder]
    flags += ["-Xclang", "-analyzer-config", "-Xclang", f"max-nodes={MOST_NODES}"]
    for checker in LEFT_OUT:
        flags += ["-Xclang", f"-analyzer-disable-checker={checker}"]
    analysis = subprocess.run([command[0], "--analyze", "-Xclang", "-analyzer-output=text", *flags, str(joined)],
                              cwd=entry["directory"], stderr=subprocess.PIPE, text=True, check=False)
    # A path that ends in a header of Boost is none of ours to mend.
    ours = re.compile(rf"^{re.escape(str(pathlib.Path.cwd()))}/.*: (warning|error): ", re.M)
    if analysis.returncode == 0 and not ours.search(analysis.stderr):
        return 0
    print(analysis.stderr, end="")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
