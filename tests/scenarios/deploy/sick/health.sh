#!/bin/sh
echo '{"healthy": false}'
exit 1
