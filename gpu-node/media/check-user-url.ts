import { BlockList, isIP } from "node:net";

// Apart, because one list would take every IPv4 address for one within IPv6.
const refused = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  refused.ipv4.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["::", 128],
  ["::1", 128],
  // IPv4 within IPv6, in each of the ways to write it.
  ["::", 96],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 32],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const)
  refused.ipv6.addSubnet(network, bits, "ipv6");

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** True for addresses of the public internet alone. */
export function isPublicAddress(address: string): boolean {
  const family = familyOf(address);
  return isIP(address) !== 0 && !refused[family].check(address, family);
}

export function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && loopback.check(address, familyOf(address));
}

const refusedSuffixes = [".localhost", ".local", ".internal", ".localdomain", ".home.arpa"];

/**
 * Says why an address of a user is refused before anybody is asked what it resolves to; null when
 * it may be tried.
 */
export function checkUserUrl(text: string, options: { allowsLoopback: boolean }): string | null {
  if (!URL.canParse(text)) return "it is not an absolute URL";
  const { protocol, username, password, port, hostname } = new URL(text);
  if (username !== "" || password !== "") return "it contains user information";
  if (protocol !== "https:" && protocol !== "http:") return "it does not use https";
  const literal = hostname.replace(/^\[(.*)\]$/, "$1");
  const isLoopback = hostname === "localhost" || isLoopbackAddress(literal);
  if (options.allowsLoopback && isLoopback) return null;
  if (protocol !== "https:") return "it does not use https";
  // The parser leaves out the scheme's own port.
  if (port !== "") return "it does not use port 443";
  if (isIP(literal) !== 0) return "it names an IP address instead of a host";
  if (hostname.endsWith(".")) return "its host ends with a dot";
  if (!hostname.includes(".") || refusedSuffixes.some((suffix) => hostname.endsWith(suffix)))
    return "its host is not public";
  return null;
}
