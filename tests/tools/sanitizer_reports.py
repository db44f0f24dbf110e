"""The reports that the programs of a sanitizer build left: `clear FOLDER` before the tests, `check FOLDER` after them."""

import pathlib
import shutil
import sys


def main(action, folder):
    folder = pathlib.Path(folder)
    if action == "clear":
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return 0
    reports = sorted(folder.iterdir())  # an error when there is no folder: then no report could have been written
    for report in reports:
        print(f"==== {report.name}\n{report.read_text(errors='replace')}")
    print(f"{len(reports)} reports of a sanitizer in {folder}")
    return 1 if reports else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
