const url = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/giu;
const hostWithPort = /\b[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+:\d{1,5}\b/gu;
const ipv4 = /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/gu;
const ipv6 = /\[?\b[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}\b\]?(?::\d{1,5})?/giu;

/** A remark of a camera or a library without the addresses it may name: those stay on the server. */
export function withoutAddresses(remark: string): string {
  return [url, ipv6, hostWithPort, ipv4].reduce((text, pattern) => text.replace(pattern, '…'), remark);
}
