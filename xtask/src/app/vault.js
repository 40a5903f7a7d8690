
// ---- start of the vault worker: appended to wasm-bindgen's glue by `cargo xtask build`. The page
// checked this file before it started it; this file checks the wasm. The worker runs from a blob,
// so its own address says nothing and the wasm's is made from the origin. What is posted before
// the vault listens is kept and delivered then; a failure reaches the page as the worker's error.
(async () => {
  const early = [];
  const keep = (event) => early.push(event);
  self.addEventListener("message", keep);
  try {
    const url = new URL("{{wasm_url}}", self.location.origin);
    const integrity = "{{wasm_integrity}}";
    // what was changed once on its way must not stay in the browser's cache for ever
    const wasm = fetch(url, { integrity }).catch(() => fetch(url, { integrity, cache: "reload" }));
    await __wbg_init({ module_or_path: wasm });
    self.removeEventListener("message", keep);
    for (const { data, ports } of early) {
      self.dispatchEvent(new MessageEvent("message", { data, ports: [...ports] }));
    }
  } catch (error) {
    reportError(error);
  }
})();
