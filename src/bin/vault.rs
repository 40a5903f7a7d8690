//! The vault: a worker that holds the keys and runs the use-cases. The page never does.

fn main() {
    sealroom_app::vault::start();
}
