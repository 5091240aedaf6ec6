#!/bin/sh
echo "The shop is deployed to $1 at ${2:-$GITHUB_SHA}."
