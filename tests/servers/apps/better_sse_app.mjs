// A numbered stream on better-sse.
import http from "node:http";
import { createSession } from "better-sse";
import { port, retry, since } from "./numbered.mjs";

http
  .createServer(async (request, response) => {
    const session = await createSession(request, response, { retry, keepAlive: 1000 });
    const stop = since(session.lastId, (number) =>
      session.push({ text: `№ ${number}` }, "number", String(number)),
    );
    session.once("disconnected", stop);
  })
  .listen(port, "127.0.0.1");
