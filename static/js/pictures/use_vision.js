// @ts-check
/** The identifications of one picture, kept fresh while a provider looks. */

import { useEffect } from "../lib/html.js";
import { join } from "../lib/live.js";
import { useGet } from "../lib/resource.js";

/** Asks this often in case the live channel is down. */
const LOOK_MS = 3000;

/** @param {any} image */
export function useVision(image) {
  const jobs = useGet("/vision-jobs", { image_id: image.id, limit: 20 });
  const latest = jobs.data?.results[0] || null;
  const isOpen = latest && ["queued", "running"].includes(latest.state);
  useEffect(() => {
    const heard = (news) => news.image_id === image.id && jobs.reload();
    return join(`group:${image.group_id}`, { "vision.changed": heard });
  }, [image.id, image.group_id]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const timer = setInterval(jobs.reload, LOOK_MS);
    return () => clearInterval(timer);
  }, [isOpen, latest?.id]);
  return { jobs, latest, isOpen: Boolean(isOpen), earlier: (jobs.data?.results || []).slice(1) };
}

/** Proposals by animal. @param {any[]} proposals @returns {any[][]} */
export function byAnimal(proposals) {
  /** @type {Map<number, any[]>} */
  const animals = new Map();
  for (const one of proposals) animals.set(one.animal, [...(animals.get(one.animal) || []), one]);
  return [...animals.values()];
}
