// @ts-check
// Starts the API browser on /api/docs; a file of its own because no inline script may run.
window.ui = /** @type {any} */ (window).SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#api-docs",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: false,
});
