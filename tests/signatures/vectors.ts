// The vectors of the fact sheets: what each scheme must sign, and must verify.

import {
  discord,
  github,
  hookrail,
  posthook,
  type Secrets,
  type SignatureScheme,
  slack,
  standardWebhooks,
  type TimedSchemeOptions,
  type Verifier,
} from "../../src/signatures/mod.ts";

export interface Vector {
  readonly name: string;
  /** Makes the scheme; Discord's only verifies. */
  readonly make: (secrets: Secrets, options?: TimedSchemeOptions) => Verifier | SignatureScheme;
  readonly secret: string;
  /** What verifies, where that is another key. */
  readonly publicKey?: string;
  readonly id?: string;
  readonly seconds: number;
  readonly body: string | Uint8Array;
  /** All headers that are signed or sign. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A clock that stands still. */
export function clockAt(seconds: number): { now(): number } {
  return { now: () => seconds * 1000 };
}

const T = 1_700_000_000;
const NOT_UTF8 = new Uint8Array([0xff, 0x00, 0xfe]);

type Row = readonly [
  name: string,
  secret: string,
  seconds: number,
  body: string | Uint8Array,
  sig: string,
];

const SLACK_SECRET = "hookcast-slack-secret-1";
const S1_BODY = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow" +
  "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner" +
  "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands" +
  "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
  "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

const SLACK = ([
  [
    "S1",
    "8f742231b10e8888abcd99yyyzzz85a5",
    1531420618,
    S1_BODY,
    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
  ],
  [
    "S2",
    SLACK_SECRET,
    T,
    '{"type":"event_callback","text":"café 😀"}',
    "v0=8d8ca06df38e4e285ef6f7ea84fdde06cbbe2530aaeea3448283d3d301f4aff1",
  ],
  [
    "S3",
    SLACK_SECRET,
    T,
    "",
    "v0=6b94595ac7cc08c10e41210b62efd40d918fe3771a42fa7d530e37016e43476b",
  ],
  [
    "S4",
    SLACK_SECRET,
    T,
    "a:b:c\r\n",
    "v0=797087a75ff49a7bb47579faa7fadc66bef36f44a42926af97d37ca86fd8ce4e",
  ],
  [
    "S5",
    "sécret-鍵",
    T,
    '{"ok":true}',
    "v0=c1a360f0138df6574e3360fb2b7632168586d2d57b1bc2e3f53f6caaa4c4958d",
  ],
  [
    "S6",
    SLACK_SECRET,
    T,
    NOT_UTF8,
    "v0=2bfa9be596c85b51ceb3442340189ff15fc905f8dd9f6c0fe9c15dff9c807504",
  ],
] satisfies Row[]).map(([name, secret, seconds, body, signature]): Vector => ({
  name,
  make: slack,
  secret,
  seconds,
  body,
  headers: { "x-slack-request-timestamp": String(seconds), "x-slack-signature": signature },
}));

export const SECRET_A = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
export const SECRET_B = "whsec_//79/Pv6+fj39vX08/Lx8O/u7ezr6uno";
export const BODY_P = '{"type":"order.paid","data":{"name":"café 😀"}}';
export const A1_SECRET =
  "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
export const A1_PUBLIC = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
export const A2_SECRET =
  "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA==";
export const A2_PUBLIC = "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
const ID = "msg_hookcast_0001";
const P1_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";

type StandardRow = readonly [...Row, id: string, publicKey?: string];

const STANDARD = ([
  [
    "W1",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    1614265330,
    '{"test": 2432232314}',
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    P1_ID,
  ],
  [
    "W2",
    "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    1649367553,
    '{"email":"test@example.com","username":"test_user"}',
    "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
    "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
  ],
  ["W3", SECRET_A, T, BODY_P, "v1,0i5pSXAFqymsG7bm+Gvo8SOYfBMqY2f0AREbnqOzzFQ=", ID],
  ["W4", SECRET_A, T, "", "v1,jgFiTyX9b96MqjcFW+RF3bZJ6XVZ69bMT0PNfGKHXyU=", ID],
  ["W5", SECRET_B, T, BODY_P, "v1,PQJHr0Bokumcj/Y2L/G6s6cGmdTkTuBG8/uuM7rQASY=", ID],
  ["W6", SECRET_A, T, NOT_UTF8, "v1,6HGSuFQPJJJ98HTGFxnf24h5b/A0clha1rS+rBqhyfk=", ID],
  [
    "A1",
    A1_SECRET,
    1614265330,
    '{"test": 2432232314}',
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
    P1_ID,
    A1_PUBLIC,
  ],
  [
    "A2",
    A2_SECRET,
    T,
    BODY_P,
    "v1a,77Kmeex8ha4aDSjqzh6XNxqJgxcWf5sK6oN2InLMYL6vU4ZwCgJjfsMXLlzKIpvSWvKHSgSn2ywZTOJ058HDBg==",
    ID,
    A2_PUBLIC,
  ],
  [
    "A3",
    A2_SECRET,
    T,
    "",
    "v1a,uGlNoZp9eVSnHdnxGyzlbUWUOtZYfaHWpj24TF/aYoAOhGupK9mXXgG2Sy0T0bgf55SfiHEhBb3HFnGWmkF9AA==",
    ID,
    A2_PUBLIC,
  ],
] satisfies StandardRow[]).map((
  [name, secret, seconds, body, signature, id, publicKey],
): Vector => ({
  name,
  make: standardWebhooks,
  secret,
  ...(publicKey !== undefined && { publicKey }),
  id,
  seconds,
  body,
  headers: {
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signature,
  },
}));

const GH_SECRET = "hookcast-gh-secret";

const GITHUB = ([
  [
    "G1",
    "It's a Secret to Everybody",
    T,
    "Hello, World!",
    "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
  ],
  [
    "G2",
    GH_SECRET,
    T,
    '{"zen":"café 😀","hook_id":1}',
    "3ea9ccc3934ea877c0937a27da53fe28cf5e7a5230925f2bc32eb838937f2f42",
  ],
  ["G3", GH_SECRET, T, "", "b3a5995bcd3d9c81eb8bb4a1ac11ab0a3f532b2d7efc4e06cbd7228703bbefd9"],
  [
    "G4",
    "sécret-鍵",
    T,
    '{"ok":true}',
    "95af259e36b53a475ef8f391b34057859042c0cfa6b44428ab6d3dcb12647976",
  ],
  [
    "G5",
    GH_SECRET,
    T,
    '{"ok":true}',
    "0b33138e198a2d0b9eeb2ba5dd19dcc8ab8a66e365314b7df32d322bb7696eed",
  ],
  [
    "G6",
    GH_SECRET,
    T,
    '{"ok":true}\n',
    "53fb7be37869ccca77b9c29e9da87c9390581085ed985781e3f201f9b8f5ce34",
  ],
] satisfies Row[]).map(([name, secret, seconds, body, signature]): Vector => ({
  name,
  make: github as Vector["make"],
  secret,
  seconds,
  body,
  headers: { "x-hub-signature-256": `sha256=${signature}` },
}));

export const DISCORD_1 = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
export const DISCORD_2 = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

const DISCORD = ([
  [
    "D1",
    DISCORD_1,
    T,
    '{"type":1}',
    "c1098e97d711377f30225d53d94b89d43537f92e5b3afaddc590781b1f9f9d4b" +
    "2eeab335d370be3b9a090bc61a85b86448bc140dcd195f1569c2bff181257607",
  ],
  [
    "D2",
    DISCORD_1,
    T,
    '{"type":2,"data":{"name":"café 😀"}}',
    "37a40bac07c0904a689aa036b8fac17bb4b749b61e098936cbbc1be1359ee3f6" +
    "b0e1d57a61c2c44882aa724b6242fe5903a8089d2329c39da88839f693e92106",
  ],
  [
    "D3",
    DISCORD_1,
    T,
    "",
    "5858a421f63ea937e93a24cb9579bd86ef65a2c4291b3936d7763de4e1b266cf" +
    "2c78ac4f3ccc3ea40712d9d23c7b29e24307b7e399be8596bb784122b9fa600b",
  ],
  [
    "D4",
    DISCORD_2,
    1609459200,
    '{"type":1,"version":1}',
    "b8c4ff1ebabe2f5d82c0fc2ece4d1129f5a05217db9f9408810b1f44782dd3e6" +
    "b429e4806304293d5bbebfee7ec2a564de50fdc9c007b7d3577dea8fb0728d0a",
  ],
] satisfies Row[]).map(([name, secret, seconds, body, signature]): Vector => ({
  name,
  make: discord,
  secret,
  seconds,
  body,
  headers: { "x-signature-timestamp": String(seconds), "x-signature-ed25519": signature },
}));

export const DELIVERY = "01HV3Z9QK4T6W8Y0A1B2C3D4E5";

const HOOKRAIL = ([
  [
    "H1",
    "whsec_alpha",
    T,
    '{"n":1}',
    "03dfbbef44092836b8dbeba744a786b7394a4528ec51db07e74bd09928e6cbcc",
    DELIVERY,
  ],
  [
    "H2",
    "whsec_bêta",
    T,
    '{"name":"Zoë","emoji":"🚀"}',
    "fa753a150f2e9de1e432eee6918bb3b4eb403fff93ac7d47ea8af24aa076fc36",
    DELIVERY,
  ],
  [
    "H3",
    "k".repeat(80),
    1750000000,
    "",
    "9ae890e5a6f52b72c8fe514de41269a6c12a34d66e43fd60830d78f5c8b1f4f5",
    "01J0000000000000000000000A",
  ],
  [
    "H4",
    "whsec_0123456789abcdef",
    1781092800,
    new Uint8Array([0x00, 0xff, 0x10, 0x0a, 0x7b]),
    "26ef40a46d353ce9571a7501e898ed787cddc7e1a78de99e397e71afbf28abac",
    DELIVERY,
  ],
  [
    "H5",
    "whsec_old",
    T,
    '{"n":1}',
    "4486e33133d052f0606fafdc41ad4569c993263caa36e18f29b0a417d7595c42",
    DELIVERY,
  ],
  [
    "H6",
    "whsec_alpha",
    0,
    '{"n":1}',
    "5d687fd745d318d51af572b6f517253ad955beb7840867ba90b21c2b223855bb",
    DELIVERY,
  ],
  [
    "H7",
    "whsec_alpha",
    T,
    "c",
    "073c054ab4480de0d70441b4e08ac7b822ba3e511553c885a1ec918f6104ee3a",
    "a.b",
  ],
  [
    "upstream fixture",
    "whsec_test_secret",
    1781092800,
    '{"order_id":"o_1","amount":42}',
    "d270845b932d510270e3b7132b702de5b0c03c3781221badb79fe39c66672644",
    "01JXAMPLEDELIVERYID0000000",
  ],
] satisfies StandardRow[]).map(([name, secret, seconds, body, signature, id]): Vector => ({
  name,
  make: hookrail,
  secret,
  id,
  seconds,
  body,
  headers: { "hookrail-delivery-id": id, "hookrail-signature": `t=${seconds},v1=${signature}` },
}));

const P1_BODY = '{"id":"hook-1","path":"/p","data":{"a":1},"postAt":"2023-11-14T22:13:20Z",' +
  '"postedAt":"2023-11-14T22:13:21Z","createdAt":"2023-11-14T22:00:00Z",' +
  '"updatedAt":"2023-11-14T22:00:00Z"}';

const POSTHOOK = ([
  [
    "P1",
    "ph_sk_demo_1",
    T,
    P1_BODY,
    "v1,192910988873cfb8741e049f6f77cab9ea508db4631aa0430ba32b470a6a474f",
  ],
  [
    "P2",
    "ph_sk_demo_1",
    T,
    '{"id":"hook-2","path":"/ü","data":{"msg":"héllo ✓"}}',
    "v1,fa2742e58f608ca6d48cb77289acaf5c23437e6f1bd1e7224563d1789e9e06ff",
  ],
  [
    "P3",
    "ph_sk_new",
    T,
    "{}",
    "v1,1e8051a7cf0a5c2f64f6f861f0934b627482dec33678524a937d6830d370d476",
  ],
  [
    "P4",
    "ph_sk_old",
    T,
    "{}",
    "v1,f0527d2ef063657c8a54578898d753d43182bd79735d479965d5611b756130bd",
  ],
  [
    "P5",
    "ph_sk_demo_1",
    1700000300,
    "{}",
    "v1,d7535e8d5a348835f34b95cd266c016133e3cb3e5d8c0e128d180031294c98bd",
  ],
  [
    "P6",
    "ph_sk_demo_1",
    T,
    "not json",
    "v1,04a12b4ec7ac16bdaa8cc61512b8657db25fcb983e3494ff61bfb2a025b9ee7d",
  ],
  [
    "P7",
    "ph_sk_demo_1",
    T,
    "",
    "v1,ded21b2605c4137ddb004cba219ede55fbe52a41d3d188181f29de7c64f0f2b0",
  ],
  [
    "P8",
    "ph_sk_demo_1",
    T,
    "[]",
    "v1,f796946b49fbcfa908f222f400ed6dbf0dcb01f33070489f9d67a9f17f0e72e5",
  ],
] satisfies Row[]).map(([name, secret, seconds, body, signature]): Vector => ({
  name,
  make: posthook,
  secret,
  seconds,
  body,
  headers: { "posthook-timestamp": String(seconds), "posthook-signature": signature },
}));

/** All of them. */
export const VECTORS: readonly Vector[] = [
  ...SLACK,
  ...STANDARD,
  ...GITHUB,
  ...DISCORD,
  ...HOOKRAIL,
  ...POSTHOOK,
];

/** One of them by its name. */
export function vector(name: string): Vector {
  const found = VECTORS.find((one) => one.name === name);
  if (!found) throw new Error(`There is no vector ${name}`);
  return found;
}

/** One vector of each scheme: with an id where there is one, and a body that is no ASCII. */
export const EACH: readonly Vector[] = ["S2", "W3", "A2", "G2", "D2", "H2", "P2"].map(vector);

/** The scheme of a vector, its clock at the vector's time. */
export function schemeOf(one: Vector, options: TimedSchemeOptions = {}): Verifier {
  return one.make(one.publicKey ?? one.secret, { clock: clockAt(one.seconds), ...options });
}

/** Another secret of the same scheme, one bit away. */
export function otherSecret({ secret, name }: Vector): string | Uint8Array {
  if (name.startsWith("W")) return secret.replace(/_./, "_B");
  // Of the point that another public key stands for, nothing is known but that it is another.
  if (name.startsWith("A")) return name === "A1" ? A2_PUBLIC : A1_PUBLIC;
  if (name.startsWith("D")) return name === "D4" ? DISCORD_1 : DISCORD_2;
  const bytes = new TextEncoder().encode(secret);
  bytes[0]! ^= 1;
  return bytes;
}

/** A vector's body as bytes. */
export function bytesOf({ body }: Pick<Vector, "body">): Uint8Array<ArrayBuffer> {
  return typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
}
