// ZIP files written by hand, so that they can be wrong in every way.

import { crc32 } from "node:zlib";

/** One entry; what is left out is as it should be. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
  /** Bit 0 says that it is encrypted. */
  readonly flags?: number;
  /** 0 is stored, 8 deflated. */
  readonly method?: number;
  /** What the directory says its size is. */
  readonly saidBytes?: number;
}

/** Writes entries one after another, then the directory. */
export function zip(entries: readonly ZipEntry[], saidCount = entries.length): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const size = entry.saidBytes ?? entry.bytes.length;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(entry.flags ?? 0x0800, 2);
    fields.writeUInt16LE(entry.method ?? 0, 4);
    fields.writeUInt16LE(33, 8);
    fields.writeUInt32LE(crc32(entry.bytes), 10);
    fields.writeUInt32LE(entry.bytes.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, name, entry.bytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), fields, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(saidCount & 0xffff, 8);
  end.writeUInt16LE(saidCount & 0xffff, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}
