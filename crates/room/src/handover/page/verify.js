// Verifies a closing bible in the browser, offline: PROTOCOL.md sections 2 (cards), 4 (wrapped entries), 11 and 12,
// written a second time by hand. What it reads is hostile until it was verified: limits first, then bytes, then words.
'use strict';
(() => {
  const LIMITS = {
    manifest: 32 << 20, // PROTOCOL 11
    paper: 32 << 20,
    chain: 256 << 20,
    files: 200000,
    directory: 64 << 20,
    whole: 16 << 20, // larger files are hashed piece by piece
    shown: 300,
  };
  const WORDS = { en: '{{words-en}}'.split(' '), zh: '{{words-zh}}'.split(' ') };
  // a system leaves these in folders; nobody signed them and nothing reads them
  const LITTER = ['.DS_Store', 'Thumbs.db', 'desktop.ini'];

  // ---- words for people ----

  const TEXT = {
    en: {
      brand: 'Sealroom', other: '中文', page: 'Verify a closing bible',
      title: 'Verify a closing bible',
      lead: 'Recomputes the SHA-256 of every file and verifies every signature, on this device. Nothing is sent: this page cannot reach a network.',
      folder: 'Choose the unpacked folder', zip: 'Choose the zip file',
      local: 'Browsers call this "upload"; nothing leaves this device. You can also drop the zip file here.',
      reading: 'Reading…', hashing: (n, of) => `Verifying file ${n} of ${of}`, chains: 'Verifying the ledger…', done: 'Done.',
      good: 'Everything is as both parties signed it',
      half: 'Everything is as it was signed, by one party only',
      bad: 'This is not what was signed',
      hashes: 'Hashes only: this browser cannot verify signatures',
      goodWhy: 'Every file is there, none was changed or added, and both signatures are right.',
      halfWhy: (name) => `Every file is there and none was changed or added. The signature of ${name} is missing.`,
      halfNobody: 'Every file is there and none was changed or added. Nobody else was to sign.',
      hashesWhy: 'It has no Ed25519 here (an old browser, or a page that is not opened as a file or over https). Whether the files belong to the manifest was checked; who signed the manifest was not.',
      ask: 'A name proves nobody. Compare the safety words with those that you know of the person.',
      manifestless: 'There is no manifest.json: this is no closing bible, or not all of it.',
      nozip: 'This is no zip file, or one that is damaged or not stored plainly.',
      broken: 'The manifest proves nothing: ',
      why: { form: 'it has not the form of one', newer: 'it was made by a newer version', changed: 'its text is not the one that was signed', card: 'a card is not right', signature: 'a signature is not right', kind: 'it is another kind of paper', room: 'it is of another room' },
      signers: 'Who signed', from: 'Made by', to: 'Other party', signed: 'Signed', unsigned: 'Not signed', stranger: 'Nobody who was named', wrong: 'Signature is not right', unknown: 'Not verified',
      words: 'Safety words', print: 'Fingerprint',
      about: 'What it is', room: 'Room', id: 'Room’s id', made: 'Made', role: 'What can be opened by', docs: 'Documents', bytes: 'Bytes',
      list: 'Handover list', listBoth: 'Signed by both parties', listOne: 'Signed by one party only', listNone: 'None', listBad: 'Not right',
      ledger: 'Ledger', ledgerGood: (c, e) => `Signatures and links are right · entries: ${e} · chains: ${c}`, ledgerHash: 'Unchanged; its signatures were not verified', ledgerBad: 'Not right',
      files: 'Files', find: 'Find a file', only: 'Only what is wrong', more: (n) => `Show ${n} more`, nothing: 'No file.',
      kinds: { good: 'As signed', missing: 'Missing', added: 'Not signed', changed: 'Changed', path: 'Unsafe name', ledger: 'Ledger broken', paper: 'Paper not right', litter: 'Left by a system' },
      not: 'What this does not tell: whether what the papers say is so, whether those who signed had the right to, and what was in the room besides. Times of the ledger are the store’s, signed by it; times of papers are their makers’.',
    },
    zh: {
      brand: '缄室', other: 'English', page: '核验交割文件集',
      title: '核验交割文件集',
      lead: '在本机重新计算每个文件的 SHA-256，并核验每个签名。不发送任何内容：此页无法访问网络。',
      folder: '选择解压后的文件夹', zip: '选择 zip 文件',
      local: '浏览器称之为“上传”，但没有任何内容离开本机。也可将 zip 文件拖到这里。',
      reading: '正在读取…', hashing: (n, of) => `正在核验第 ${n} 个文件，共 ${of} 个`, chains: '正在核验账本…', done: '完成。',
      good: '全部内容与双方所签一致',
      half: '全部内容与所签一致，但只有一方签名',
      bad: '这不是所签的内容',
      hashes: '仅核对了哈希：此浏览器无法核验签名',
      goodWhy: '文件齐全，无改动、无增添，双方签名正确。',
      halfWhy: (name) => `文件齐全，无改动、无增添。缺少 ${name} 的签名。`,
      halfNobody: '文件齐全，无改动、无增添。没有约定其他人签名。',
      hashesWhy: '此处没有 Ed25519（浏览器过旧，或页面不是以文件或 https 打开）。已核对文件与清单相符；清单由谁签名未核验。',
      ask: '姓名不能证明身份。请将安全词与您所知的该人的安全词比对。',
      manifestless: '没有 manifest.json：这不是交割文件集，或不完整。',
      nozip: '这不是 zip 文件，或已损坏，或不是原样存储。',
      broken: '清单不能证明任何事：',
      why: { form: '格式不符', newer: '由更新的版本生成', changed: '文本不是所签的文本', card: '名片不正确', signature: '签名不正确', kind: '是另一种文书', room: '属于另一个资料室' },
      signers: '签名人', from: '制作方', to: '对方', signed: '已签名', unsigned: '未签名', stranger: '不是约定的人', wrong: '签名不正确', unknown: '未核验',
      words: '安全词', print: '指纹',
      about: '内容', room: '资料室', id: '资料室编号', made: '制作时间', role: '可打开者', docs: '文件数', bytes: '字节数',
      list: '移交清单', listBoth: '双方均已签名', listOne: '仅一方签名', listNone: '无', listBad: '不正确',
      ledger: '账本', ledgerGood: (c, e) => `签名与链接正确 · ${c} 条链，${e} 条记录`, ledgerHash: '未改动；其签名未核验', ledgerBad: '不正确',
      files: '文件', find: '查找文件', only: '仅显示有问题的', more: (n) => `再显示 ${n} 个`, nothing: '没有文件。',
      kinds: { good: '与所签一致', missing: '缺失', added: '未签', changed: '已改动', path: '名称不安全', ledger: '账本损坏', paper: '文书不正确', litter: '系统遗留' },
      not: '此页不能说明：文书所述是否属实，签名人是否有权签名，资料室中是否另有内容。账本时间由存储方签名给出；文书时间由制作人给出。',
    },
  };
  let lang = /^zh/i.test(navigator.language || '') ? 'zh' : 'en';
  const t = (key) => TEXT[lang][key];

  // ---- bytes ----

  const utf8 = new TextEncoder();
  const concat = (...parts) => {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { out.set(part, at); at += part.length; }
    return out;
  };
  const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const unhex = (text) => /^([0-9a-f]{2})*$/.test(text) ? Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16)) : null;
  // one spelling only
  const unbase64 = (text) => {
    try {
      const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      let back = '';
      for (let at = 0; at < bytes.length; at += 8192) back += String.fromCharCode(...bytes.subarray(at, at + 8192));
      return btoa(back) === text ? bytes : null;
    } catch { return null; }
  };
  const strict = (bytes) => { try { return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes); } catch { return null; } };
  const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());

  // SHA-256 (FIPS 180-4) of what comes piece by piece; also where there is no SubtleCrypto
  const K = (() => {
    const primes = [], out = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
    for (const p of primes) out.push(Math.floor((Math.cbrt(p) % 1) * 2 ** 32) >>> 0);
    return Uint32Array.from(out);
  })();
  class Sha256 {
    constructor() {
      this.h = Uint32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
      this.w = new Uint32Array(64);
      this.rest = new Uint8Array(0);
      this.length = 0;
    }
    block(bytes, at) {
      const { w, h } = this;
      for (let i = 0; i < 16; i++, at += 4) w[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
        const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1 | 0;
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i++) {
        const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
        const t1 = k + s1 + (e & f ^ ~e & g) + K[i] + w[i] | 0;
        const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
        const t2 = s0 + (a & b ^ a & c ^ b & c) | 0;
        k = g; g = f; f = e; e = d + t1 | 0; d = c; c = b; b = a; a = t1 + t2 | 0;
      }
      [a, b, c, d, e, f, g, k].forEach((word, i) => { h[i] += word; });
    }
    update(bytes) {
      this.length += bytes.length;
      let all = this.rest.length ? concat(this.rest, bytes) : bytes, at = 0;
      for (; at + 64 <= all.length; at += 64) this.block(all, at);
      this.rest = all.slice(at);
      return this;
    }
    digest() {
      const bits = this.length * 8, zeros = (119 - this.length % 64) % 64;
      const end = new DataView(new ArrayBuffer(8));
      end.setUint32(0, Math.floor(bits / 2 ** 32));
      end.setUint32(4, bits >>> 0);
      this.update(concat(Uint8Array.of(0x80), new Uint8Array(zeros), new Uint8Array(end.buffer)));
      const out = new DataView(new ArrayBuffer(32));
      this.h.forEach((word, i) => out.setUint32(4 * i, word));
      return new Uint8Array(out.buffer);
    }
  }
  const subtle = globalThis.crypto && crypto.subtle;
  const sha256 = async (bytes) => subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : new Sha256().update(bytes).digest();
  const hashOf = async (blob) => {
    if (blob.size <= LIMITS.whole) return sha256(await bytesOf(blob));
    const hash = new Sha256();
    for (let at = 0; at < blob.size; at += 4 << 20) hash.update(await bytesOf(blob.slice(at, at + (4 << 20))));
    return hash.digest();
  };

  // Ed25519 as SubtleCrypto has it. Keys of small order verify anything there, so they are refused here.
  const SMALL = ['00'.repeat(32), '01' + '00'.repeat(31), 'ec' + 'ff'.repeat(30) + '7f', 'ed' + 'ff'.repeat(30) + '7f', 'ee' + 'ff'.repeat(30) + '7f',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'];
  const small = (point) => { const plain = Uint8Array.from(point); plain[31] &= 0x7f; return SMALL.includes(hex(plain)); };
  const keys = new Map();
  const keyOf = (bytes) => {
    const name = hex(bytes);
    if (keys.size > 1000) keys.clear();
    if (!keys.has(name)) keys.set(name, subtle.importKey('raw', bytes, { name: 'Ed25519' }, false, ['verify']));
    return keys.get(name);
  };
  const signedBy = async (key, message, signature) => {
    if (key.length !== 32 || signature.length !== 64 || small(key) || small(signature.subarray(0, 32))) return false;
    try { return await subtle.verify({ name: 'Ed25519' }, await keyOf(key), signature, message); } catch { return false; }
  };
  // RFC 8032, 7.1, test 1: whether there is Ed25519 at all
  const canVerify = async () => {
    const key = unhex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    const signature = unhex('e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b');
    return Boolean(subtle) && signedBy(key, new Uint8Array(0), signature);
  };

  // ---- cards, notes and artefacts (PROTOCOL 2 and 11) ----

  // what shows nothing and may deceive: `seal::text::hidden`
  const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180e\u2800\u3164\uffa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
  class Wrong extends Error {}
  const wrong = (why) => { throw new Wrong(why); };
  const HEAD = 1 + 32 + 32 + 32 + 1216 + 1;

  const parseCard = async (bytes, room, verifies) => {
    if (!bytes || bytes.length < HEAD + 1 + 64 || bytes[0] !== 1 || !same(bytes.subarray(1, 33), room)) wrong('card');
    const signed = bytes.subarray(0, bytes.length - 64), name = strict(bytes.subarray(HEAD, bytes.length - 64));
    if (name === null || bytes[HEAD - 1] !== bytes.length - 64 - HEAD || HIDDEN.test(name)) wrong('card');
    const root = bytes.slice(33, 65), key = bytes.slice(65, 97);
    if (verifies && !await signedBy(root, concat(utf8.encode('sealroom/1/card'), signed), bytes.subarray(bytes.length - 64))) wrong('card');
    return { name, key, fingerprint: await sha256(root) };
  };

  const parseNote = (note) => {
    const blank = note.lastIndexOf('\n\n');
    if (blank < 0 || note.length > 256 * 1024 || !note.endsWith('\n')) wrong('form');
    const text = note.slice(0, blank + 1);
    if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text)) wrong('form');
    const lines = note.slice(blank + 2, -1).split('\n').map((line) => {
      const found = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line), bytes = found && unbase64(found[2]);
      if (!bytes || bytes.length !== 68) wrong('form');
      return { name: found[1], id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
    });
    if (lines.length > 32) wrong('form');
    return { text, lines };
  };

  // A signed text, or a word for why it is none. Without Ed25519 only the text's hash is compared.
  const parseArtefact = async (bytes, verifies) => {
    const file = strict(bytes);
    let json;
    try { json = JSON.parse(file); } catch { wrong('form'); }
    if (!json || typeof json !== 'object' || Object.keys(json).sort().join() !== 'cards,note,payload,sealroom') wrong('form');
    if (json.sealroom !== 'artefact/1') wrong(/^artefact\/\d+$/.test(json.sealroom) ? 'newer' : 'form');
    if (typeof json.payload !== 'string' || typeof json.note !== 'string' || !Array.isArray(json.cards) || json.cards.length > 16) wrong('form');
    const { text, lines } = parseNote(json.note);
    const [head, kind, room64, hash64, length, end, ...more] = text.split('\n');
    const room = unbase64(room64 || ''), hash = unbase64(hash64 || '');
    if (head !== 'sealroom/1/artefact' || end !== '' || more.length || !/^[a-z0-9-]{1,40}$/.test(kind) || !/^(0|[1-9]\d*)$/.test(length)) wrong('form');
    if (!room || room.length !== 32 || !hash || hash.length !== 32) wrong('form');
    const payload = utf8.encode(json.payload);
    if (payload.length !== Number(length) || !same(await sha256(payload), hash)) wrong('changed');
    const signers = [], taken = new Set();
    for (const encoded of json.cards) {
      const card = await parseCard(typeof encoded === 'string' ? unbase64(encoded) : null, room, verifies);
      const name = 'sealroom/person/' + hex(await sha256(concat(room, card.key)));
      const id = (await sha256(concat(utf8.encode(name + '\n'), Uint8Array.of(1), card.key))).subarray(0, 4);
      const own = lines.filter((line) => line.name === name && same(line.id, id));
      if (own.length !== 1 || taken.has(own[0])) wrong('signature');
      taken.add(own[0]);
      if (verifies && !await signedBy(card.key, utf8.encode(text), own[0].signature)) wrong('signature');
      signers.push({ name: card.name, key: hex(card.key), fingerprint: hex(card.fingerprint) });
    }
    // every line is somebody's
    if (!signers.length || taken.size !== lines.length) wrong('signature');
    let said;
    try { said = JSON.parse(json.payload); } catch { wrong('form'); }
    if (!said || typeof said !== 'object') wrong('form');
    if (!said.room || said.room.id !== hex(room)) wrong('room');
    return { kind, room, said, signers, hash: hex(hash) };
  };
  const isParty = (party, signer) => Boolean(party) && party.key === signer.key && party.fingerprint === signer.fingerprint;
  const signatures = (signers, from, to) => ({
    from: signers.some((signer) => isParty(from, signer)),
    to: signers.some((signer) => isParty(to, signer)),
    others: signers.filter((signer) => !isParty(from, signer) && !isParty(to, signer)),
  });

  // ---- chains (PROTOCOL 4): as much CBOR as a wrapped entry's outside needs ----

  const cbor = (bytes) => {
    let at = 0;
    const read = (depth) => {
      if (depth > 16 || at >= bytes.length) wrong('form');
      const first = bytes[at++], major = first >> 5, info = first & 31;
      let value = info;
      if (info >= 24) {
        const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[info];
        if (major === 7 || !size || at + size > bytes.length) wrong('form');
        value = 0;
        for (let i = 0; i < size; i++) value = value * 256 + bytes[at++];
        if (value > Number.MAX_SAFE_INTEGER) wrong('form');
      }
      if (major === 0) return value;
      if (major === 2 || major === 3) {
        if (at + value > bytes.length) wrong('form');
        at += value;
        return bytes.subarray(at - value, at);
      }
      if (major === 4) {
        if (value > bytes.length - at) wrong('form');
        return Array.from({ length: value }, () => read(depth + 1));
      }
      if (major === 7 && info >= 20 && info <= 22) return [false, true, null][info - 20];
      return wrong('form');
    };
    const value = read(0);
    if (at !== bytes.length) wrong('form');
    return value;
  };
  const is = (value, length) => value instanceof Uint8Array && value.length === length;

  // The store that had the room behind so many entries of the front: a restored one goes on in another.
  const storeAt = (stores, next) => stores.findLast((one) => one.after < next).key;

  // The number of entries, or null where one is not right. `stores` are found in the front.
  const verifyChain = async (text, chain, room, stores) => {
    if (!text.endsWith('\n')) return null;
    let prev = new Uint8Array(32), next = 0, before = 0;
    const front = chain === '00'.repeat(16);
    for (const line of text.slice(0, -1).split('\n')) {
      const wrapped = cbor(unbase64(line) || wrong('form'));
      const [bytes, signature, time, stamp] = wrapped;
      if (!Array.isArray(wrapped) || wrapped.length !== 4 || !(bytes instanceof Uint8Array) || !is(signature, 64) || !is(stamp, 64) || typeof time !== 'number') return null;
      const entry = cbor(bytes);
      // without a body its place at the end is left out
      if (!Array.isArray(entry) || entry.length < 10 || entry.length > 11 || entry[0] !== 1) return null;
      const [, of, id, seq, link, head, author, , , said] = entry, hash = await sha256(bytes);
      if (!Array.isArray(head) || typeof head[0] !== 'number' || !Array.isArray(said)) return null;
      if (front && next === 0) {
        // what the room's id is the hash of names the store's key
        if (of !== null || !same(hash, room) || said[0] !== 0) return null;
        stores = [{ after: -1, key: said[1][0][0] instanceof Uint8Array ? said[1][0][0] : said[1][0] }];
      } else if (!is(of, 32) || !same(of, room)) return null;
      // where a room goes on says itself who takes it over
      const goes = front && said[0] === 41;
      const server = goes ? said[1][0][1] : storeAt(stores, front ? seq : head[0]);
      if (goes) stores.push({ after: seq, key: server });
      if (!is(server, 32) || !is(id, 16) || hex(id) !== chain || seq !== next || !is(link, 32) || !same(link, prev) || !is(author, 32) || time < before) return null;
      const clock = new Uint8Array(8);
      new DataView(clock.buffer).setBigUint64(0, BigInt(time), true);
      const statement = concat(utf8.encode('sealroom/1/wrap'), await sha256(concat(bytes, signature)), clock);
      if (!await signedBy(server, statement, stamp) || !await signedBy(author, bytes, signature)) return null;
      [prev, next, before] = [hash, next + 1, time];
    }
    return { entries: next, stores };
  };

  // ---- a zip file: stored entries, told once, in one place each ----

  const readZip = async (file) => {
    const fail = () => wrong('zip');
    const view = async (from, to) => {
      if (from < 0 || to > file.size || from > to) fail();
      return new DataView(await file.slice(from, to).arrayBuffer());
    };
    const big = (at, offset) => {
      const value = at.getBigUint64(offset, true);
      return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : fail();
    };
    if (file.size < 22) fail();
    const from = Math.max(0, file.size - 22 - 65535), tail = await view(from, file.size);
    let end = tail.byteLength - 22;
    while (end >= 0 && !(tail.getUint32(end, true) === 0x06054b50 && end + 22 + tail.getUint16(end + 20, true) === tail.byteLength)) end--;
    if (end < 0) fail();
    let count = tail.getUint16(end + 10, true), size = tail.getUint32(end + 12, true), start = tail.getUint32(end + 16, true), limit = from + end;
    if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
      if (limit < 20) fail();
      const locator = await view(limit - 20, limit);
      if (locator.getUint32(0, true) !== 0x07064b50) fail();
      const place = big(locator, 8), wide = await view(place, place + 56);
      if (wide.getUint32(0, true) !== 0x06064b50) fail();
      [count, size, start, limit] = [big(wide, 32), big(wide, 40), big(wide, 48), place];
    }
    if (count > LIMITS.files || size > LIMITS.directory || start + size > limit) fail();
    const directory = await view(start, start + size), bytes = new Uint8Array(directory.buffer), entries = [];
    let at = 0;
    for (let n = 0; n < count; n++) {
      if (at + 46 > size || directory.getUint32(at, true) !== 0x02014b50) fail();
      const flags = directory.getUint16(at + 8, true), method = directory.getUint16(at + 10, true);
      let packed = directory.getUint32(at + 20, true), plain = directory.getUint32(at + 24, true), offset = directory.getUint32(at + 42, true);
      const [nameLen, extraLen, noteLen] = [28, 30, 32].map((place) => directory.getUint16(at + place, true));
      if (at + 46 + nameLen + extraLen + noteLen > size) fail();
      const raw = bytes.subarray(at + 46, at + 46 + nameLen), name = strict(raw);
      for (let extra = at + 46 + nameLen, last = extra + extraLen; extra + 4 <= last;) {
        const id = directory.getUint16(extra, true), length = directory.getUint16(extra + 2, true);
        let place = extra + 4;
        const over = place + length;
        if (over > last) fail();
        if (id === 1) {
          const take = () => { if (place + 8 > over) fail(); place += 8; return big(directory, place - 8); };
          if (plain === 0xffffffff) plain = take();
          if (packed === 0xffffffff) packed = take();
          if (offset === 0xffffffff) offset = take();
        }
        extra = over;
      }
      at += 46 + nameLen + extraLen + noteLen;
      // stored as it is, so nothing becomes larger than the file is
      if (name === null || flags & 1 || method !== 0 || packed !== plain) fail();
      if (name.endsWith('/') && plain === 0) continue;
      entries.push({ name, raw, size: plain, offset });
    }
    if (at !== size) fail();
    entries.sort((a, b) => a.offset - b.offset);
    const names = new Set(), files = [];
    let free = 0;
    for (const entry of entries) {
      const head = await view(entry.offset, entry.offset + 30);
      if (head.getUint32(0, true) !== 0x04034b50 || head.getUint16(8, true) !== 0) fail();
      const nameLen = head.getUint16(26, true), begin = entry.offset + 30 + nameLen + head.getUint16(28, true);
      const local = new Uint8Array((await view(entry.offset + 30, entry.offset + 30 + nameLen)).buffer);
      // told the same in both places, overlapping nothing, and once
      if (!same(local, entry.raw) || entry.offset < free || begin + entry.size > start || names.has(entry.name)) fail();
      names.add(entry.name);
      free = begin + entry.size;
      files.push({ path: entry.name, blob: file.slice(begin, begin + entry.size) });
    }
    return files;
  };

  const readFolder = (list) => {
    const all = Array.from(list, (file) => ({ path: (file.webkitRelativePath || file.name).normalize('NFC'), blob: file }));
    if (all.length > LIMITS.files) wrong('zip');
    // a bible may lie in a folder of the one that was picked
    const manifests = all.filter((file) => file.path.split('/').pop() === 'manifest.json').sort((a, b) => a.path.split('/').length - b.path.split('/').length);
    const top = manifests.length ? manifests[0].path.slice(0, -'manifest.json'.length) : '';
    return all.filter((file) => file.path.startsWith(top)).map((file) => ({ path: file.path.slice(top.length), blob: file.blob }));
  };

  // names that can be saved anywhere, and leave no folder
  const isSafe = (path) => typeof path === 'string' && path.length > 0 && path.split('/').every((name) =>
    name.length > 0 && utf8.encode(name).length <= 255 && !/^[\s.]*$/.test(name) && !HIDDEN.test(name) && !/[\\:*?"<>|]/.test(name) && !/^(con|prn|aux|nul|com[1-9]|lpt[1-9])\s*(\.|$)/i.test(name) && !/[. ]$/.test(name) && !name.startsWith(' '));

  // ---- verifying ----

  const verify = async (files, tell) => {
    const verifies = await canVerify(), byPath = new Map(files.map((file) => [file.path, file])), out = { verifies, rows: [], flaws: 0, ledger: null, list: null };
    const manifest = byPath.get('manifest.json');
    if (!manifest) return { error: 'manifestless' };
    if (manifest.blob.size > LIMITS.manifest) return { error: 'broken', why: 'form' };
    let paper;
    try {
      paper = await parseArtefact(await bytesOf(manifest.blob), verifies);
      if (paper.kind !== 'closing-bible') wrong('kind');
      if (!paper.said.from || !Array.isArray(paper.said.files) || paper.said.files.length > LIMITS.files) wrong('form');
    } catch (e) { return { error: 'broken', why: e instanceof Wrong ? e.message : 'form' }; }
    const bible = out.bible = paper.said;
    out.signers = paper.signers;
    out.signed = signatures(paper.signers, bible.from, bible.to);
    const row = (path, size, kind) => { out.rows.push({ path, size, kind }); if (kind !== 'good' && kind !== 'litter') out.flaws++; };
    const named = new Set(), folded = new Set(['manifest.json']), texts = new Map();
    let n = 0;
    for (const listed of bible.files) {
      tell(t('hashing')(++n, bible.files.length), n / (bible.files.length + 1));
      if (!listed || !isSafe(listed.path) || folded.has(listed.path.toLowerCase())) { row(String(listed && listed.path), 0, 'path'); continue; }
      named.add(listed.path);
      folded.add(listed.path.toLowerCase());
      const file = byPath.get(listed.path) || byPath.get(listed.path.normalize('NFC'));
      if (!file) { row(listed.path, listed.size, 'missing'); continue; }
      named.add(file.path);
      let hash = '';
      try { if (file.blob.size === listed.size) hash = hex(await hashOf(file.blob)); } catch { hash = ''; }
      if (hash !== listed.sha256) { row(listed.path, listed.size, 'changed'); continue; }
      row(listed.path, listed.size, 'good');
      texts.set(listed.path, out.rows.length - 1);
    }
    for (const file of files) {
      if (file.path === 'manifest.json' || named.has(file.path)) continue;
      const name = file.path.split('/').pop();
      row(file.path, file.blob.size, LITTER.includes(name) || name.startsWith('._') ? 'litter' : isSafe(file.path) ? 'added' : 'path');
    }
    const spoil = (path, kind) => {
      const at = texts.get(path);
      if (at === undefined) return;
      out.rows[at].kind = kind;
      out.flaws++;
    };
    // papers
    const listed = texts.has('handover-list.json');
    for (const [path] of texts) {
      if (path !== 'handover-list.json' && !/^handover\/.*\.json$/.test(path)) continue;
      const { blob } = byPath.get(path) || {};
      try {
        if (!blob || blob.size > LIMITS.paper) wrong('form');
        const one = await parseArtefact(await bytesOf(blob), verifies);
        if (!same(one.room, paper.room)) wrong('room');
        if (path !== 'handover-list.json') continue;
        if (one.kind !== 'handover-list' || one.hash !== bible.list) wrong('kind');
        out.list = signatures(one.signers, one.said.from, one.said.to);
        if (out.list.others.length) wrong('signature');
      } catch { spoil(path, 'paper'); if (path === 'handover-list.json') out.list = 'bad'; }
    }
    if (bible.list && !listed) { out.flaws++; out.list = 'bad'; }
    // the ledger, the front first: it names the store's key
    tell(t('chains'), 0.99);
    const front = `ledger/${'00'.repeat(16)}.txt`;
    const chains = [...texts.keys()].filter((path) => /^ledger\/[0-9a-f]{32}\.txt$/.test(path)).sort((a, b) => (b === front) - (a === front));
    if (!chains.includes(front)) { out.flaws++; out.ledger = 'bad'; }
    let stores = null, entries = 0;
    for (const path of verifies && out.ledger !== 'bad' ? chains : []) {
      let found = null;
      try {
        const { blob } = byPath.get(path);
        if (blob.size <= LIMITS.chain) found = await verifyChain(strict(await bytesOf(blob)), path.slice(7, 39), paper.room, stores);
      } catch { found = null; }
      if (!found) { spoil(path, 'ledger'); out.ledger = 'bad'; continue; }
      stores = found.stores;
      entries += found.entries;
    }
    out.ledger = out.ledger || (verifies ? { chains: chains.length, entries } : 'hash');
    if (!out.signed.from || out.signed.others.length) out.flaws++;
    return out;
  };

  // ---- showing ----

  const $ = (id) => document.getElementById(id);
  const el = (tag, name, ...children) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    node.append(...children.filter((child) => child !== null));
    return node;
  };
  const words = (fingerprint, list) => {
    const bytes = unhex(fingerprint);
    if (!bytes || bytes.length !== 32) return '';
    return Array.from({ length: 6 }, (_, i) => {
      let value = 0;
      for (let bit = i * 11; bit < i * 11 + 11; bit++) value = value << 1 | bytes[bit >> 3] >> (7 - bit % 8) & 1;
      return list[value];
    }).join(' ');
  };
  const size = (bytes) => {
    let value = Number(bytes), unit = 0;
    if (!Number.isFinite(value)) return '';
    for (; value >= 1024 && unit < 4; unit++) value /= 1024;
    return (unit ? value.toFixed(1) : value) + ' ' + ['B', 'KiB', 'MiB', 'GiB', 'TiB'][unit];
  };
  const plain = (value) => typeof value === 'string' || typeof value === 'number' ? String(value) : '';

  const verdict = (found) => {
    const { signed, bible } = found;
    if (found.flaws) return ['bad', '✕', t('bad'), null];
    if (!found.verifies) return ['warn', '!', t('hashes'), t('hashesWhy')];
    if (signed.from && signed.to) return ['good', '✓', t('good'), t('goodWhy')];
    return ['warn', '!', t('half'), bible.to ? t('halfWhy')(plain(bible.to.name)) : t('halfNobody')];
  };

  const person = (party, role, signed, verifies) => {
    const state = !verifies ? ['warn', t('unknown')] : signed === 'stranger' ? ['bad', t('stranger')] : signed ? ['good', t('signed')] : ['warn', t('unsigned')];
    const zh = words(party.fingerprint, WORDS.zh), en = words(party.fingerprint, WORDS.en);
    return el('div', 'card person',
      el('p', 'quiet', role),
      el('p', 'person__name', plain(party.name)),
      el('p', '', el('span', `badge badge--${state[0]}`, state[1])),
      el('p', 'quiet', t('words')),
      el('p', 'words', lang === 'zh' ? zh : en),
      el('p', 'quiet', lang === 'zh' ? en : zh),
      el('p', 'quiet', t('print')),
      el('p', 'mono', plain(party.fingerprint)));
  };

  const facts = (found) => {
    const { bible, list, ledger } = found;
    const docs = Array.isArray(bible.files) ? bible.files.filter((file) => /^files\//.test(file.path)) : [];
    const bytes = docs.reduce((sum, file) => sum + (Number(file.size) || 0), 0);
    const listed = list === 'bad' ? t('listBad') : !list ? t('listNone') : list.from && list.to ? t('listBoth') : t('listOne');
    const said = ledger === 'bad' ? t('ledgerBad') : ledger === 'hash' ? t('ledgerHash') : t('ledgerGood')(ledger.chains, ledger.entries);
    const rows = [[t('room'), plain(bible.room.title)], [t('id'), plain(bible.room.id)], [t('made'), plain(bible.made && bible.made.at).replace('T', ' ').replace(/Z$/, ' UTC')], [t('role'), plain(bible.role_name ?? bible['role-name'])],
      [t('docs'), `${docs.length} · ${size(bytes)}`], [t('list'), listed], [t('ledger'), said]];
    const all = rows.flatMap(([name, value]) => [el('dt', '', name), el('dd', name === t('id') ? 'mono' : '', value)]);
    return el('section', 'card', el('h2', '', t('about')), el('dl', 'facts', ...all));
  };

  const table = (found) => {
    const find = el('input', 'field'), only = el('input', ''), list = el('ul', 'files'), more = el('button', 'button', '');
    find.type = 'search';
    find.placeholder = t('find');
    find.setAttribute('aria-label', t('find'));
    only.type = 'checkbox';
    only.checked = found.flaws > 0 && found.rows.some((row) => row.kind !== 'good');
    more.type = 'button';
    let shown = LIMITS.shown;
    // what is wrong first, then documents by their numbers, then the rest
    const order = new Intl.Collator(undefined, { numeric: true });
    const rank = (row) => row.kind !== 'good' ? 0 : row.path.startsWith('files/') ? 1 : 2;
    const sorted = found.rows.slice().sort((a, b) => rank(a) - rank(b) || order.compare(a.path, b.path));
    const tone = (kind) => kind === 'good' ? 'good' : kind === 'litter' ? 'warn' : 'bad';
    const draw = () => {
      const text = find.value.trim().toLowerCase();
      const fits = sorted.filter((row) => row.path.toLowerCase().includes(text) && (!only.checked || row.kind !== 'good'));
      const rows = fits.slice(0, shown).map((row) => el('li', 'file',
        el('span', '', el('span', `badge badge--${tone(row.kind)}`, t('kinds')[row.kind])),
        el('span', 'file__path', row.path), el('span', 'file__size', size(row.size))));
      list.replaceChildren(...rows.length ? rows : [el('li', 'file', el('span', 'file__path', t('nothing')))]);
      more.hidden = fits.length <= shown;
      more.textContent = t('more')(fits.length - shown);
    };
    find.addEventListener('input', draw);
    only.addEventListener('change', draw);
    more.addEventListener('click', () => { shown += 1000; draw(); });
    draw();
    return el('section', 'card', el('h2', '', `${t('files')} (${found.rows.length})`),
      el('div', 'row', find, el('label', 'check', only, t('only'))), list, el('div', '', more));
  };

  const show = (found) => {
    const result = $('result');
    if (found.error) {
      const why = found.error === 'broken' ? t('broken') + (t('why')[found.why] || t('why').form) + (lang === 'zh' ? '。' : '.') : t(found.error);
      const mark = el('span', 'verdict__mark', '✕');
      mark.setAttribute('aria-hidden', 'true');
      result.replaceChildren(el('div', 'page__parts', el('section', 'card verdict verdict--bad', mark, el('div', '', el('h2', '', t('bad')), el('p', '', why)))));
    } else {
      const [tone, sign, title, why] = verdict(found), mark = el('span', 'verdict__mark', sign), counts = {};
      mark.setAttribute('aria-hidden', 'true');
      found.rows.filter((row) => row.kind !== 'good' && row.kind !== 'litter').forEach((row) => { counts[row.kind] = (counts[row.kind] || 0) + 1; });
      const said = Object.entries(counts).map(([kind, n]) => el('li', '', `${t('kinds')[kind]}: ${n}`));
      if (found.verifies && !found.signed.from) said.push(el('li', '', `${plain(found.bible.from.name)}: ${t('unsigned')}`));
      found.signed.others.forEach((one) => said.push(el('li', '', `${one.name}: ${t('stranger')}`)));
      if (found.ledger === 'bad') said.push(el('li', '', `${t('ledger')}: ${t('ledgerBad')}`));
      if (found.list === 'bad') said.push(el('li', '', `${t('list')}: ${t('listBad')}`));
      const people = [person(found.bible.from, t('from'), found.signed.from, found.verifies)];
      if (found.bible.to) people.push(person(found.bible.to, t('to'), found.signed.to, found.verifies));
      found.signed.others.forEach((one) => people.push(person(one, t('signers'), 'stranger', found.verifies)));
      result.replaceChildren(el('div', 'page__parts',
        el('section', `card verdict verdict--${tone}`, mark, el('div', '', el('h2', '', title), why && tone !== 'bad' ? el('p', '', why) : null, tone === 'bad' ? el('ul', '', ...said) : null)),
        el('section', '', el('h2', '', t('signers')), el('p', 'quiet', t('ask'))),
        el('div', 'people', ...people), facts(found), table(found), el('p', 'quiet', t('not'))));
    }
    result.dataset.verdict = found.error ? 'bad' : verdict(found)[0];
  };

  // ---- the page ----

  let last = null, turn = 0;
  const say = () => {
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
    document.title = `${t('page')} · ${t('brand')}`;
    document.querySelectorAll('[data-text]').forEach((node) => { node.textContent = t(node.dataset.text); });
    $('language').textContent = t('other');
    $('language').lang = lang === 'zh' ? 'en' : 'zh-CN';
    if (last) show(last);
  };
  const run = async (read) => {
    const mine = ++turn;
    let drawn = 0;
    const tell = (text, part) => {
      if (mine !== turn) throw new Wrong('stopped');
      const now = performance.now();
      if (now - drawn < 80 && part < 0.98) return;
      drawn = now;
      $('status').textContent = text;
      $('progress').value = part;
    };
    $('running').hidden = false;
    $('result').replaceChildren();
    delete $('result').dataset.verdict;
    last = null;
    try {
      tell(t('reading'), 0);
      const found = await verify(await read(), tell);
      if (mine !== turn) return;
      last = found;
    } catch (e) {
      if (mine !== turn) return;
      last = { error: 'nozip' };
    }
    $('status').textContent = t('done');
    $('running').hidden = true;
    show(last);
    $('result').focus();
  };
  $('language').addEventListener('click', () => { lang = lang === 'zh' ? 'en' : 'zh'; say(); });
  $('folder').addEventListener('change', (event) => { const list = Array.from(event.target.files); if (list.length) run(async () => readFolder(list)); });
  $('zip').addEventListener('change', (event) => { const [file] = event.target.files; if (file) run(() => readZip(file)); });
  const pick = $('pick');
  ['dragover', 'dragleave', 'drop'].forEach((kind) => pick.addEventListener(kind, (event) => {
    event.preventDefault();
    pick.classList.toggle('pick--over', kind === 'dragover');
    const [file] = kind === 'drop' ? event.dataTransfer.files : [];
    if (file) run(() => readZip(file));
  }));
  say();
})();
