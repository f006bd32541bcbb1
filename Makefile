# The commands of a checkout; each sets up what it needs first.
#   make run [MUSIC=folder]   the window on your music, or on a demo library
#   make test                 all checks and tests

BIN := .venv/bin
DEMO_LIBRARY := .nearfield

.PHONY: run test check format setup lock demo bench bench-analysis bench-excerpts bench-time-left bench-clicks bench-lateness bench-loader bench-mutants bench-neighbours bench-runtimes bench-scanning bench-start bench-watching bench-kills bench-soak corpus corpus-sheet screenshots map weights evaluation exported clean bench-tagger-loading tagger-report
.PHONY: bench-imports bench-sparse listeners-report listeners-settings bench-skipgram sequence-report

setup:
	@packaging/setup.sh

ifdef MUSIC
run: setup
	@$(BIN)/nearfield "$(MUSIC)"
else
run: demo
	@$(BIN)/nearfield --library $(DEMO_LIBRARY) $(DEMO_LIBRARY)/demo-music
endif

test: check
	@QT_QPA_PLATFORM=offscreen $(BIN)/pytest

check: setup
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: setup
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# Pins every package, with hashes, for all platforms and Python versions at once.
lock: setup
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header \
		--python-version 3.11 --all-extras --group dev pyproject.toml --output-file packaging/requirements.lock

demo: setup
	@$(BIN)/nearfield --library $(DEMO_LIBRARY) demo $(DEMO_LIBRARY)/demo-music

# All benchmarks, into docs/benchmarks.md:
# make bench MUSIC=folder PLAYLISTS=folder [ONLY="analysis scanning"]
bench: demo
	@$(BIN)/nearfield --library $(DEMO_LIBRARY) scan $(DEMO_LIBRARY)/demo-music
	@$(BIN)/python -m tests.bench $(ONLY) --music "$(or $(MUSIC),$(DEMO_LIBRARY)/demo-music)" \
		$(if $(PLAYLISTS),--playlists "$(PLAYLISTS)")

# What the whole analysis costs beside its parts, over tracks of 3-5 minutes.
bench-analysis: setup
	@$(BIN)/python -m tests.bench.analysis

# How much of a track has to be heard, on a folder of real music: make bench-excerpts MUSIC=folder
bench-excerpts: demo
	@$(BIN)/python -m tests.bench.excerpts --music "$(or $(MUSIC),$(DEMO_LIBRARY)/demo-music)"

# Whether the time left is told rightly.
bench-time-left: setup
	@$(BIN)/python -m tests.bench.time_left

# From a click on a track to its neighbours on the screen, on the demo library.
bench-clicks: demo
	@$(BIN)/nearfield --library $(DEMO_LIBRARY) scan $(DEMO_LIBRARY)/demo-music
	@$(BIN)/python -m tests.bench.clicks --library $(DEMO_LIBRARY)

# The weights in resources/, from a folder of openly licensed music, a folder with the published weights
# msd_fcn.pth, mtat_fcn.pth and jamendo_fcn.pth, and songs of our own making (needs fluidsynth); hours
# of work that can be stopped and goes on: make weights MUSIC=folder TEACHERS=folder
SCHOOL = "$(MUSIC)" --teachers "$(TEACHERS)" --synthetic build/corpus --cache build/distillation
weights: corpus
	@$(BIN)/nearfield train ear $(SCHOOL) --output resources/models/ear.safetensors
	@$(MAKE) exported

# How good such weights are on music they never heard, in docs/evaluation.md; as long as four times that
# and more: make evaluation MUSIC=folder TEACHERS=folder
evaluation: corpus
	@$(BIN)/nearfield evaluate ear $(SCHOOL) --ablations --output docs/evaluation.md

corpus: setup
	@$(BIN)/nearfield corpus build/corpus --songs 900 --seconds 60 --seed 1

# The shipped weights as ONNX, for machines without PyTorch; whenever the weights are others.
exported: setup
	@$(BIN)/nearfield models export resources/models/ear.safetensors

# What mel shards gain over loading a tagger's music file by file.
bench-tagger-loading: setup
	@$(BIN)/python -m tests.bench.tagger_loading

# A small tagger trained three times on a folder whose manifest.csv names genres, and the report on it
# in docs/taggers: make tagger-report MUSIC=folder
tagger-report: setup
	@$(BIN)/nearfield train tagger "$(MUSIC)/manifest.csv" --output build/tagger/k2c1.safetensors \
		--windows 4 --batch 16 --rate 0.0003 --epochs 30 --patience 6 --runs 3
	@$(BIN)/nearfield evaluate tagger "$(MUSIC)/manifest.csv" build/tagger/k2c1-?.safetensors \
		--output docs/taggers

# Sparse gradients with lazy weight decay beside dense ones, at 100,000 to 10 million items.
bench-sparse: setup
	@$(BIN)/python -m tests.bench.sparse

# Listeners trained three times on HetRec 2011 Last.fm, and the report on them in docs/listeners, beside
# implicit's BPR and ALS with the settings found for them: make listeners-report PLAYS=folder
LISTENERS := build/listeners/listeners
listeners-report: setup
	@$(BIN)/nearfield train listeners "$(PLAYS)" --runs 3 --output $(LISTENERS).safetensors
	@$(BIN)/nearfield evaluate listeners "$(PLAYS)" --settings docs/listeners \
		$(foreach run,1 2 3,--weights $(LISTENERS)-$(run).safetensors) --output docs/listeners

