// CommonJS reaches the package by a dynamic import.
import("expatch").then(({ assess }) => {
  console.log(assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict.status);
});
