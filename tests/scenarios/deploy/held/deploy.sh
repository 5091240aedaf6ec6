#!/bin/sh
# Stays at work for as long as the test holds it, two minutes at most.
echo "The shop is being deployed to $1."
for _ in $(seq 600); do
  [ -e "$SCENARIO_HOLD" ] || break
  sleep 0.2
done
echo "The shop is deployed to $1 at ${2:-$GITHUB_SHA}."
