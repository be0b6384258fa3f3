// What a ministry does to a workbook at its desk, without an office suite: change words that stand in a cell.
import { inflateRawSync } from 'node:zlib';
import assert from 'node:assert/strict';

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

// parts are the files of a zip, by its directory.
function parts(zip) {
  const all = [];
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  let at = zip.readUInt32LE(end + 16);
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const [method, size, name] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + size);
    all.push({ name: zip.subarray(at + 46, at + 46 + name), content: method === 0 ? packed : inflateRawSync(packed) });
    at += 46 + name + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return all;
}

// zipped puts files into a zip as they are: the size does not matter here.
function zipped(all) {
  const out = [];
  const directory = [];
  let at = 0;
  for (const { name, content } of all) {
    const facts = Buffer.alloc(26); // what stands in both heads
    facts.writeUInt16LE(20, 0); // the version of zip that reads it
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), facts, place, name);
    out.push(Buffer.from('PK\x03\x04'), facts, name, content);
    at += 30 + name.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(all.length, 8);
  end.writeUInt16LE(all.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...out, ...directory, end]);
}

// rewrite is the workbook with other words in the cells that hold these.
export function rewrite(book, before, after) {
  let found = 0;
  const all = parts(book).map(({ name, content }) => {
    if (!content.includes(before)) return { name, content };
    found++;
    return { name, content: Buffer.from(content.toString().replaceAll(before, after)) };
  });
  assert.ok(found > 0, `the workbook does not hold ${before}`);
  return zipped(all);
}
