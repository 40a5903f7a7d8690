//! The page. Everything is in the library; this shows it.

fn main() {
    sealroom_app::show();
}
