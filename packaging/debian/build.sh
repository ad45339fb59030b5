#!/usr/bin/env bash
# Makes expatch_VERSION_ARCHITECTURE.deb of a built command, in the folder OUT; prints its path.
#   build.sh PROGRAM NOTICES OUT [COMPRESSION]
# NOTICES names what of others is linked into it. The same input gives the same bytes.
# `cargo xtask deb` builds what is missing and calls this.
set -euo pipefail

program=$(realpath "$1") notices=$(realpath "$2") out=$3 compression=${4:-xz}
here=$(dirname "$(realpath "$0")")
root=$(realpath "$here/../..")
operation=$root/crate/server/operation
version=$("$program" --version | cut -d' ' -f2)
architecture=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=$(date -d "$(sed -n 's/^ -- .*>  //p' "$here/changelog" | head -1)" +%s)
export SOURCE_DATE_EPOCH

# A forgotten entry would give the new package the old one's version.
head -1 "$here/changelog" | grep -q "^expatch ($version)" || {
    echo "build.sh: packaging/debian/changelog does not begin with version $version" >&2
    exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stage=$work/stage
umask 022

put() { install -D -m "${3:-644}" "$1" "$stage/$2"; }
put "$program" usr/bin/expatch 755
strip --strip-unneeded "$stage/usr/bin/expatch"
put "$operation/expatch.service" usr/lib/systemd/system/expatch.service
put "$operation/expatch.toml" etc/expatch/expatch.toml
install -d -m 700 "$stage/etc/expatch/secrets"

documents=usr/share/doc/expatch
put "$operation/alerts.yml" $documents/examples/alerts.yml
put "$operation/dashboard.json" $documents/examples/dashboard.json
put "$here/changelog" $documents/changelog
put "$root/CHANGELOG.md" $documents/CHANGELOG.md
put "$notices" $documents/THIRD-PARTY.md
# The licence's text, as the format wants it: indented, with a dot on empty lines.
sed 's/^$/./; s/^/ /' "$root/LICENSE-MIT" >"$work/mit"
sed -e "/^@MIT@$/{r $work/mit" -e 'd}' "$here/copyright" >"$work/copyright"
put "$work/copyright" $documents/copyright
put "$here/lintian-overrides" usr/share/lintian/overrides/expatch

"$program" man "$work/man"
for page in "$work"/man/*.1; do put "$page" "usr/share/man/man1/$(basename "$page")"; done
"$program" completions bash >"$work/bash"
"$program" completions zsh >"$work/zsh"
"$program" completions fish >"$work/fish"
put "$work/bash" usr/share/bash-completion/completions/expatch
put "$work/zsh" usr/share/zsh/vendor-completions/_expatch
put "$work/fish" usr/share/fish/vendor_completions.d/expatch.fish
gzip -9n "$stage"/usr/share/man/man1/*.1 "$stage"/$documents/{changelog,CHANGELOG.md,THIRD-PARTY.md}

# Which libraries the program asks for, and in which packages they are.
mkdir -p "$work/source/debian"
printf 'Source: expatch\n\nPackage: expatch\nArchitecture: any\n' >"$work/source/debian/control"
depends=$(cd "$work/source" && dpkg-shlibdeps -O --warnings=0 "$stage/usr/bin/expatch" 2>/dev/null |
    sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || { echo "build.sh: dpkg-shlibdeps names no library" >&2; exit 1; }

size=$(du -sk --apparent-size "$stage" | cut -f1)
install -d "$stage/DEBIAN"
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" \
    -e "s/@DEPENDS@/$depends/" "$here/control" >"$stage/DEBIAN/control"
echo /etc/expatch/expatch.toml >"$stage/DEBIAN/conffiles"
install -m 755 "$here"/{postinst,prerm,postrm} "$stage/DEBIAN/"
(cd "$stage" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$stage/DEBIAN/md5sums"
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

mkdir -p "$out"
deb=$out/expatch_${version}_$architecture.deb
dpkg-deb --root-owner-group -Z"$compression" --build "$stage" "$deb" >/dev/null
echo "$deb"
