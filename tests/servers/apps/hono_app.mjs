// A numbered stream on Hono.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { port, retry, since, textOf } from "./numbered.mjs";

const app = new Hono();
app.get("/", (context) =>
  streamSSE(context, async (stream) => {
    const stop = since(context.req.header("Last-Event-ID"), (number) =>
      stream.writeSSE({ id: String(number), event: "number", retry, data: textOf(number) }),
    );
    await new Promise((over) => stream.onAbort(over));
    stop();
  }),
);
serve({ fetch: app.fetch, port, hostname: "127.0.0.1" });
