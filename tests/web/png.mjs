// Makes a picture of a screen small: 256 colours are enough for type and lines. Reads what Chromium writes (8 bits a
// channel, not interlaced) and nothing else.
import zlib from "node:zlib";

const COLOURS = 256;
const CRC = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  let crc = -1;
  for (const byte of body) crc = CRC[(crc ^ byte) & 255] ^ (crc >>> 8);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeInt32BE(crc ^ -1, body.length + 4);
  return out;
}

function read(png) {
  const parts = [];
  let head = null;
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    const type = png.toString("latin1", at + 4, at + 8), data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    if (type === "IHDR") head = { width: data.readUInt32BE(0), height: data.readUInt32BE(4), channels: data[9] === 6 ? 4 : 3 };
    if (type === "IDAT") parts.push(data);
  }
  return { ...head, raw: zlib.inflateSync(Buffer.concat(parts)) };
}

const paeth = (a, b, c) => {
  const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
};

function unfilter({ width, height, channels, raw }) {
  const row = width * channels, out = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++) {
    const kind = raw[y * (row + 1)], from = y * (row + 1) + 1, to = y * row;
    for (let i = 0; i < row; i++) {
      const a = i >= channels ? out[to + i - channels] : 0, b = y > 0 ? out[to + i - row] : 0;
      const c = i >= channels && y > 0 ? out[to + i - row - channels] : 0;
      out[to + i] = raw[from + i] + [0, a, b, (a + b) >> 1, paeth(a, b, c)][kind];
    }
  }
  return out;
}

/** The commonest colours; every other one becomes the nearest of them. */
function palette(pixels, channels) {
  const count = new Map();
  for (let i = 0; i < pixels.length; i += channels) {
    const colour = (pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2];
    count.set(colour, (count.get(colour) ?? 0) + 1);
  }
  const kept = [...count].sort((a, b) => b[1] - a[1]).slice(0, COLOURS).map(([colour]) => colour);
  const index = new Map(kept.map((colour, i) => [colour, i]));
  const distance = (a, b) => ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
  for (const colour of count.keys()) {
    if (!index.has(colour)) index.set(colour, kept.reduce((best, k, i) => (distance(k, colour) < distance(kept[best], colour) ? i : best), 0));
  }
  return { kept, index };
}

export function small(png) {
  const picture = read(png), pixels = unfilter(picture), { width, height, channels } = picture;
  const { kept, index } = palette(pixels, channels);
  const raw = Buffer.alloc((width + 1) * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += channels) {
      raw[y * (width + 1) + 1 + x] = index.get((pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2]);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(kept.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]));
  return Buffer.concat([png.subarray(0, 8), chunk("IHDR", head), chunk("PLTE", colours),
    chunk("IDAT", zlib.deflateSync(raw, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}
