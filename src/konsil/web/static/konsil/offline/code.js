// The code of a paper, read and judged as `konsil/core/slip.py` does; a test holds the two equal.
const SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWX";
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const FORM = 1;
const SIGNATURE = 64;
const FIRST = Date.UTC(2020, 0, 1);
const DAY = 24 * 3600 * 1000;

// A number as it is compared: no blanks, no hyphens, one reading of each letter.
export const keyOf = (said) => said.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1").replace(/U/g, "V").replace(/[^0-9A-Z]/g, "");

// The key of a number that somebody typed; "" where a character is wrong or missing.
export function readNumber(said) {
  const bare = keyOf(said);
  let rest = 0;
  for (const sign of bare) rest = (rest * 32 + ALPHABET.indexOf(sign)) % 1021;
  return bare.length >= 10 && [...bare].every((sign) => ALPHABET.includes(sign)) && rest === 0 ? bare : "";
}

export const spelled = (bare) => [bare.slice(0, -12), bare.slice(-12, -7), bare.slice(-7, -2), bare.slice(-2)].join("-");

function octets(signs) {
  if (!signs || [...signs].some((sign) => !SIGNS.includes(sign))) return null;
  const found = [];
  let held = 0;
  let bits = 0;
  for (const sign of signs) {
    held = (held << 5) | SIGNS.indexOf(sign);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      found.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  return bits < 5 && held === 0 ? Uint8Array.from(found) : null;
}

function unpacked(statement) {
  let place = 0;
  const one = () => {
    if (place >= statement.length) throw new RangeError("cut short");
    return statement[place++];
  };
  const some = (count) => Array.from({ length: count }, one);
  const name = () => {
    const signs = some(one());
    if (signs.some((sign) => sign > 127)) throw new RangeError("not ASCII");
    return String.fromCharCode(...signs);
  };
  if (one() !== FORM) throw new RangeError("another form");
  const key = some(4).map((value) => value.toString(16).padStart(2, "0")).join("");
  const [high, low] = some(2);
  const day = new Date(FIRST + (high * 256 + low) * DAY).toISOString().slice(0, 10);
  const [number, extended, clinic] = [name(), name(), name()];
  if (!readNumber(number) || (extended && !readNumber(extended))) throw new RangeError("no number of ours");
  const services = Array.from({ length: one() }, () => {
    const quantity = one();
    return { code: name(), quantity: quantity & 127, ifNeeded: quantity > 127 };
  });
  if (place !== statement.length) throw new RangeError("too long");
  return { number: spelled(number), key, day, clinic, services, extends: extended ? spelled(extended) : "" };
}

// What a code says, with the octets that were signed; null where it is none of ours, or not whole.
export function read(code) {
  const whole = octets(code.replace(/\s/g, "").toUpperCase());
  if (!whole || whole.length <= SIGNATURE) return null;
  const statement = whole.slice(0, -SIGNATURE);
  try {
    return { slip: unpacked(statement), statement, signature: whole.slice(-SIGNATURE) };
  } catch (fault) {
    if (fault instanceof RangeError) return null;
    throw fault;
  }
}

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));

async function signedBy(publicKey, signature, statement) {
  const key = await crypto.subtle.importKey("raw", bytes(publicKey), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, statement);
}

// Whether this browser can check a signature at all.
export async function able() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32).fill(1), "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

// What a code is worth: `keys` by id, as the house tells them; `spent` and `revoked` are sets of numbers' keys.
export async function judge(code, { keys, spent = new Set(), revoked = new Set() }, clinic, today) {
  const said = read(code);
  if (!said) return "unreadable";
  const key = keys[said.slip.key];
  if (!key || (key.until && said.slip.day > key.until)) return "unknown-key";
  if (!(await signedBy(key.public, said.signature, said.statement))) return "forged";
  if (said.slip.clinic !== clinic) return "other-clinic";
  if (said.slip.day !== today) return "other-day";
  const number = keyOf(said.slip.number);
  if (revoked.has(number)) return "revoked";
  return spent.has(number) ? "spent" : "valid";
}
