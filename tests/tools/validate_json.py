"""Validates JSON files: validate_json.py SCHEMA [--def NAME] FILE...

Each file must be JSON in the strict sense (no NaN or Infinity, no key twice) and valid under the schema, or under one of its
$defs. Needs python3-jsonschema. Exit status 0 when all are valid, 1 when one is not.
"""

import argparse
import json
import sys

import jsonschema


def reject_constant(name):
    raise ValueError(f"{name} is not JSON")


def reject_duplicates(pairs):
    keys = [key for key, _ in pairs]
    duplicates = sorted({key for key in keys if keys.count(key) > 1})
    if duplicates:
        raise ValueError(f"duplicate keys {duplicates}")
    return dict(pairs)


def faults_of(path, validator):
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file, parse_constant=reject_constant, object_pairs_hook=reject_duplicates)
    except (OSError, ValueError) as error:
        return [str(error)]
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("schema")
    parser.add_argument("--def", dest="definition", help="validate against $defs/NAME")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()

    with open(arguments.schema, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    if arguments.definition:
        if arguments.definition not in schema["$defs"]:
            sys.exit(f"{arguments.schema} has no $defs/{arguments.definition}")
        schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{arguments.definition}"}
    validator = jsonschema.Draft202012Validator(schema)

    valid = True
    for path in arguments.files:
        for fault in faults_of(path, validator):
            valid = False
            print(f"{path}: {fault}")
    return 0 if valid else 1


if __name__ == "__main__":
    sys.exit(main())
