const REFUSED_SUFFIXES = [".localhost", ".local", ".internal", ".localdomain", ".home.arpa"];

/**
 * Says why a callback URL is refused, or null when it may be called. Addresses are refused in
 * whatever notation: the URL parser turns every spelling of an IPv4 address into four decimals.
 * A name that resolves to a private address is stopped by `global_fetch_strictly_public` alone.
 */
export function checkCallbackUrl(
  text: string,
  options: {
    /** True on a developer's machine: loopback by http or https, on any port. */
    allowLoopback: boolean;
    /** Origins, or URLs of them, that this deployment answers at: it never calls itself. */
    ownOrigins: readonly string[];
    /** What the address is, as a refusal names it. */
    subject?: string;
  },
): string | null {
  const { subject = "The callback" } = options;
  if (!URL.canParse(text)) return `${subject} is not an absolute URL.`;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return `${subject} must use https.`;
  if (url.username !== "" || url.password !== "") {
    return `${subject} must not contain user information.`;
  }
  if (options.ownOrigins.some((origin) => isSameHost(new URL(origin), url))) {
    return `${subject} must not call this service.`;
  }
  if (options.allowLoopback && isLoopback(url.hostname)) return null;
  if (url.protocol !== "https:") return `${subject} must use https.`;
  // The parser leaves out the scheme's own port.
  if (url.port !== "") return `${subject} must use port 443.`;
  return checkHost(url.hostname, subject);
}

function checkHost(host: string, subject: string): string | null {
  if (isAddress(host)) return `${subject} must name a host, not an IP address.`;
  if (host.endsWith(".")) return `${subject}'s host must not end with a dot.`;
  if (!host.includes(".") || REFUSED_SUFFIXES.some((suffix) => host.endsWith(suffix))) {
    return `${subject}'s host is not public.`;
  }
  return null;
}

/** Every name of the loopback leads to one machine: there the port alone tells who is called. */
function isSameHost(own: URL, url: URL): boolean {
  if (isLoopback(own.hostname) && isLoopback(url.hostname)) return own.port === url.port;
  return own.hostname === url.hostname.replace(/\.$/, "");
}

function isAddress(host: string): boolean {
  return host.startsWith("[") || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
