// @ts-check
/** What methods and their measures are called. */

import { useGet } from "./resource.js";
import { t } from "./words.js";

/** Of classifiers, by the station's own name. @type {Record<string, string>} */
const OF_CLASSIFIERS = {
  ensemble: t("Ensemble"), "gradient-boosting": t("Gradient boosting"), "extra-trees": t("Random trees"), logistic: t("Logistic regression"),
  svm: t("Support vectors"), knn27: t("Nearest neighbours"), lda27: t("Linear discriminant"), uniform: t("Guessing"), onnx: "ONNX",
  rich: t("All measures"), warble27: t("27 measures"), embedding: t("Embedding"),
};

/** @param {string} name of a classifier's method or measures */
export const classifierMethod = (name) => OF_CLASSIFIERS[name] || name;

/** How methods, measures and maps of clusterings are called; by their own name until the station has told. @returns {(name: string) => string} */
export function useClusteringNames() {
  const { data } = useGet("/clustering-methods");
  const known = [...(data?.results || []), ...(data?.feature_sets || []), ...(data?.maps || [])];
  return (name) => known.find((one) => one.name === name)?.title || name;
}
