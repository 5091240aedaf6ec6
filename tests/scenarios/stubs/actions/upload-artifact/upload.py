"""Copies files to the run's artifacts, by the documented rules of actions/upload-artifact."""

import glob
import json
import os
import re
import shutil
import sys

inputs = json.loads(os.environ["INPUTS"])
name = inputs["name"]
artifact = os.path.join(os.environ["SCENARIO_ARTIFACTS"], name)


def fail(reason):
    print(f"::error::{reason}")
    sys.exit(1)


def is_hidden(path):
    return any(part.startswith(".") for part in path.split(os.sep))


def find(pattern):
    """The files that a pattern names; a folder stands for all below it."""
    for path in glob.glob(pattern, recursive=True, include_hidden=True):
        if not os.path.isdir(path):
            yield path
        for folder, _, files in os.walk(path):
            yield from (os.path.join(folder, file) for file in files)


if not name or re.search(r'[\r\n":<>|*?\\/]', name):
    fail(f"The artifact name is not valid: {name}")
os.chdir(os.environ["GITHUB_WORKSPACE"])
lines = [os.path.normpath(line) if line[0] != "!" else line for line in map(str.strip, inputs["path"].split("\n")) if line]
wanted = [line for line in lines if not line.startswith("!")]
excluded = {path for line in lines if line.startswith("!") for path in find(os.path.normpath(line[1:]))}
files = {path for line in wanted for path in find(line)} - excluded
if inputs["include-hidden-files"] != "true":
    files = {path for path in files if not is_hidden(path)}
if not files:
    missing = f"No files were found with the provided path: {wanted}."
    if inputs["if-no-files-found"] == "error":
        fail(missing)
    print(missing)
    sys.exit(0)
if os.path.exists(artifact):
    if inputs["overwrite"] != "true":
        fail(f"Failed to CreateArtifact: an artifact with this name already exists on the workflow run: {name}")
    shutil.rmtree(artifact)

# Folders are kept from the last one that all paths share, whether or not each of them exists.
shared = os.path.commonpath([os.path.abspath(line) for line in wanted])
root = os.path.dirname(shared) if os.path.isfile(shared) else shared
for path in sorted(files):
    place = os.path.join(artifact, os.path.relpath(os.path.abspath(path), root))
    os.makedirs(os.path.dirname(place), exist_ok=True)
    shutil.copyfile(path, place)
print(f"Artifact {name} has been successfully uploaded: {len(files)} files")
