// @ts-check
/** Commands that can be undone and done again without limit. Each carries its own way back. */

/**
 * @typedef {import("./types.js").Operation} Operation
 * @typedef {{label: string, forward: Operation[], backward: Operation[], selects: string[]}} Command
 */

/**
 * Carries one operation out on the segments of the page.
 * @param {import("./segments.js").Segments} segments @param {Operation} operation
 */
export function applyOperation(segments, operation) {
  switch (operation.op) {
    case "add":
      segments.insert(operation.segment);
      break;
    case "update":
      segments.update(operation.id, operation.changes);
      break;
    case "delete":
      segments.remove(operation.id);
      break;
    case "split":
      segments.update(operation.id, { offset_s: operation.at_s });
      segments.insert(operation.right);
      break;
    case "merge":
      operation.ids.slice(1).forEach((id) => segments.remove(id));
      segments.update(operation.ids[0], operation.changes);
      break;
  }
}

/** @param {(operations: Operation[], command: Command) => void} carryOut */
export function createHistory(carryOut) {
  /** @type {Command[]} */
  let done = [];
  /** @type {Command[]} */
  let undone = [];
  return {
    /** @param {Command} command */
    run(command) {
      done.push(command);
      undone = [];
      carryOut(command.forward, command);
    },
    undo() {
      const command = done.pop();
      if (!command) return null;
      undone.push(command);
      carryOut(command.backward, command);
      return command.label;
    },
    redo() {
      const command = undone.pop();
      if (!command) return null;
      done.push(command);
      carryOut(command.forward, command);
      return command.label;
    },
    canUndo: () => done.length > 0,
    canRedo: () => undone.length > 0,
    clear() {
      done = [];
      undone = [];
    },
  };
}

/** @typedef {ReturnType<typeof createHistory>} History */
