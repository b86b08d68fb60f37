// A numbered stream on Koa.
import { PassThrough } from "node:stream";
import Koa from "koa";
import { eventOf, port, since } from "./numbered.mjs";

const app = new Koa();
app.use((context) => {
  const body = new PassThrough();
  context.type = "text/event-stream";
  context.body = body;
  const stop = since(context.get("Last-Event-ID"), (number) => body.write(eventOf(number)));
  context.req.on("close", stop);
});
app.listen(port, "127.0.0.1");
