# What there is to do here, for those who have `just`. Each recipe is what CONTRIBUTING.md says in full.

# Lists the recipes
default:
    @just --list

# Fetches the toolchain, the target of the deployed functions and the dependencies; .ci/run installs what it needs itself
setup:
    rustup target add aarch64-unknown-linux-gnu
    cargo fetch --locked

# Starts the whole service at http://localhost:8080; `just run --help` lists its options
run *arguments:
    cargo run -p local -- {{arguments}}

# Runs every test that needs nothing else, or those with a word in their names
test *arguments:
    cargo test --workspace --locked {{arguments}}

# Runs what must pass before a change lands
check:
    .ci/run

# Builds and deploys the stack of samconfig.toml; `just deploy --config-env prod`
deploy *arguments:
    sam build
    sam deploy {{arguments}}

# Measures sizes, start times and memory of the functions, and prints what sign-ins cost
measure:
    cargo build --release --locked
    python3 tests/measure/functions.py
    python3 tests/measure/costs.py
