#!/bin/sh
echo "The shop is deployed to $1."
