// @ts-check
/** Two pens with the same strokes: one draws on a canvas, one writes SVG, so that what is saved is what was seen. */

const FONT = '"Source Sans 3", Seravek, Ubuntu, Calibri, "DejaVu Sans", sans-serif';
const SIZE_PX = 12;

/** @param {CanvasRenderingContext2D} context @returns {import("./types.js").Pen} */
export function canvasPen(context) {
  return {
    rect(x, y, w, h, fill, opacity = 1) {
      context.globalAlpha = opacity;
      context.fillStyle = fill;
      context.fillRect(x, y, w, h);
      context.globalAlpha = 1;
    },
    line(points, stroke, width, dash = []) {
      context.strokeStyle = stroke;
      context.lineWidth = width;
      context.lineJoin = "round";
      context.setLineDash(dash);
      context.beginPath();
      let isDown = false;
      for (const point of points) {
        if (!point) isDown = false;
        else if (isDown) context.lineTo(point[0], point[1]);
        else {
          context.moveTo(point[0], point[1]);
          // A value alone between two gaps is a dot.
          context.lineTo(point[0] + 0.01, point[1]);
          isDown = true;
        }
      }
      context.stroke();
      context.setLineDash([]);
    },
    area(points, fill, opacity) {
      context.globalAlpha = opacity;
      context.fillStyle = fill;
      context.beginPath();
      points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.fill();
      context.globalAlpha = 1;
    },
    text(x, y, words, fill, { anchor = "start", bold = false, halo } = {}) {
      context.font = `${bold ? "600 " : ""}${SIZE_PX}px ${FONT}`;
      context.textAlign = anchor === "middle" ? "center" : anchor;
      context.textBaseline = "alphabetic";
      if (halo) {
        context.strokeStyle = halo;
        context.lineWidth = 3;
        context.lineJoin = "round";
        context.strokeText(words, x, y);
      }
      context.fillStyle = fill;
      context.fillText(words, x, y);
    },
  };
}

/** @param {number} value */
const short = (value) => String(Math.round(value * 100) / 100);

/** @param {string} words */
const escaped = (words) => words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param {string[]} out pieces of SVG are added to it @returns {import("./types.js").Pen} */
export function svgPen(out) {
  return {
    rect(x, y, w, h, fill, opacity = 1) {
      out.push(`<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}" fill="${fill}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ""}/>`);
    },
    line(points, stroke, width, dash = []) {
      let isDown = false;
      const path = points.map((point) => {
        if (!point) {
          isDown = false;
          return "";
        }
        const step = `${isDown ? "L" : "M"}${short(point[0])} ${short(point[1])}${isDown ? "" : "h0.01"}`;
        isDown = true;
        return step;
      }).join("");
      if (path) out.push(`<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"${dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : ""}/>`);
    },
    area(points, fill, opacity) {
      out.push(`<polygon points="${points.map(([x, y]) => `${short(x)},${short(y)}`).join(" ")}" fill="${fill}" fill-opacity="${opacity}"/>`);
    },
    text(x, y, words, fill, { anchor = "start", bold = false, halo } = {}) {
      const around = halo ? ` stroke="${halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"` : "";
      out.push(`<text x="${short(x)}" y="${short(y)}" fill="${fill}" text-anchor="${anchor}"${bold ? ' font-weight="600"' : ""}${around}>${escaped(words)}</text>`);
    },
  };
}

/** A whole SVG document. @param {number} width @param {number} height @param {string[]} pieces @param {string} title */
export function svgDocument(width, height, pieces, title) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family='${FONT}' font-size="${SIZE_PX}">
<title>${escaped(title)}</title>\n${pieces.join("\n")}\n</svg>\n`;
}
