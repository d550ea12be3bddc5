#!/usr/bin/env bash
# Measures what the screen costs on a thin line, for sigap on a sample desk of 10,000 customers and for vim,
# neomutt, tig, mc and fzf where they are installed; prints the table of docs/terminals.md. Installs nothing.
#
# benches/terminal.sh [PROGRAM]          PROGRAM is target/release/sigap unless given
#
# TERMBENCH is the folder of termbench (else ../shared/tools/termbench), PYTHON has its requirements.
# Bytes do not vary from run to run; times and memory do: compare figures of one run only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

sigap=$(realpath "${1:-target/release/sigap}")
termbench=${TERMBENCH:-../shared/tools/termbench}/termbench.py
python=${PYTHON:-python3}
customers=10000

if ! [ -x "$sigap" ]; then
    echo "benches/terminal.sh: build it first: cargo build --release" >&2
    exit 1
fi
if ! [ -e "$termbench" ] || ! "$python" -c 'import psutil, pyte' 2>/dev/null; then
    echo "benches/terminal.sh: termbench or what it needs is not here; set TERMBENCH and PYTHON" >&2
    exit 1
fi

work=$(mktemp -d)
export XDG_RUNTIME_DIR=$work/run XDG_CONFIG_HOME=$work/config
mkdir -m 700 "$work/run" "$work/home"
desk=
finish() {
    if [ -n "$desk" ]; then
        "$sigap" daemon --stop --home "$work/desk" >/dev/null || kill "$desk" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT

# Each figure is a line "name<TAB>key<TAB>value" in here; a measurement that fails leaves none.
figures=$work/figures
touch "$figures"

# measure NAME SUBCOMMAND COMMAND FURTHER...: keeps every figure of one run of termbench.
measure() {
    local name=$1 kind=$2 command=$3
    shift 3
    echo "$name: $kind" >&2
    if ! "$python" "$termbench" "$kind" --cmd "$command" --json \
        --env "XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR" --env "XDG_CONFIG_HOME=$XDG_CONFIG_HOME" \
        --env "SIGAP_AS=sari" "$@" >"$work/json" 2>"$work/err"; then
        echo "$name: $kind was not measured: $(tail -n 1 "$work/err")" >&2
    fi
    "$python" - "$name" "$kind" "$work/json" >>"$figures" <<'PYTHON' || true
import json, sys

def flat(value, name):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{name}.{key}" if name else key)
    elif not isinstance(value, list):
        yield name, value

with open(sys.argv[3]) as file:
    told = json.load(file)
for key, value in flat(told.get("figures", told), sys.argv[2]):
    print(sys.argv[1], key, value, sep="\t")
PYTHON
}

# all NAME COMMAND PREP: what every program is asked, with its own keys for it in KEYS.
all() {
    local name=$1 command=$2 prep=$3
    measure "$name" first "$command" --runs 7 --sizes 80x24
    measure "$name" keys "$command" --prep "$prep" "${keys[@]}"
    measure "$name" idle "$command" --prep "$prep" --seconds 20
    measure "$name" memory "$command" --prep "$prep" --copies 1,20
    measure "$name" slow "$command" --prep "$prep" --hold "$held"
    measure "$name" ssh "$command" --prep "$prep" --hold "$held"
    if [ -n "$typing" ]; then
        measure "$name" paste "$command" --prep "$typing"
    fi
}

# figure NAME KEY: one of them, or a dash.
figure() {
    awk -F '\t' -v name="$1" -v key="$2" \
        '$1 == name && $2 == key && $3 != "None" { found = $3 } END { print found == "" ? "–" : found }' "$figures"
}

# whole NUMBER: without what is behind the point.
whole() {
    if [ "$1" = – ]; then echo –; else printf '%.0f\n' "$1"; fi
}

megabytes() {
    if [ "$1" = – ]; then echo –; else awk -v kb="$1" 'BEGIN { printf "%.1f\n", kb / 1024 }'; fi
}

row() {
    local name=$1
    local of=("$name" "${@:2}")
    printf '| %s | %s / %s | %s | %s | %s | %s | %s | %s / %s | %s | %s / %s | %s |\n' "$name" \
        "$(whole "$(figure "${of[0]}" first.80x24.median_ms)")" "$(whole "$(figure "$name" first.80x24.bytes)")" \
        "$(whole "$(figure "$name" keys.down.p95_bytes)")" "$(whole "$(figure "$name" keys.scroll.p95_bytes)")" \
        "$(whole "$(figure "$name" keys.page.median_bytes)")" "$(whole "$(figure "$name" keys.type.median_bytes)")" \
        "$(whole "$(figure "$name" keys.view.median_bytes)")" \
        "$(figure "$name" idle.bytes)" "$(figure "$name" idle.context_switches)" \
        "$(megabytes "$(figure "$name" memory.added_copy_pss_kb)")" \
        "$(figure "$name" slow.hold.lag_ms)" "$(figure "$name" ssh.hold.lag_ms)" "$(figure "$name" paste.bytes)"
}

names=()

"$sigap" demo --keep "$work/desk" --customers "$customers" >/dev/null
"$sigap" daemon --home "$work/desk" >"$work/daemon.out" 2>&1 &
desk=$!
until "$sigap" find nur --home "$work/desk" >/dev/null 2>&1; do
    kill -0 "$desk" || { cat "$work/daemon.out" >&2; exit 1; }
done
names+=(sigap)
# The queue for steps, Find for letters; `/` and a name first, so that every pane is filled.
keys=(
    --key 'down=<Down>:4' --key 'page=<PgDn>:2' --key 'view=<Tab>:12'
)
held='<Down>' typing=
all sigap "$sigap --home $work/desk" '<F4>ga<Home>'
measure sigap keys "$sigap --home $work/desk" --prep '<F4>ga<Home><Down><Down><Down><Down><Down><Down><Down><Down>' \
    --key 'scroll=<Down>:20'
measure sigap keys "$sigap --home $work/desk" --prep '/' --key 'type=nur halim:9' --key-settle 0.4
measure sigap paste "$sigap --home $work/desk" --prep '/nur<Enter><Enter>iBI'

seq -f 'line %g of a plain text file that is as long as a row of tickets is' 1000 >"$work/sample.txt"
for at in $(seq 1 1000); do
    printf 'From a@b Sat Nov 21 09:%02d:00 2026\nFrom: Nur %d <a@b>\nSubject: charged twice %d\n\nAgain.\n\n' \
        $((at % 60)) "$at" "$at"
done >"$work/mail"
mkdir "$work/files" && (cd "$work/files" && seq -f 'file-%04g' 1000 | xargs touch)

has() {
    if command -v "$1" >/dev/null; then names+=("$1"); else echo "$1 is not installed" >&2; return 1; fi
}

if has vim; then
    keys=(--key 'down=j:10' --key 'page=<C-f>:10')
    held=j typing=o
    all vim "vim --clean -n $work/sample.txt" ''
    measure vim keys "vim --clean -n $work/sample.txt" --prep 'L' --key 'scroll=j:20'
    measure vim keys "vim --clean -n $work/sample.txt" --prep 'o' --key 'type=nur halim:9'
    measure vim keys "vim --clean -n $work/sample.txt" --prep ':vsplit<Enter>' --key 'view=<C-w>w:12'
fi
if has neomutt; then
    # Without a folder it asks for one before it shows anything.
    neomutt="neomutt -n -F /dev/null -e 'set folder=$work' -f $work/mail"
    keys=(--key 'down=j:10' --key 'page=<PgDn>:10' --key 'view=<Enter>q:12')
    held=j typing=
    all neomutt "$neomutt" ''
    measure neomutt keys "$neomutt" --prep '<PgDn>' --key 'scroll=j:20'
    measure neomutt keys "$neomutt" --prep 'l' --key 'type=nur halim:9'
fi
if has tig; then
    keys=(--key 'down=j:10' --key 'page=<PgDn>:10')
    held=j typing=
    all tig "tig -C $PWD" ''
    measure tig keys "tig -C $PWD" --prep 'jjjjjjjjjjjjjjjjjjjjjj' --key 'scroll=j:20'
    measure tig keys "tig -C $PWD" --prep '/' --key 'type=nur halim:9'
    measure tig keys "tig -C $PWD" --prep '<Enter>' --key 'view=<Tab>:12'
fi
if has mc; then
    keys=(--key 'down=<Down>:10' --key 'page=<PgDn>:10' --key 'view=<Tab>:12' --key 'type=nur halim:9')
    held='<Down>' typing=
    all mc "mc -u $work/files $work/files" ''
    measure mc keys "mc -u $work/files $work/files" --prep '<PgDn>' --key 'scroll=<Down>:20'
fi
if has fzf; then
    keys=(--key 'down=<Up>:10' --key 'page=<PgUp>:10' --key 'type=line 1:6')
    held='<Up>' typing=
    all fzf "sh -c 'fzf <$work/sample.txt'" ''
    measure fzf keys "sh -c 'fzf <$work/sample.txt'" --prep '<PgUp><PgUp>' --key 'scroll=<Up>:20'
fi

echo '| | first frame ms / bytes | ↓ | ↓ scrolling | PgDn | typed letter | next pane | idle 20 s bytes / wake-ups | MB per further terminal | key held, ms behind: slow line / through sshd | 10 kB paste |'
echo '|---|---|---|---|---|---|---|---|---|---|---|'
for name in "${names[@]}"; do
    row "$name"
done
