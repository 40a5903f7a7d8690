
// ---- start of the PDF reader: appended to wasm-bindgen's glue by `cargo xtask build`. The page
// checked this file before it started it; this file checks the wasm, and the font for PDFs that
// bring none of their own, which is fetched only when the reader asks for it. The reader speaks
// first, so nothing that is posted can be missed; a failure reaches the page as the worker's error.
// what was changed once on its way must not stay in the browser's cache for ever
const verified = (url, integrity) =>
  fetch(url, { integrity }).catch(() => fetch(url, { integrity, cache: "reload" }));
self.sealroomFont = async () => {
  const url = new URL("{{font_url}}", self.location.origin);
  const answer = await verified(url, "{{font_integrity}}");
  return answer.arrayBuffer();
};
(async () => {
  try {
    const url = new URL("{{wasm_url}}", self.location.origin);
    await __wbg_init({ module_or_path: verified(url, "{{wasm_integrity}}") });
  } catch (error) {
    reportError(error);
  }
})();
