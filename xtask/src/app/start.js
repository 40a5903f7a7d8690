
// ---- start of the page: appended to wasm-bindgen's glue by `cargo xtask build`, so that glue and
// start are one file under the integrity value in index.html. It lets nothing run whose bytes are
// not the ones that were built: neither the app's wasm nor the vault worker.
(async () => {
  const wasm = { url: "{{wasm_url}}", integrity: "{{wasm_integrity}}" };
  const vault = { url: "{{vault_url}}", integrity: "{{vault_integrity}}" };
  // what was changed once on its way must not stay in the browser's cache for ever
  const verified = ({ url, integrity }) =>
    fetch(url, { integrity }).catch(() => fetch(url, { integrity, cache: "reload" }));
  const boot = document.getElementById("boot");
  try {
    // `new Worker` knows no integrity, so the worker starts from the verified bytes themselves.
    const worker = verified(vault).then(async (answer) => {
      const bytes = await answer.arrayBuffer();
      return URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
    });
    const app = verified(wasm);
    app.catch(() => {});
    document.querySelector('meta[name="sealroom-vault"]').content = await worker;
    await __wbg_init({ module_or_path: app });
    boot.remove();
  } catch (error) {
    document.getElementById("boot-wait").hidden = true;
    document.getElementById("boot-slow").hidden = true;
    document.getElementById("boot-failed").hidden = false;
    reportError(error);
  }
})();
