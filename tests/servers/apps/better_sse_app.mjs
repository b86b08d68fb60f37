// A numbered stream on better-sse; numbers grow with time, so that a restart forgets none.
import http from "node:http";
import { createSession } from "better-sse";

const started = parseFloat(process.env.STARTED);
const perSecond = 50;

http
  .createServer(async (request, response) => {
    const session = await createSession(request, response, { retry: 200, keepAlive: 1000 });
    let number = session.lastId ? parseInt(session.lastId) : 0;
    const timer = setInterval(() => {
      while (number < (Date.now() / 1000 - started) * perSecond) {
        number += 1;
        session.push({ text: `№ ${number}` }, "number", String(number));
      }
    }, 20);
    session.once("disconnected", () => clearInterval(timer));
  })
  .listen(parseInt(process.env.PORT), "127.0.0.1");
