// @ts-check
/** One stretch of editing: the editor, what is saved of it, and what happens when someone else edited too. */

import { createAutosave } from "./autosave.js";
import { createEditor } from "./editor.js";
import { applyOperation } from "./history.js";
import { t } from "../lib/words.js";

/** What the bar says of each state of saving. */
const SAVE_TEXT = { saved: t("saved"), pending: "…", saving: t("saving"), failed: t("not saved, trying again"), conflict: t("changed elsewhere") };

/**
 * @param {{stage: import("./stage.js").Stage, save: import("./types.js").Options["save"],
 *   readRegion: import("./editor.js").EditorHost["readRegion"], say: (text: string) => void, repaint: () => void,
 *   emit: (event: string, detail?: any) => void,
 *   controls: () => ReturnType<typeof import("./controls.js").createControls> | null}} host
 */
export function createSession({ stage, save, readRegion, say, repaint, emit, controls }) {
  const { segments } = stage;
  const autosave = save ? createAutosave({ save, onState: showSave }) : null;
  const editor = createEditor({
    segments,
    chosen: stage.chosen,
    choose: (ids) => stage.select(ids, "only"),
    place: stage.place,
    view: stage.view,
    limits: stage.limits,
    readRegion,
    say,
    onEdit(operations, label) {
      autosave?.add(operations);
      show();
      repaint();
      emit("edit", { operations, label });
    },
  });

  /** @param {keyof typeof SAVE_TEXT} state @param {any} [detail] */
  function showSave(state, detail) {
    controls()?.showSave(SAVE_TEXT[state], state);
    emit("save", { state, ...detail });
    if (state === "conflict") emit("conflict", detail);
  }

  function show() {
    const chosen = stage.selected.size;
    controls()?.showEditing({ canUndo: editor.canUndo(), canRedo: editor.canRedo(), chosen });
  }

  /** @param {import("./types.js").Segment[]} list */
  function replace(list) {
    segments.replaceAll(list);
    editor.clear();
    stage.select([...stage.selected].filter((id) => segments.get(id)), "only");
    show();
    repaint();
  }

  /** @param {import("./types.js").Segment[]} list @param {{version?: string | null}} [how] */
  function setSegments(list, { version = null } = {}) {
    autosave?.reset(version);
    replace(list);
  }

  return {
    editor,
    show,
    setSegments,
    /** @param {string} label */
    relabel: (label) => editor.relabel(stage.chosen(), label),
    /** Sends what is not yet saved; resolves when it is. */
    flush: async () => autosave?.flush(),
    hasUnsaved: () => autosave?.hasPending() ?? false,
    /** The server's id of a segment made here. @param {string} id */
    serverId: (id) => autosave?.serverId(id) ?? id,
    /**
     * Ends a conflict. "theirs" takes the server's segments; "mine" does this page's edits again on top of them.
     * @param {"mine" | "theirs"} choice @param {{segments: import("./types.js").Segment[], version: string}} now
     */
    resolveConflict(choice, now) {
      if (choice === "theirs" || !autosave) {
        setSegments(now.segments, { version: now.version });
        return;
      }
      replace(now.segments);
      autosave.keepMine(now.version).forEach((operation) => applyOperation(segments, operation));
    },
    close: () => autosave?.close(),
  };
}
