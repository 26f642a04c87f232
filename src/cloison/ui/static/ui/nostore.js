// Runs before everything else: no script of a page may leave anything in the browser's storage, where it would stay
// on a shared computer. The library would otherwise write down each address, with what was searched for.
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, {
    get() {
      throw new DOMException("Cloison keeps nothing in the browser.", "SecurityError");
    },
  });
}
