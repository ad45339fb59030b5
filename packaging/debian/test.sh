#!/usr/bin/env bash
# Installs, upgrades, removes and purges the package in a root of its own, and runs the
# command and the server there as the unit would.
#   test.sh DEB
# Needs root, for `chroot` and for the service's own user; leaves nothing behind.
set -euo pipefail

deb=$(realpath "$1")
work=$(mktemp -d)
root=$work/root
server=
end() {
    [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT
fail() { echo "test.sh: $*" >&2; exit 1; }
passed=0
pass() { passed=$((passed + 1)); echo "ok $passed - $*"; }

# The system's own dpkg, which keeps its records in that root. What a package depends on
# is not there: the libraries are laid in by hand below.
mkdir -p "$root"/var/lib/dpkg/{info,updates} "$root"/{dev,tmp,proc}
: >"$root/var/lib/dpkg/status"
ours() {
    dpkg --root="$root" --force-depends --force-script-chrootless --force-confold "$@" \
        >"$work/said" 2>&1 || { cat "$work/said" >&2; fail "dpkg $*"; }
}
state() { dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${db:Status-Abbrev}' expatch 2>/dev/null || true; }

# The same package as an older version, to upgrade from, whose settings differ.
dpkg-deb -R "$deb" "$work/older"
sed -i 's/^Version: .*/Version: 0.0.1/' "$work/older/DEBIAN/control"
echo '# of an older version' >>"$work/older/etc/expatch/expatch.toml"
dpkg-deb -Znone --root-owner-group --build "$work/older" "$work/older.deb" >/dev/null
rm -rf "$work/older"

ours --install "$work/older.deb"
[ "$(state)" = "ii " ] || fail "not installed: $(state)"
mkdir -p "$root/var/lib/private/expatch"
[ ! -e "$root/etc/systemd/system/multi-user.target.wants/expatch.service" ] ||
    fail "the server is switched on unasked"
pass "it installs, and switches no server on"

ldd "$root/usr/bin/expatch" | grep -o '/[^ )]*' | while read -r library; do
    install -D "$library" "$root$library"
done
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/bin HOME=/root "$@"; }
install -D /usr/bin/env "$root/usr/bin/env"
inside expatch check --as-of 2026-10-08 15.2.2562.53 >"$work/said" || [ $? -le 3 ]
grep -q "Exchange Server SE" "$work/said" || fail "no verdict: $(cat "$work/said")"
pass "the command runs"

# Somebody's own settings outlast the upgrade; the server listens where they say.
printf '[listen]\naddress = "127.0.0.1:0"\n[inventory]\ndatabase = "sqlite"\n' \
    >"$root/etc/expatch/expatch.toml"
printf 'debug\n' >"$root/etc/expatch/secrets/log.level"
ours --install "$deb"
grep -q '127.0.0.1:0' "$root/etc/expatch/expatch.toml" || fail "settings were overwritten"
dpkg --root="$root" --verify expatch | grep -v ' c ' >"$work/said" && fail "damaged: $(cat "$work/said")"
pass "it upgrades, and keeps settings"

for file in usr/share/man/man1/expatch.1.gz usr/share/man/man1/expatch-serve-token.1.gz \
    usr/share/doc/expatch/{copyright,changelog.gz,CHANGELOG.md.gz,THIRD-PARTY.md.gz} \
    usr/share/bash-completion/completions/expatch usr/share/zsh/vendor-completions/_expatch \
    usr/share/fish/vendor_completions.d/expatch.fish usr/lib/systemd/system/expatch.service; do
    [ -s "$root/$file" ] || fail "$file is missing"
done
bash -n "$root/usr/share/bash-completion/completions/expatch"
zcat "$root/usr/share/man/man1/expatch-serve-token.1.gz" | grep -q '^\.TH' || fail "no manual page"
grep -q 'without restriction' "$root/usr/share/doc/expatch/copyright" || fail "no licence"
[ "$(stat -c %a "$root/etc/expatch/secrets")" = 700 ] || fail "everybody may read the secrets"
pass "manual, completions, licences and unit are there"

if command -v systemd-analyze >/dev/null; then
    install -D /bin/kill "$root/bin/kill"
    for target in sysinit basic shutdown network-online multi-user; do
        echo '[Unit]' >"$root/usr/lib/systemd/system/$target.target"
    done
    systemd-analyze verify --man=no --root="$root" expatch.service 2>"$work/said" || true
    ! grep 'expatch.service' "$work/said" || fail "systemd finds fault with the unit"
    exposure=$(systemd-analyze security --offline=true --threshold=20 \
        "$root/usr/lib/systemd/system/expatch.service" --no-pager 2>&1 | tail -1) ||
        fail "too open: $exposure"
    pass "systemd reads the unit: ${exposure#* }"
fi

# As the unit starts it: its own user, folders and credentials, none of root's.
user=61184
credentials=$root/run/credentials/expatch.service
install -d -m 700 -o $user -g $user "$root/var/lib/expatch" "$credentials"
install -m 400 -o $user -g $user "$root/etc/expatch/secrets/log.level" "$credentials/setting_log.level"
chroot --userspec=$user:$user "$root" /usr/bin/env -i STATE_DIRECTORY=/var/lib/expatch \
    CREDENTIALS_DIRECTORY=/run/credentials/expatch.service \
    /usr/bin/expatch serve --config /etc/expatch/expatch.toml 2>"$work/log" &
server=$!
for _ in $(seq 300); do
    address=$(sed -n 's/.*serving on \(http:[^,]*\),.*/\1/p' "$work/log")
    [ -z "$address" ] || break
    kill -0 $server 2>/dev/null || fail "the server ended: $(cat "$work/log")"
    sleep 0.1
done
[ -n "$address" ] || fail "the server does not say where it serves: $(cat "$work/log")"
[ "$(stat -c %u "$root/var/lib/expatch/inventory.db")" = $user ] || fail "no inventory of the service"
pass "the server runs as the unit starts it"

# Root names nothing, and means the service: its settings, its folder, its inventory.
answer() {
    curl --silent --max-time 20 --noproxy '*' --output /dev/null --write-out '%{http_code}' \
        -H "authorization: Bearer $1" "$address/v1/servers"
}
[ "$(answer none)" = 401 ] || fail "the inventory is open"
token=$(inside expatch serve token add test --scopes read 2>"$work/said")
grep -q 'inventory is /var/lib/expatch/inventory.db' "$work/said" || fail "$(cat "$work/said")"
[ "$(answer "$token")" = 200 ] || fail "a token that root made is refused"
inside expatch serve backup /root/copy.db 2>&1 | grep -q /var/lib/expatch/inventory.db || fail "no copy"
[ -s "$root/root/copy.db" ] || fail "no copy of the inventory"
own=$(find "$root/var/lib/expatch" ! -user $user)
[ -z "$own" ] || fail "the service cannot open what root made: $own"
[ ! -e "$root/root/.local/share/expatch/inventory.db" ] || fail "root has an inventory of its own"
pass "token and backup mean the service's inventory"

# Anybody else is told why not, and what to do; nothing is made in secret.
if chroot --userspec=65534:65534 "$root" /usr/bin/env -i HOME=/tmp/nobody PATH=/usr/bin \
    expatch serve token add mine >"$work/said" 2>&1; then fail "somebody else made a token"; fi
grep -q 'sudo' "$work/said" && grep -q 'inventory.database' "$work/said" || fail "$(cat "$work/said")"
[ ! -e "$root/tmp/nobody" ] || fail "an inventory was made in secret"
pass "who may not use the service's inventory is told so"

kill -TERM $server
wait $server || fail "the server ended badly: $(cat "$work/log")"
server=

ours --remove expatch
[ "$(state)" = "rc " ] || fail "not removed: $(state)"
[ -s "$root/var/lib/expatch/inventory.db" ] && [ -s "$root/etc/expatch/expatch.toml" ] ||
    fail "removing took what was to be kept"
ours --purge expatch
left=$(find "$root"/{etc,var/lib}/expatch "$root/var/lib/private/expatch" \
    "$root"/usr/share/*/*expatch* 2>/dev/null || true)
[ -z "$left" ] || fail "purging leaves $left"
pass "removing keeps settings and inventory, purging leaves nothing"
echo "$passed passed, 0 failed"
