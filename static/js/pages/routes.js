// @ts-check
/** Which address opens which page; each page is fetched when it is first needed. */

/** @type {import("../lib/router.js").Route[]} */
export const ROUTES = [
  { pattern: "/", load: () => import("./home.js") },
  { pattern: "/sign-in", load: () => import("./sign_in.js"), open: true, bare: true },
  { pattern: "/register", load: () => import("./register.js"), open: true, bare: true },
  { pattern: "/setup", load: () => import("./setup.js"), open: true, bare: true },
  { pattern: "/forgot", load: () => import("./forgot.js"), open: true, bare: true },
  { pattern: "/reset", load: () => import("./reset.js"), open: true, bare: true },
  { pattern: "/reset-password", load: () => import("./reset.js"), open: true, bare: true },
  { pattern: "/invitation", load: () => import("./invitation.js"), open: true, bare: true },
  { pattern: "/projects", load: () => import("./projects.js") },
  { pattern: "/projects/:id", load: () => import("./project.js") },
  { pattern: "/recordings", load: () => import("./recordings.js") },
  { pattern: "/recordings/:id", load: () => import("./recording.js") },
  { pattern: "/uploads", load: () => import("./uploads.js") },
  { pattern: "/calls", load: () => import("./calls.js") },
  { pattern: "/classifiers", load: () => import("./classifiers.js") },
  { pattern: "/classifiers/:id", load: () => import("./classifier.js") },
  { pattern: "/species", load: () => import("./species.js") },
  { pattern: "/jobs", load: () => import("./jobs.js") },
  { pattern: "/jobs/:id", load: () => import("./job.js") },
  { pattern: "/group", load: () => import("./group.js") },
  { pattern: "/profile", load: () => import("./profile.js") },
  { pattern: "/api-keys", load: () => import("./api_keys.js") },
  { pattern: "/status", load: () => import("./status.js") },
];
