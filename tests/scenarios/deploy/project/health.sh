#!/bin/sh
echo '{"healthy": true}'
