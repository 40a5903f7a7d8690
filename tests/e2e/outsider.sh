#!/bin/sh
# What somebody does who was given a room's papers: the published command, and what every Unix has. No identity, no
# network, no store.
#
#   outsider.sh FOLDER
#
# The folder has archive.tar, bible.zip, certificate.json, entry.tlog-proof, and store.key, which the operator publishes.
# $SEALROOM names the command; without it, the one on the PATH is taken.
set -eu
cd "$1"
sealroom=${SEALROOM:-sealroom}

check() {
    case $1 in
    *.tlog-proof) "$sealroom" verify "$1" --key "$(cat store.key)" ;;
    *) "$sealroom" verify "$1" ;;
    esac
}

# flips one bit of the byte in the middle
change() {
    middle=$(($(wc -c <"$1") / 2))
    byte=$(dd if="$1" bs=1 skip="$middle" count=1 2>/dev/null | od -An -tu1 | tr -d ' ')
    # shellcheck disable=SC2059 # the byte is written by its octal number
    printf "\\$(printf '%03o' $((byte ^ 1)))" | dd of="$1" bs=1 seek="$middle" conv=notrunc 2>/dev/null
}

for paper in archive.tar bible.zip certificate.json entry.tlog-proof; do
    name=${paper%%.*}
    check "$paper"
    echo "$name: holds"
    changed="changed.${paper#*.}"
    cp "$paper" "$changed"
    change "$changed"
    if check "$changed" >/dev/null 2>&1; then
        echo "$name: taken for good although it was changed" >&2
        exit 1
    fi
    rm "$changed"
    echo "$name: refused once changed"
done
