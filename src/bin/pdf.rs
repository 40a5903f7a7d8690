//! The PDF reader: a worker that draws pages. It holds no key and no more than one document.

fn main() {
    #[cfg(feature = "pdf")]
    sealroom_app::pdf::start();
}
