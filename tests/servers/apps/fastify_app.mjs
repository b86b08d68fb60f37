// A numbered stream on fastify-sse-v2.
import Fastify from "fastify";
import { FastifySSEPlugin } from "fastify-sse-v2";
import { port, retry, since, textOf } from "./numbered.mjs";

const app = Fastify();
app.register(FastifySSEPlugin);
app.get("/", (request, reply) => {
  const stop = since(request.headers["last-event-id"], (number) =>
    reply.sse({ id: String(number), event: "number", retry, data: textOf(number) }),
  );
  request.raw.on("close", stop);
});
app.listen({ port, host: "127.0.0.1" });
