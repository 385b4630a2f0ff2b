# The short way to everything; the building itself is meson's. What each needs from Debian: make deps.
#
#   make            build/jiqun, optimised            make check     format, clang-tidy, cppcheck, -fanalyzer, warnings
#   make run        the demonstration                 make coverage  line coverage of base, rules and core
#   make test       all tests, sanitizers, fuzzing    make bench     the published figures, beside others' engines
#   make deps       install what is lacking           make fuzz      long fuzzing (FUZZ_SECONDS a target)
#   make install    to DESTDIR and PREFIX             make format    write the C files as clang-format does
#   make screens    pictures of the workbench into docs/screens
#   make torture    writers killed, disks full, servers lost: for as long as TORTURE_KILLS says (3000)
#   make streams    ten thousand event streams at one server: memory, processor time, how soon all are told
#   make scan       slowhttptest and wapiti against a server of its own (SCAN_SECONDS a mode of the first)
#   make clean      remove all build folders

PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 600
TORTURE_KILLS ?= 3000
SCAN_SECONDS ?= 30

all:
	@scripts/web.sh
	@scripts/configure.sh build --prefix=$(PREFIX)
	@ninja -C build --quiet jiqun

run: all
	@scripts/demo.sh build/jiqun

test:
	@scripts/test.sh

check:
	@scripts/check.sh

format:
	@scripts/check.sh --rewrite

coverage:
	@scripts/coverage.sh

bench: all
	@bench/run.sh

fuzz:
	@scripts/fuzz.sh $(FUZZ_SECONDS)

torture: all
	@scripts/torture.sh $(TORTURE_KILLS)

streams: all
	@scripts/streams.sh

screens: all
	@scripts/screens.sh

scan: all
	@JIQUN_ROOT=$(CURDIR) JIQUN_BIN=$(CURDIR)/build/jiqun python3 -B tests/scan/scan.py $(SCAN_SECONDS)

deps:
	@scripts/deps.sh

install: all
	DESTDIR="$(DESTDIR)" meson install -C build --no-rebuild

clean:
	rm -rf build build-* web/node_modules web/src/generated

.PHONY: all run test check format coverage bench fuzz torture streams screens deps install clean
