/** As much of an SMTP server as takes one mail after another: greeting, AUTH PLAIN, envelope, data. On a random port. */

import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach } from "vitest";

/** A mail as it came. */
export interface HeardMail {
  readonly from: string;
  readonly to: readonly string[];
  /** `user password`, or null. */
  readonly login: string | null;
  /** Headers and body. */
  readonly text: string;
}

/** The server. */
export interface LoopbackSmtp {
  readonly port: number;
  readonly heard: readonly HeardMail[];
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Starts one for the running test; `refusals` answer the first MAIL FROMs instead. */
export async function startLoopbackSmtp({
  refusals = [],
}: {
  readonly refusals?: readonly string[];
} = {}): Promise<LoopbackSmtp> {
  const heard: HeardMail[] = [];
  const left = [...refusals];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let mail = { from: "", to: [] as string[], login: null as string | null };
    let data: string[] | null = null;
    let rest = "";
    const say = (line: string) => socket.write(`${line}\r\n`);
    const onLine = (line: string) => {
      if (data !== null) {
        if (line !== ".") return void data.push(line.replace(/^\.\./, "."));
        heard.push({ ...mail, text: data.join("\n") });
        data = null;
        mail = { from: "", to: [], login: mail.login };
        return void say("250 taken");
      }
      const [verb = "", ...words] = line.split(" ");
      switch (verb.toUpperCase()) {
        case "EHLO":
          return void socket.write("250-loopback\r\n250 AUTH PLAIN\r\n");
        case "AUTH":
          mail.login = Buffer.from(words[1] ?? "", "base64")
            .toString("utf8")
            .split("\0")
            .slice(1)
            .join(" ");
          return void say("235 welcome");
        case "MAIL": {
          const refusal = left.shift();
          mail.from = /<(.*?)>/.exec(line)?.[1] ?? "";
          return void say(refusal ?? "250 ok");
        }
        case "RCPT":
          mail.to.push(/<(.*?)>/.exec(line)?.[1] ?? "");
          return void say("250 ok");
        case "DATA":
          data = [];
          return void say("354 go on");
        case "QUIT":
          say("221 bye");
          return void socket.end();
        default:
          return void say("250 ok");
      }
    };
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    });
    socket.on("error", () => undefined);
    say("220 loopback");
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, heard }; // a server on a port has such an address
}