# Settings of all three, searched for by the validation, into docs/listeners; hours, can be stopped and
# goes on from the tries that lie there: make listeners-settings PLAYS=folder [TRIES=26]
listeners-settings: setup
	@$(BIN)/nearfield train listeners-settings "$(PLAYS)" --output docs/listeners \
		$(if $(TRIES),--tries $(TRIES)) --system listeners --system "implicit BPR" --system "implicit ALS"

# Skip-gram beside gensim's word2vec, in pairs a second.
bench-skipgram: setup
	@$(BIN)/python -m tests.bench.skipgram

# Playlists and listeners imported into libraries made of their names, and how well that matches:
# make bench-imports [PLAYLISTS=folder] [PLAYS=folder]
bench-imports: setup
	@$(BIN)/python -m tests.bench.imports --playlists "$(or $(PLAYLISTS),../shared/listening/mpd)" \
		--plays "$(or $(PLAYS),../shared/listening/hetrec2011-lastfm-2k)"

# Ways to continue playlists beside each other, into docs/sequence: make sequence-report
# PLAYLISTS="files or folders" [TRACKS=table of artists]
sequence-report: setup
	@$(BIN)/nearfield evaluate sequence $(PLAYLISTS) $(if $(TRACKS),--tracks "$(TRACKS)") \
		--output docs/sequence

# The pictures in docs/screenshots, on a folder of music: make screenshots MUSIC=folder
screenshots: setup
	@packaging/screenshots.sh "$(MUSIC)"

# onnxruntime beside torch on a CPU, for every network.
bench-runtimes: setup
	@$(BIN)/python -m tests.bench.runtimes

# A spectrogram of one song of each style of the synthetic corpus; needs fluidsynth.
corpus-sheet: setup
	@$(BIN)/python -m tests.bench.corpus_sheet

# The map in docs/screenshots, of a folder of music: make map MUSIC=folder
map: setup
	@rm -rf build/map
	@$(BIN)/nearfield --library build/map scan "$(MUSIC)"
	@$(BIN)/nearfield --library build/map map --output docs/screenshots/map.png

# From the start of the program to a window of use, on a library of 100,000 tracks.
bench-start: setup
	@$(BIN)/python -m tests.bench.start

# How late the window is while the analysis runs at full speed.
bench-lateness: demo
	@$(BIN)/python -m tests.bench.lateness --music "$(or $(MUSIC),$(DEMO_LIBRARY)/demo-music)"

# A first scan beside bare mutagen, a refresh beside a bare walk, for 20,000 and 100,000 files.
bench-scanning: setup
	@$(BIN)/python -m tests.bench.scanning

# How the search for neighbours grows from 10,000 tracks to a million.
bench-neighbours: setup
	@$(BIN)/python -m tests.bench.neighbours --music "$(or $(MUSIC),../shared/music)" \
		$(if $(SIZES),--sizes $(SIZES))

# Triplets read from SQLite by one connection and by several, and how fast the embedder trains.
bench-loader: setup
	@$(BIN)/python -m tests.bench.loader

# From a burst of 2,000 changes on disk to their being in the library.
bench-watching: setup
	@$(BIN)/python -m tests.bench.watching

# Thousands of spoilt files through the whole library: make bench-mutants [COUNT=3000]
bench-mutants: setup
	@$(BIN)/python -m tests.bench.mutants --count "$(or $(COUNT),3000)"

# A child process killed 100 times while it scans, listens, saves, migrates: what is lost (nothing).
bench-kills: setup
	@$(BIN)/python -m tests.bench.kills --kills $(or $(KILLS),100)

# 10,000 files through everything that happens to music for minutes: what grows, what leaks.
bench-soak: setup
	@$(BIN)/python -m tests.bench.soak --minutes $(or $(MINUTES),10)

.PHONY: bench-replay bench-serve bench-own-history bench-chances replay-report

# The memory that learning from a play log of the published size takes: make bench-replay [SHARE=1]
bench-replay: setup
	@$(BIN)/python -m tests.bench.replay --share $(or $(SHARE),1)

# Rows a second that the service tells, in batches of 1, 100 and 10,000.
bench-serve: setup
	@$(BIN)/python -m tests.bench.serve

# What is learned from a history of one's own beside counting, on simulated listeners.
bench-own-history: setup
	@$(BIN)/python -m tests.bench.own_history

# What the chances of a replay of 100,000 tracks cost.
bench-chances: setup
	@$(BIN)/python -m tests.bench.chances

# Replay models of both splits of a play log, and the report on them in docs/replay:
# make replay-report LOG=folder
replay-report: setup
	@$(BIN)/nearfield train replay "$(LOG)" --split random --batch 512 -o build/replay/random.safetensors
	@$(BIN)/nearfield train replay "$(LOG)" --split time --batch 512 -o build/replay/time.safetensors
	@$(BIN)/nearfield evaluate replay "$(LOG)" build/replay/random.safetensors \
		build/replay/time.safetensors --output docs/replay

.PHONY: blend blend-report bench-blend

# The weights in resources/models/blend.json, from openly licensed music: make blend MUSIC=folder
blend: setup
	@$(BIN)/nearfield train blend "$(MUSIC)" --output resources/models/blend.json

# Whether the blend beats each of its signals, into docs/blend: make blend-report MPD=playlists
# HETREC=folder MUSIC=folder
blend-report: setup
	@$(BIN)/nearfield evaluate blend --playlists "$(MPD)" --hetrec "$(HETREC)" --music "$(MUSIC)" \
		--output docs/blend

# How long recommendations take in a library of 100,000 tracks, by the sound alone and by the blend.
bench-blend: setup
	@$(BIN)/python -m tests.bench.blend

clean:
	rm -rf .venv .nearfield build dist *.egg-info
