// A numbered stream on Express.
import express from "express";
import { eventOf, port, since } from "./numbered.mjs";

const app = express();
app.get("/", (request, response) => {
  response.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  response.flushHeaders();
  const stop = since(request.get("Last-Event-ID"), (number) => response.write(eventOf(number)));
  request.on("close", stop);
});
app.listen(port, "127.0.0.1");
