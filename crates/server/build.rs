//! The app is embedded: when it was built again, so is the server.

#[allow(clippy::print_stdout)]
fn main() {
    // in a directive to cargo, a path is relative to this crate
    println!("cargo:rerun-if-changed=../../dist");
}
